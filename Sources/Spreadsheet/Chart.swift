import CXLSXWriter

/// A native chart over cells of the workbook: it follows them when they are edited.
package struct Chart: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// Upright columns.
        case column
        /// Bars from left to right; the first category is on top.
        case bar

        var library: UInt8 { UInt8((self == .column ? LXW_CHART_COLUMN : LXW_CHART_BAR).rawValue) }
    }

    package struct Series: Equatable, Sendable {
        package var name: String
        package var sheet: String
        package var categories: CellRange
        package var values: CellRange
        /// For the whole series; nil leaves it to the program that opens the file.
        package var color: Color?

        package init(name: String, sheet: String, categories: CellRange, values: CellRange, color: Color? = nil) {
            (self.name, self.sheet, self.color) = (name, sheet, color)
            (self.categories, self.values) = (categories, values)
        }
    }

    /// Size and place in pixels; the place is relative to the cell it is put at.
    package struct Frame: Equatable, Sendable {
        package var width, height: Int
        package var offsetX, offsetY: Int

        package init(width: Int, height: Int, offsetX: Int = 0, offsetY: Int = 0) {
            (self.width, self.height, self.offsetX, self.offsetY) = (width, height, offsetX, offsetY)
        }
    }

    package var kind: Kind
    package var title: String
    package var series: [Series]
    package var frame: Frame
    /// For readers who don't see it.
    package var altText: String
    /// Numbers on the columns or bars.
    package var showsValues = false
    /// The axis that counts, with its lines across; of little use where each bar shows its number.
    package var showsValueAxis = true
    /// Space between columns or bars, in per cent of their width.
    package var gap = 60

    package init(kind: Kind, title: String, series: [Series], frame: Frame, altText: String) {
        (self.kind, self.title, self.series, self.frame) = (kind, title, series, frame)
        self.altText = altText
    }
}

extension Worksheet {
    /// Puts a chart over the sheet, its left upper corner at the cell.
    package func insert(_ chart: Chart, row: Int, column: Int) throws(SpreadsheetError) {
        let workbook = try opened()
        let corner = try checked(CellRange(rows: row...row, columns: column...column))
        let place = "the chart “\(chart.title)” of sheet “\(name)”"
        try chart.check(place: place, sheets: workbook.sheetNames)
        let library = try workbook.addChart(chart.kind)
        for series in chart.series { try add(series, of: chart, to: library, place: place) }
        var font = lxw_chart_font()
        font.size = 12
        font.bold = 1
        font.color = Color(0x404040).library
        chart_title_set_name(library, CellText.prepared(chart.title, limit: 255))
        chart_title_set_name_font(library, &font)
        chart_legend_set_position(library, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
        chart.styleAxes(of: library)
        // The library's own size is 480 by 288 pixels.
        var options = lxw_chart_options()
        options.x_offset = Int32(clamping: chart.frame.offsetX)
        options.y_offset = Int32(clamping: chart.frame.offsetY)
        options.x_scale = Double(chart.frame.width) / 480
        options.y_scale = Double(chart.frame.height) / 288
        options.object_position = UInt8(LXW_OBJECT_MOVE_DONT_SIZE.rawValue)
        let code = CellText.prepared(chart.altText, limit: 255).withCString { text in
            // The library copies the text; the pointer is only taken as mutable.
            options.description = UnsafeMutablePointer(mutating: text)
            return worksheet_insert_chart_opt(pointer, corner.firstRow, corner.firstColumn, library, &options)
        }
        try check(code, "insert the chart", place: place)
        hasCharts = true
    }

    private func add(
        _ series: Chart.Series,
        of chart: Chart,
        to library: UnsafeMutablePointer<lxw_chart>,
        place: String
    ) throws(SpreadsheetError) {
        let added = try found(chart_add_series(library, nil, nil), "add a series", place: place)
        chart_series_set_name(added, CellText.prepared(series.name, limit: 255))
        for (cells, set) in [
            (series.categories, chart_series_set_categories), (series.values, chart_series_set_values),
        ] {
            let corners = try checked(cells)
            series.sheet.withCString { sheet in
                set(added, sheet, corners.firstRow, corners.firstColumn, corners.lastRow, corners.lastColumn)
            }
        }
        if let color = series.color {
            var fill = lxw_chart_fill()
            fill.color = color.library
            chart_series_set_fill(added, &fill)
        }
        if chart.showsValues { chart_series_set_labels(added) }
    }
}

extension Chart {
    fileprivate func check(place: String, sheets: [String]) throws(SpreadsheetError) {
        let texts = [("title", title), ("alternative text", altText)] + series.map { ("name of a series", $0.name) }
        for (name, text) in texts where text.isEmpty { throw .emptyText(name: name, place: place) }
        if series.isEmpty { throw .emptyText(name: "list of series", place: place) }
        for text in [title] + series.map(\.name) where text.hasPrefix("=") {
            throw .setting(name: "text", place: place, value: "“\(text)”", allowed: "a text that doesn't start with =")
        }
        for series in series where !sheets.contains(series.sheet) {
            let (value, allowed) = ("“\(series.sheet)”", "a sheet of the workbook")
            throw .setting(name: "sheet of a series", place: place, value: value, allowed: allowed)
        }
        for pixels in [frame.width, frame.height] {
            try requireSetting("size", pixels, in: 20...4000, unit: " pixels", place: place)
        }
        try requireSetting("gap", gap, in: 0...500, unit: " per cent", place: place)
    }

    fileprivate func styleAxes(of library: UnsafeMutablePointer<lxw_chart>) {
        chart_set_series_gap(library, UInt16(gap))
        // The library names axes by where they are seen: the categories of a bar chart go up and down.
        let (across, up) = (library.pointee.x_axis, library.pointee.y_axis)
        guard let categories = kind == .bar ? up : across, let values = kind == .bar ? across : up else { return }
        if kind == .bar { chart_axis_set_reverse(categories) }
        chart_axis_set_min(values, 0)
        guard showsValueAxis else {
            chart_axis_major_gridlines_set_visible(values, 0)
            chart_axis_off(values)
            return
        }
        chart_axis_set_num_format(values, "#,##0")
        var line = lxw_chart_line()
        line.color = Color(0xD9D9D9).library
        line.width = 0.75
        chart_axis_major_gridlines_set_visible(values, 1)
        chart_axis_major_gridlines_set_line(values, &line)
    }
}
