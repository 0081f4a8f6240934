import Foundation
import Testing

@testable import OverrideReport

@Suite struct ReportTemplatesTests {
    private func templates(_ texts: [String: String]) throws -> ReportTemplates {
        let replacements = texts.map { ($0.key, ReportTemplates.Replacement(path: "mine/\($0.key)", text: $0.value)) }
        return try ReportTemplates(replacements: Dictionary(uniqueKeysWithValues: replacements))
    }

    /// The shortest index that shows everything it must.
    private let shortIndex =
        "{{{policy}}}{{{style}}}{{title}}{{host}}{{as_of}}{{#totals}}{{/totals}}{{#courses}}{{name}}{{/courses}}"
        + "{{{chart}}}{{#finding_groups}}{{/finding_groups}}{{#run}}{{/run}}{{{script}}}"

    private func parts(chart: String = "<svg>") -> [String: HTMLBuffer] {
        ["policy": HTMLBuffer("P"), "style": HTMLBuffer("S"), "script": HTMLBuffer("J"), "chart": HTMLBuffer(chart)]
    }

    @Test("the built-in templates are whole")
    func builtInTemplatesPass() throws {
        #expect(try ReportTemplates.builtIn().style.element.hasPrefix("<style>:root"))
    }

    @Test("the comment on top of the templates names every value that a page has")
    func valuesAreDocumented() throws {
        let directory = URL(fileURLWithPath: #filePath).appending(path: "../../../../../templates").standardized
        var documented: Set<Substring> = []
        for name in ReportTemplates.fileNames where name.hasSuffix(".mustache") {
            let text = try String(contentsOf: directory.appending(path: name), encoding: .utf8)
            let comment = try #require(text.split(separator: "}}").first)
            documented.formUnion(comment.split { !$0.isLetter && $0 != "_" })
        }
        for page in PageKind.allCases {
            #expect(page.knownNames.filter { !documented.contains(Substring($0)) } == [])
        }
    }

    @Test("a page is the template with its values escaped and its parts as they are")
    func rendersValuesAndParts() throws {
        let page = try templates(["index.mustache": shortIndex]).render(
            .index,
            [
                "title": .text("T<"), "host": .text("H"),
                "courses": .list([["name": .text("A&B")], ["name": .text("C")]]),
            ],
            parts: parts(chart: "<svg>&</svg>")
        )
        #expect(String(decoding: page.bytes, as: UTF8.self) == "PST&lt;HA&amp;BC<svg>&</svg>J")
    }

    @Test("a value's text can't stand for a part, and an empty text counts as absent")
    func textIsNoPart() throws {
        let page = try templates(["index.mustache": shortIndex + "{{#terms}}[{{terms}}]{{/terms}}"]).render(
            .index,
            ["title": .text("\u{FFFF}chart\u{FFFF}"), "terms": .text("")],
            parts: parts()
        )
        #expect(String(decoding: page.bytes, as: UTF8.self) == "PS\u{FFFD}chart\u{FFFD}<svg>J")
    }

    @Test("a part in a section that is left out is an error, not a page without it")
    func missesHiddenPart() throws {
        let hiding = shortIndex.replacing("{{{chart}}}", with: "{{#terms}}{{{chart}}}{{/terms}}")
        #expect(throws: TemplateError.lacksValue(file: "mine/index.mustache", name: "chart")) {
            try templates(["index.mustache": hiding]).render(.index, [:], parts: parts())
        }
    }

