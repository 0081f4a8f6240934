import Testing

@testable import OverrideReport

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
