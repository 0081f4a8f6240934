import CXLSXWriter

/// Cells that look different while a condition holds, however the sheet is edited afterwards.
package struct ConditionalRule: Equatable, Sendable {
    package enum Condition: Equatable, Sendable {
        /// The cell is exactly this text; upper and lower case are the same to Excel.
        case textEquals(String)
        /// A formula in English as for the first cell of the range, with `=` in front: `=$C2="error"`.
        case formula(String)
    }

    package var condition: Condition
    package var style: StyleID

    package init(_ condition: Condition, style: StyleID) {
        self.condition = condition
        self.style = style
    }
}

extension Worksheet {
    package func add(_ rule: ConditionalRule, to range: CellRange) throws(SpreadsheetError) {
        _ = try file.opened()
        let corners = try checked(range)
        var format = lxw_conditional_format()
        format.format = try file.format(of: rule.style, place: name)
        let text: String
        switch rule.condition {
        case .textEquals(let value):
            format.type = UInt8(LXW_CONDITIONAL_TYPE_CELL.rawValue)
            format.criteria = UInt8(LXW_CONDITIONAL_CRITERIA_EQUAL_TO.rawValue)
            let doubled = value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            text = "\"" + CellText.prepared(doubled) + "\""
        case .formula(let formula):
            if formula.isEmpty { throw .emptyText(name: "formula of a conditional format", place: name) }
            format.type = UInt8(LXW_CONDITIONAL_TYPE_FORMULA.rawValue)
            text = formula
        }
        let code = text.withCString { pointer in
            // The library copies the text; the pointer is only taken as mutable.
            format.value_string = UnsafeMutablePointer(mutating: pointer)
            return worksheet_conditional_format_range(
                part.pointer,
                corners.firstRow,
                corners.firstColumn,
                corners.lastRow,
                corners.lastColumn,
                &format
            )
        }
        try check(code, "add a conditional format", place: name)
    }
}
