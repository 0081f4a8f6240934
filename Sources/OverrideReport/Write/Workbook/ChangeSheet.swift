import Spreadsheet

/// The Changes sheet: what is not as it was in the run before; dates that moved earlier and items taken away in red.
func changeSheet(_ zones: ReportZones) -> SheetDefinition<Change> {
    let pick = FrontColumns(all: Reports.changes.columns, zones: zones)
    func value(_ read: @escaping @Sendable (Change) -> Change.Value)
        -> SheetColumn<Change>.Reader<SheetColumn<Change>.Value>
    {
        { change in
            switch read(change) {
            case .nothing: change.field.map(\.isDate) == true ? .text("no date") : .blank
            case .notOverridden: .text("not overridden")
            case .date(let instant): .instant(instant, change.zone)
            case .flag(let isTrue): .text(PlainWords.text(of: isTrue))
            case .number(let number): .text(String(number))
            case .text(let text): .text(change.field == .enrollmentState ? PlainWords.text(ofCode: text) : text)
            }
        }
    }
    return SheetDefinition(
        name: "Changes",
        rowMeaning: "what is not as it was in the previous run",
        frozenColumns: 2,
        tabColor: Color(0xBF8F00),
        columns: pick.columns([
            pick("course_name", widths: 14...30),
            pick("change", widths: 16...24, tone: { $0.isHard ? .error : nil }),
            pick("section_name", widths: 10...20),
            pick("student_name", widths: 12...24),
            pick("item_name", widths: 14...30, link: { $0.item?.value.url }),
            pick("module_name", widths: 10...20),
            pick("field", widths: 10...16),
            pick("old", heading: zones.heading("Before"), widths: dateColumnWidths, value: value(\.old)),
            pick("new", heading: zones.heading("Now"), widths: dateColumnWidths, value: value(\.new)),
            pick("students"),
            pick("reason", role: .wrapped, widths: 50...50),
            zones == .several ? pick("time_zone", widths: 14...24) : nil,
        ])
    )
}
