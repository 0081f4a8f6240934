import Foundation

/// A file or directory that can't be worked on. The description is a sentence: what, where, why, and what to do next.
package struct FileError: Error, Equatable {
    /// What was tried, as it stands after "can't".
    package enum Operation: String, Sendable {
        case create
        case createDirectory = "create the directory"
        case open
        case read
        case write
        case sync = "write to disk"
        case rename = "put in place"
        case replace
        case remove
        case list = "list the directory"
        case inspect = "look at"
        case lock
        case setPermissions = "set the permissions of"
    }

    var operation: Operation
    var path: String
    /// The system's `errno`.
    var code: Int32

    package init(_ operation: Operation, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }
}

extension FileError: CustomStringConvertible {
    package var description: String {
        "can't \(operation.rawValue) \(path): \(reason). \(advice)"
    }

    /// The system's own words for the code.
    var reason: String {
        switch code {
        case ENOSPC where makesSomething: "no space left on the file system, or none for another file"
        case ENOSPC: "no space left on the file system"
        case EDQUOT: "the disk quota is used up"
        case EFBIG where operation == .read: "it is larger than such a file ever is"
        case EFBIG: "the file would pass the size limit of this process or file system"
        case EROFS: "the file system is read-only"
        case EACCES, EPERM: "permission denied"
        case ENOENT: "there is no such file or directory"
        case ENOTDIR: "a file stands where a directory should be"
        case EISDIR: "a directory stands where a file should be"
        case EEXIST: "there is something by that name already"
        case ENOTEMPTY: "the directory is not empty"
        case ELOOP: "it is a symbolic link, or they go round in a circle"
        case ENAMETOOLONG: "the name is too long for this file system"
        case EINVAL where operation == .rename: "it is no kind of file that a report may be"
        case EINVAL where operation == .read: "it is no plain file"
        case EMFILE, ENFILE: "too many files are open"
        default: String(cString: strerror(code))
        }
    }

    /// Which may fail while there is room left for bytes: a file system counts its files, too.
    private var makesSomething: Bool {
        switch operation {
        case .create, .createDirectory, .lock: true
        default: false
        }
    }

    private var advice: String {
        switch code {
        case ENOSPC, EDQUOT: "Make room there, or choose another directory, and start again."
        case EFBIG where operation == .read, EINVAL where operation == .read:
            "Check that it is the file you mean."
        case EFBIG: "Raise the limit (ulimit -f) or choose another file system, and start again."
        case EROFS: "Choose a directory that can be written."
        case EACCES, EPERM: "Check the owner and permissions of it and of the directory it is in."
        case ENOENT: "Check the path; directories above it are not created."
        case ENOTDIR, EISDIR, EEXIST, ENOTEMPTY, ELOOP: "Move it away, or choose another path."
        case ENAMETOOLONG: "Choose a shorter name."
        case EINVAL where operation == .rename:
            "Nothing was put in place; please report this with the name of the file."
        case EMFILE, ENFILE: "Raise the limit (ulimit -n) and start again."
        default: "Check that file system, and start again."
        }
    }
}
