/// The few words that the builder itself says.
struct Words: Sendable {
  var notFound = "Page not found"
  var notFoundText = "This page does not exist, or not any more."
  var home = "To the home page"
  var moved = "This page has moved"
  var gone = "This page is gone"
  var done = "Done"
  var yes = "yes"
  var no = "no"
  var breadcrumbs = "You are here"
  var start = "Home"
  var pages = "Pages"
  var page = "Page"
  var previous = "Previous"
  var next = "Next"
  var languages = "Languages"
  var search = "Search"
  var searchThisSite = "Search this site"
  var find = "Search"
  var foundNothing = "Nothing found"
  var foundOne = "1 result"
  var foundMany = "# results"
  var searchFailed = "The search cannot be reached. Please try again."
  var searchNeedsScript = "The search needs JavaScript. These are the pages of this site:"

  static func `in`(_ locale: String) -> Words {
    switch locale.prefix(while: { $0 != "-" }) {
    case "de": german
    default: english
    }
  }

  private static let english = Words()
  private static let german = Words(
    notFound: "Seite nicht gefunden", notFoundText: "Diese Seite gibt es nicht oder nicht mehr.",
    home: "Zur Startseite", moved: "Diese Seite ist umgezogen", gone: "Diese Seite gibt es nicht mehr",
    done: "Erledigt",
    yes: "ja", no: "nein", breadcrumbs: "Sie sind hier", start: "Start", pages: "Seiten", page: "Seite",
    previous: "Zurück",
    next: "Weiter", languages: "Sprachen", search: "Suche", searchThisSite: "Diese Website durchsuchen",
    find: "Suchen", foundNothing: "Nichts gefunden", foundOne: "1 Treffer", foundMany: "# Treffer",
    searchFailed: "Die Suche ist nicht zu erreichen. Bitte versuchen Sie es noch einmal.",
    searchNeedsScript: "Die Suche braucht JavaScript. Das sind die Seiten dieser Website:")
}