    @Test("mistakes are found before a page is written, with file and line")
    func findsMistakes() {
        let cases: [(name: String, text: String, error: TemplateError)] = [
            (
                "index.mustache", "{{#courses}}\n{{nmae}}{{/courses}}",
                .unknownValue(file: "mine/index.mustache", line: 2, name: "nmae")
            ),
            (
                "index.mustache", shortIndex.replacing("{{#run}}{{/run}}", with: ""),
                .lacksValue(file: "mine/index.mustache", name: "run")
            ),
            (
                "course.mustache", "\n\n{{> haed}}",
                .unknownPartial(file: "mine/course.mustache", line: 3, name: "haed")
            ),
            ("head.mustache", "\n{{> head}}", .includesItself(file: "mine/head.mustache", line: 2)),
            ("head.mustache", "{{=<% %>=}}", .changesDelimiters(file: "mine/head.mustache", line: 1)),
            ("cuorse.mustache", "x", .includedNowhere(file: "mine/cuorse.mustache")),
            (
                "script.js", "let a;\n// </SCRIPT>",
                .endsItsElement(file: "mine/script.js", line: 2, tag: "</script")
            ),
            ("style.css", "</style", .endsItsElement(file: "mine/style.css", line: 1, tag: "</style")),
        ]
        for (name, text, error) in cases {
            #expect(throws: error, "\(name): \(text)") { try templates([name: text]) }
        }
    }

    @Test("a template that does not parse names line, column and what is wrong")
    func reportsParseErrors() {
        let error = #expect(throws: TemplateError.self) {
            try templates(["index.mustache": shortIndex + "\n{{#courses}}\n{{/course}}"])
        }
        guard case .doesNotParse("mine/index.mustache", let line, _, let reason)? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(line == 3)
        #expect(reason == "a section is closed under another name than it was opened")
    }

    @Test("a user's own partial may be included")
    func includesOwnPartials() throws {
        let own = try templates(["index.mustache": shortIndex + "{{> logo}}", "logo.mustache": "({{host}})"])
        let page = try own.render(.index, ["host": .text("H")], parts: parts())
        #expect(String(decoding: page.bytes, as: UTF8.self) == "PSH<svg>J(H)")
    }

    @Test("a directory replaces what it holds, and one that holds no template or isn't there is an error")
    func readsDirectories() throws {
        try withScratchDirectory { directory in
            #expect(throws: TemplateError.holdsNoTemplate(directory: directory)) {
                try ReportTemplates.replaced(from: directory, files: .default)
            }
            try Data("body { color: red }".utf8).write(to: URL(fileURLWithPath: "\(directory)/style.css"))
            try Data("notes".utf8).write(to: URL(fileURLWithPath: "\(directory)/README.md"))
            let own = try ReportTemplates.replaced(from: directory, files: .default)
            #expect(own.style.element == "<style>body { color: red }</style>")
            try Data([0x7B, 0xFF]).write(to: URL(fileURLWithPath: "\(directory)/script.js"))
            #expect(throws: TemplateError.notUTF8(file: "\(directory)/script.js")) {
                try ReportTemplates.replaced(from: directory, files: .default)
            }
            let missing = #expect(throws: TemplateError.self) {
                try ReportTemplates.replaced(from: "\(directory)/none", files: .default)
            }
            #expect(missing?.description.hasPrefix("The template \(directory)/none can't be read: ") == true)
        }
    }

    /// The hashes are those that `openssl dgst -sha256 -binary | base64` prints.
    @Test("the policy allows exactly the style and script of the page, as a browser hashes them")
    func hashesWhatBrowsersHash() throws {
        let own = try templates(["style.css": "a {\r\n}\r", "script.js": "let é = 1;"])
        #expect(own.style.element == "<style>a {\n}\n</style>")
        #expect(own.script.policySource == "'sha256-B138jrzUeoe/ARDQ9nWG0btsYwtIdY0K9bkYuEbQt1I='")
        #expect(
            policyElement(style: own.style, script: own.script)
                == "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                + "style-src 'sha256-K7dMPLiKDDDmX2T5yurh9VbGi+8BiAEe6jIA1E50+g0='; script-src 'sha256-B138jrzUeoe/ARDQ9nWG0btsYwtIdY0K9bkYuEbQt1I='; img-src data:; "
                + "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'\">"
        )
    }
}
