import CXLSXWriter

/// A native chart over cells of the workbook: it follows them when they are edited.
package struct Chart: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// Upright columns.
        case column
        /// Bars from left to right; the first category is on top.
        case bar
        case pie
    }

    package enum Legend: Equatable, Sendable { case none, right, bottom }

    package struct Series: Equatable, Sendable {
        package var name: String
        package var sheet: String
        package var categories: CellRange
        package var values: CellRange
        /// For the whole series; nil leaves it to the program that opens the file.
        package var color: Color?

        package init(name: String, sheet: String, categories: CellRange, values: CellRange, color: Color? = nil) {
            self.name = name
            self.sheet = sheet
            self.categories = categories
            self.values = values
            self.color = color
        }
    }

    /// Size and place in pixels; the place is relative to the cell it is put at.
    package struct Frame: Equatable, Sendable {
        package var width, height: Int
        package var offsetX, offsetY: Int

        package init(width: Int, height: Int, offsetX: Int = 0, offsetY: Int = 0) {
            self.width = width
            self.height = height
            self.offsetX = offsetX
            self.offsetY = offsetY
        }
    }

    package var kind: Kind
    package var title: String
    package var series: [Series]
    package var frame: Frame
    /// For readers who don't see it.
    package var altText: String
    package var legend = Legend.none
    /// Title of the axis that counts; empty for none. A pie has no axes.
    package var valueAxis = ""
    /// Numbers on the columns, bars or slices.
    package var showsValues = false
    /// The axis that counts, with its lines across; of little use where each bar shows its number.
    package var showsValueAxis = true
    /// Space between columns or bars, in per cent of their width.
    package var gap = 60

    package init(kind: Kind, title: String, series: [Series], frame: Frame, altText: String) {
        self.kind = kind
        self.title = title
        self.series = series
        self.frame = frame
        self.altText = altText
    }
}

extension Worksheet {
    /// Puts a chart over the sheet, its left upper corner at the cell.
    package func insert(_ chart: Chart, row: Int, column: Int) throws(SpreadsheetError) {
        _ = try file.opened()
        let corner = try checked(CellRange(rows: row...row, columns: column...column))
        let place = "the chart “\(chart.title)” of sheet “\(name)”"
        try check(chart, place: place)
        let pointer = try file.addChart(chart.kind)
        for series in chart.series { try add(series, of: chart, to: pointer, place: place) }
        var font = lxw_chart_font()
        font.size = 12
        font.bold = 1
        font.color = Color(0x404040).library
        chart_title_set_name(pointer, CellText.prepared(chart.title, limit: 255))
        chart_title_set_name_font(pointer, &font)
        chart_legend_set_position(pointer, chart.legend.library)
        if chart.kind != .pie { styleAxes(of: pointer, chart) }
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
            return worksheet_insert_chart_opt(part.pointer, corner.firstRow, corner.firstColumn, pointer, &options)
        }
        try Spreadsheet.check(code, "insert the chart", place: place)
        part.hasCharts = true
    }

    private func check(_ chart: Chart, place: String) throws(SpreadsheetError) {
        for (name, text) in [("title", chart.title), ("alternative text", chart.altText)] where text.isEmpty {
            throw .emptyText(name: name, place: place)
        }
        if chart.series.isEmpty { throw .emptyText(name: "list of series", place: place) }
        for text in [chart.title, chart.valueAxis] + chart.series.map(\.name) where text.hasPrefix("=") {
            throw .setting(name: "text", place: place, value: "“\(text)”", allowed: "a text that doesn't start with =")
        }
        guard (20...4000).contains(chart.frame.width), (20...4000).contains(chart.frame.height) else {
            throw .setting(
                name: "size",
                place: place,
                value: "\(chart.frame.width) by \(chart.frame.height)",
                allowed: "20 to 4000 pixels each way"
            )
        }
        guard (0...500).contains(chart.gap) else {
            throw .setting(name: "gap", place: place, value: "\(chart.gap)", allowed: "0 to 500 per cent")
        }
    }

    private func add(
        _ series: Chart.Series,
        of chart: Chart,
        to pointer: UnsafeMutablePointer<lxw_chart>,
        place: String
    ) throws(SpreadsheetError) {
        if series.name.isEmpty { throw .emptyText(name: "name of a series", place: place) }
        guard file.sheets.contains(where: { $0.name == series.sheet }) else {
            throw .setting(
                name: "sheet of a series",
                place: place,
                value: "“\(series.sheet)”",
                allowed: "a sheet of the workbook"
            )
        }
        let (names, values) = (try checked(series.categories), try checked(series.values))
        guard let added = chart_add_series(pointer, nil, nil) else {
            throw .library(place: place, action: "add a series", code: 1, message: "Out of memory")
        }
        chart_series_set_name(added, CellText.prepared(series.name, limit: 255))
        chart_series_set_categories(
            added,
            series.sheet,
            names.firstRow,
            names.firstColumn,
            names.lastRow,
            names.lastColumn
        )
        chart_series_set_values(
            added,
            series.sheet,
            values.firstRow,
            values.firstColumn,
            values.lastRow,
            values.lastColumn
        )
        if let color = series.color {
            var fill = lxw_chart_fill()
            fill.color = color.library
            chart_series_set_fill(added, &fill)
        }
        if chart.showsValues { chart_series_set_labels(added) }
    }

    private func styleAxes(of pointer: UnsafeMutablePointer<lxw_chart>, _ chart: Chart) {
        chart_set_series_gap(pointer, UInt16(chart.gap))
        // The library names axes by where they are seen: the categories of a bar chart go up and down.
        let (across, up) = (pointer.pointee.x_axis, pointer.pointee.y_axis)
        guard let categories = chart.kind == .bar ? up : across, let values = chart.kind == .bar ? across : up else {
            return
        }
        if chart.kind == .bar { chart_axis_set_reverse(categories) }
        guard chart.showsValueAxis else {
            chart_axis_set_min(values, 0)
            chart_axis_major_gridlines_set_visible(values, 0)
            chart_axis_off(values)
            return
        }
        if !chart.valueAxis.isEmpty { chart_axis_set_name(values, CellText.prepared(chart.valueAxis, limit: 255)) }
        chart_axis_set_num_format(values, "#,##0")
        chart_axis_set_min(values, 0)
        var line = lxw_chart_line()
        line.color = Color(0xD9D9D9).library
        line.width = 0.75
        chart_axis_major_gridlines_set_visible(values, 1)
        chart_axis_major_gridlines_set_line(values, &line)
    }
}

extension Chart.Kind {
    var library: UInt8 {
        switch self {
        case .column: UInt8(LXW_CHART_COLUMN.rawValue)
        case .bar: UInt8(LXW_CHART_BAR.rawValue)
        case .pie: UInt8(LXW_CHART_PIE.rawValue)
        }
    }
}

extension Chart.Legend {
    fileprivate var library: UInt8 {
        switch self {
        case .none: UInt8(LXW_CHART_LEGEND_NONE.rawValue)
        case .right: UInt8(LXW_CHART_LEGEND_RIGHT.rawValue)
        case .bottom: UInt8(LXW_CHART_LEGEND_BOTTOM.rawValue)
        }
    }
}
