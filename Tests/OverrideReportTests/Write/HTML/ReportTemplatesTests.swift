import Foundation
import TestSupport
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
            parts: parts(chart: "<svg>&</svg>"),
            foot: ""
        )
        #expect(String(decoding: page.bytes, as: UTF8.self) == "PST&lt;HA&amp;BC<svg>&</svg>J")
    }

    @Test("a value's text can't stand for a part, and an empty text counts as absent")
    func textIsNoPart() throws {
        let page = try templates(["index.mustache": shortIndex + "{{#terms}}[{{terms}}]{{/terms}}"]).render(
            .index,
            ["title": .text("\u{FFFF}chart\u{FFFF}"), "terms": .text("")],
            parts: parts(),
            foot: ""
        )
        #expect(String(decoding: page.bytes, as: UTF8.self) == "PS\u{FFFD}chart\u{FFFD}<svg>J")
    }

    @Test("a part in a section that is left out is an error, not a page without it")
    func missesHiddenPart() throws {
        let hiding = shortIndex.replacing("{{{chart}}}", with: "{{#terms}}{{{chart}}}{{/terms}}")
        #expect(throws: TemplateError.lacksValue(file: "mine/index.mustache", name: "chart")) {
            try templates(["index.mustache": hiding]).render(.index, [:], parts: parts(), foot: "")
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

    @Test("templates that the parser or the page would run away with are refused, with file and line")
    func limits() {
        func nested(_ count: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: count) + String(repeating: close, count: count)
        }
        func refused(_ texts: [String: String], _ file: String, _ line: Int, _ limit: TemplateLimit) {
            #expect(throws: TemplateError.exceeds(file: "mine/\(file)", line: line, limit: limit)) {
                try templates(texts)
            }
        }
        let deep = nested(20_000, "{{#has_findings}}\n", "{{/has_findings}}")
        refused(["index.mustache": deep], "index.mustache", 51, .depth)
        // Built in and replaced, but on no page any more: it is parsed all the same.
        let course =
            "{{{policy}}}{{{style}}}{{{script}}}{{{matrix}}}{{{exceptions}}}{{{override_table}}}{{{data}}}"
            + "{{title}}{{name}}{{zone}}{{reason}}{{#finding_groups}}{{/finding_groups}}"
        refused(
            ["index.mustache": shortIndex, "course.mustache": course, "findings.mustache": deep],
            "findings.mustache",
            51,
            .depth
        )
        refused(["index.mustache": nested(20_000, "{{$a}}", "{{/a}}")], "index.mustache", 1, .depth)
        refused(["index.mustache": "\n{{" + nested(20_000, "upper(", ")") + "}}"], "index.mustache", 2, .tagLength)
        refused(["index.mustache": nested(3, "{{#courses}}\n", "{{/courses}}")], "index.mustache", 3, .sameSection)

        // A block in its own place, by itself and by way of another.
        let layout = "{{$a}}{{/a}}{{$b}}{{/b}}"
        for body in ["{{$a}}{{$a}}{{/a}}{{/a}}", "{{$a}}{{$b}}{{/b}}{{/a}}{{$b}}{{$a}}{{/a}}{{/b}}"] {
            let index = shortIndex + "{{<layout}}\n\(body){{/layout}}"
            refused(["index.mustache": index, "layout.mustache": layout], "index.mustache", 2, .depth)
        }
        #expect(throws: TemplateError.includesItself(file: "mine/index.mustache", line: 2)) {
            let index = shortIndex + "{{<layout}}\n{{$a}}{{<layout}}{{/layout}}{{/a}}{{/layout}}"
            return try templates(["index.mustache": index, "layout.mustache": layout])
        }

        // Each partial twice in the one before: 2 to the 40th tags.
        var doubling = ["index.mustache": shortIndex + "{{> p0}}", "p40.mustache": "x"]
        for number in 0..<40 { doubling["p\(number).mustache"] = "{{> p\(number + 1)}}{{> p\(number + 1)}}" }
        let error = #expect(throws: TemplateError.self) { try templates(doubling) }
        guard case .exceeds(let file, 1, .size)? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(file.hasPrefix("mine/p"))
    }

    @Test("a page may have a parent, whose blocks it replaces")
    func inheritance() throws {
        let own = try templates([
            "index.mustache": shortIndex + "{{<layout}}{{$a}}({{host}}){{/a}}{{/layout}}",
            "layout.mustache": "{{<base}}{{$main}}<{{$a}}a{{/a}}{{$b}}b{{/b}}>{{/main}}{{/base}}",
            "base.mustache": "[{{$main}}{{/main}}]",
        ])
        let page = try own.render(.index, ["host": .text("H")], parts: parts(), foot: "")
        #expect(String(decoding: page.bytes, as: UTF8.self) == "PSH<svg>J[<(H)b>]")
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
        let page = try own.render(.index, ["host": .text("H")], parts: parts(), foot: "")
        #expect(String(decoding: page.bytes, as: UTF8.self) == "PSH<svg>J(H)")
    }

    @Test("a directory replaces what it holds, and one that holds no template or isn't there is an error")
    func readsDirectories() throws {
        try withScratchDirectory { directory in
            #expect(throws: TemplateError.holdsNoTemplate(directory: directory)) {
                try ReportTemplates.replaced(from: directory)
            }
            try Data("body { color: red }".utf8).write(to: URL(fileURLWithPath: "\(directory)/style.css"))
            try Data("notes".utf8).write(to: URL(fileURLWithPath: "\(directory)/README.md"))
            let own = try ReportTemplates.replaced(from: directory)
            #expect(own.style.element == "<style>body { color: red }</style>")
            try Data([0x7B, 0xFF]).write(to: URL(fileURLWithPath: "\(directory)/script.js"))
            #expect(throws: TemplateError.notUTF8(file: "\(directory)/script.js")) {
                try ReportTemplates.replaced(from: directory)
            }
            try FileManager.default.removeItem(atPath: "\(directory)/script.js")
            let path = "\(directory)/head.mustache"
            for (make, reason) in [
                ({ mkfifo($0, 0o600) }, "it is no plain file"),
                ({ mkdir($0, 0o700) }, "a directory stands where a file should be"),
                ({ symlink("/no/such/file", $0) }, "there is no such file or directory"),
                ({ symlink("/dev/zero", $0) }, "it is no plain file"),
            ] as [((String) -> Int32, String)] {
                try #require(make(path) == 0)
                #expect(throws: TemplateError.unreadable(file: path, reason: reason)) {
                    try ReportTemplates.replaced(from: directory)
                }
                try FileSystem.removeTree(path)
            }
            let missing = #expect(throws: TemplateError.self) {
                try ReportTemplates.replaced(from: "\(directory)/none")
            }
            #expect(
                missing?.description
                    == "The template \(directory)/none can't be read: there is no such file or directory. "
                    + "Check the path and its permissions."
            )
        }
    }

    /// The hashes are those that `openssl dgst -sha256 -binary | base64` prints.
    @Test(
        "the policy allows exactly the styles and script of the page, as a browser hashes them; a foot can't leave its quotes"
    )
    func hashesWhatBrowsersHash() throws {
        let own = try templates(["style.css": "a {\r\n}\r", "script.js": "let é = 1;"])
        #expect(own.style.element == "<style>a {\n}\n</style>")
        #expect(own.script.policySource == "'sha256-B138jrzUeoe/ARDQ9nWG0btsYwtIdY0K9bkYuEbQt1I='")
        let foot = InlineElement(foot: "Bio \"}</style>· é")
        #expect(
            foot.element == #"""
                <style>@page { @bottom-left { content: "Bio \22 \7d \3c \2f style\3e · é"; width: 85%; text-align: left; } @bottom-right { content: counter(page) " / " counter(pages); } }</style>
                """#
        )
        #expect(
            own.policy(of: .index, foot: foot)
                == "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                + "style-src 'sha256-K7dMPLiKDDDmX2T5yurh9VbGi+8BiAEe6jIA1E50+g0=' '"
                + "sha256-nVhVchctZDtgnB15QzP1eiLXB7BqTNHUGtQDA6Hg9bw='; script-src 'sha256-B138jrzUeoe/ARDQ9nWG0btsYwtIdY0K9bkYuEbQt1I='; img-src data:; "
                + "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'\">"
        )
    }

    @Test("tags are read with their names and lines, whatever their kind")
    func readsTemplateTags() {
        let text = """
            {{! a comment
            of two lines }}<h1>{{title}}</h1>
            {{{ chart }}}{{& chart}}
            {{#courses}}{{.}}{{^page}}{{upper(name)}}{{/page}}{{/courses}}
            {{> head}}{{a.b}}{{=<% %>=}}{{<layout}}{{$ body}}{{/ body}}{{/layout}}
            """
        #expect(
            templateTags(in: text) == [
                TemplateTag(kind: .other, name: "", line: 1),
                TemplateTag(kind: .value, name: "title", line: 2),
                TemplateTag(kind: .value, name: "chart", line: 3),
                TemplateTag(kind: .value, name: "chart", line: 3),
                TemplateTag(kind: .section, name: "courses", line: 4),
                TemplateTag(kind: .value, name: ".", line: 4),
                TemplateTag(kind: .section, name: "page", line: 4),
                TemplateTag(kind: .value, name: "name", line: 4),
                TemplateTag(kind: .end, name: "", line: 4),
                TemplateTag(kind: .end, name: "", line: 4),
                TemplateTag(kind: .partial, name: "head", line: 5),
                TemplateTag(kind: .value, name: "a", line: 5),
                TemplateTag(kind: .delimiters, name: "", line: 5),
                TemplateTag(kind: .parent, name: "layout", line: 5),
                TemplateTag(kind: .block, name: "body", line: 5),
                TemplateTag(kind: .end, name: "", line: 5),
                TemplateTag(kind: .end, name: "", line: 5),
            ]
        )
    }
}
