import Foundation

/// What an earlier run says it put into an output directory.
struct EarlierManifest {
    /// The reports it lists.
    var paths: Set<ReportPath> = []
    /// What was not believed, a sentence each.
    var notes: [String] = []

    private struct Listing: Decodable {
        struct File: Decodable {
            var path: String
        }
        var tool: String
        var files: [File]
    }

    /// Without a manifest, or with a file that is none of ours, nothing counts as ours to remove.
    init(at path: String) throws(FileError) {
        guard try FileSystem.kind(path) != nil else { return }
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            let listing = try JSONDecoder().decode(Listing.self, from: data)
            guard listing.tool == ReportManifest.toolName else {
                notes.append("\(path) was of another program; none of the files it names is removed.")
                return
            }
            for file in listing.files {
                if let path = ReportPath(file.path) {
                    paths.insert(path)
                } else {
                    notes.append("\(path) names \(file.path), which can be no report; it is left alone.")
                }
            }
        } catch {
            notes.append("\(path) could not be read as a manifest; reports it may have named are not removed.")
        }
    }
}
