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

    /// More of the same would bury what else the log says.
    private static let noteLimit = 5

    /// Without a manifest, or with a file that is none of ours, nothing counts as ours to remove.
    init(at path: String) throws(FileError) {
        guard try FileSystem.kind(path) != nil else { return }
        do {
            let data = Data(try FileSystem.contents(of: path, limit: ReportManifest.sizeLimit))
            let listing = try JSONDecoder().decode(Listing.self, from: data)
            guard listing.tool == ReportManifest.toolName else {
                notes.append("\(path) was of another program; none of the files it names is removed.")
                return
            }
            paths = Set(listing.files.compactMap { ReportPath($0.path) })
            let strange = listing.files.filter { ReportPath($0.path) == nil }
            notes = strange.prefix(Self.noteLimit).map { file in
                "\(path) names \(file.path.quoted), which can be no report; it is left alone."
            }
            if strange.count > Self.noteLimit {
                notes.append("\(path) names \(strange.count - Self.noteLimit) more of that kind.")
            }
        } catch {
            notes.append("\(path) could not be read as a manifest; reports it may have named are not removed.")
        }
    }
}
