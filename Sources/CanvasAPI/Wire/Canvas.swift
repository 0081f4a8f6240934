/// Namespace of the objects that Canvas sends, typed as Canvas sends them: a field that Canvas may leave out, or send as
/// null, is optional; only fields that are used are decoded; ids may be numbers or strings.
package enum Canvas {}

/// An object of a paged list. The identity tells whether a list that shifted between two pages showed it twice.
package protocol PageElement: Decodable, Sendable {
    var pageIdentity: CanvasID { get }
}
