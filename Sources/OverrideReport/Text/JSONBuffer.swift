/// JSON for a `<script type="application/json">` element: compact, and without anything that could end the element.
struct JSONBuffer {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    mutating func array(_ body: (inout JSONBuffer) -> Void) {
        open("[", "]", body)
    }

    mutating func array<Element>(of elements: [Element], _ write: (inout JSONBuffer, Element) -> Void) {
        array { json in
            for element in elements { write(&json, element) }
        }
    }

    mutating func integers(_ numbers: [Int]) {
        array(of: numbers) { $0.integer($1) }
    }

    mutating func strings(_ texts: [String]) {
        array(of: texts) { $0.string($1) }
    }

    mutating func object(_ body: (inout JSONBuffer) -> Void) {
        open("{", "}", body)
    }

    mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func integer(_ number: Int) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
    }

    mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            append(scalar)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// `<` would let a name end the script element or open a comment in it; U+2028 and U+2029 end a line in JavaScript;
    /// controls and noncharacters have no place in HTML.
    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes.append(contentsOf: #"\""#.utf8)
        case "\\": bytes.append(contentsOf: #"\\"#.utf8)
        case "<", ">", "&", "\u{2028}", "\u{2029}", "\t", "\n", "\r": appendEscaped(scalar)
        case _ where isForbiddenInHTML(scalar): appendEscaped(scalar)
        default:
            bytes.append(contentsOf: String(scalar).utf8)
        }
    }

    private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
        for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            bytes.append(contentsOf: #"\u"#.utf8)
            bytes.append(contentsOf: (String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
    }

    private mutating func open(_ start: Unicode.Scalar, _ end: Unicode.Scalar, _ body: (inout JSONBuffer) -> Void) {
        separate()
        bytes.append(UInt8(ascii: start))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: end))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}
