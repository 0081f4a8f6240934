/// The codes of the text formats in words, for people who read a sheet.
enum PlainWords {
    private static let special = [
        "base": "Everyone",
        "settings_only": "Not begun",
        "new_quiz": "New Quiz",
        "match": "Same as Canvas",
        "mismatch": "Canvas differs",
        "not_listed": "Not in Canvas's list",
        "listed": "Only in Canvas's list",
        "due_at": "Due date",
        "unlock_at": "Unlock date",
        "lock_at": "Lock date",
    ]

    /// `classic_quiz` is `Classic quiz`.
    static func text(ofCode code: String) -> String {
        if let text = special[code] { return text }
        let words = code.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    static func text(of boolean: Bool) -> String { boolean ? "Yes" : "No" }
}
