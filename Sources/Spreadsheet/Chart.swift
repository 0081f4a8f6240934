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
