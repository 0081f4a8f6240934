/// The page templates that travel in the binary: the files of `templates/` at the top of the repository, byte for byte.
package enum BuiltInTemplates {
    /// File name and text of every template, in the order of their names.
    package static let files: [(name: String, text: String)] = [
        ("changes.mustache", text(PackageResources.changes_mustache)),
        ("course.mustache", text(PackageResources.course_mustache)),
        ("findings.mustache", text(PackageResources.findings_mustache)),
        ("head.mustache", text(PackageResources.head_mustache)),
        ("index.mustache", text(PackageResources.index_mustache)),
        ("script.js", text(PackageResources.script_js)),
        ("sources.mustache", text(PackageResources.sources_mustache)),
        ("student.mustache", text(PackageResources.student_mustache)),
        ("style.css", text(PackageResources.style_css)),
    ]

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
