/// What may be different between two releases: the things that somebody has changed within the own rights, as plain data for the builder.
package struct EditScope: Hashable, Sendable {
  /// What may be different of an element.
  package enum Part: Hashable, Sendable {
    /// Its words, its picture, where it leads.
    case content
    /// Its start tag: another look was chosen.
    case tag
    /// All of it, with what stands in it.
    case whole
    /// Whether it is there at all.
    case presence
    /// Where it stands among those beside it.
    case place
  }

  package var elements: [ElementID: Set<Part>] = [:]
  /// Pages whose title, description or picture is another one.
  package var pages: Set<PageID> = []
  /// Pages whose preview may be another one although its picture is the same: a picture on the page is. Both states have to be looked at to
  /// tell, as the picture may be on the page in one of them only.
  package var previews: Set<PageID> = []
  /// Collections with an entry whose title is another one: lists by title have another order.
  package var collections: Set<String> = []
  /// Keys of the company data.
  package var company: Set<String> = []
  /// The year of the build, which is nobody's change.
  package var hasOtherYear = false

  package init() {}
}
