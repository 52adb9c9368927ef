/// Addresses of the pages that the builder itself adds to a site.
package enum BuilderAddresses {
  private static func isGerman(_ locale: String) -> Bool { locale.prefix { $0 != "-" } == "de" }

  /// Where a page's list goes on: `/neuigkeiten/seite/2/`. The first part is the page itself.
  /// - Parameter part: 2 or more
  package static func part(_ part: Int, of path: String, locale: String) -> String {
    "\(path)\(isGerman(locale) ? "seite" : "page")/\(part)/"
  }

  /// Where the site is searched: `/suche/`, in another than the main language `/en/search/`.
  package static func search(locale: String, isMain: Bool) -> String {
    let word = isGerman(locale) ? "suche" : "search"
    return isMain ? "/\(word)/" : "/\(locale.lowercased())/\(word)/"
  }

  /// Where the entries with a tag are listed: `/neuigkeiten/tag/holz/`.
  /// - Parameter collection: the path of the collection
  package static func tag(_ slug: String, in collection: String) -> String {
    collection.isEmpty ? "/tag/\(slug)/" : "/\(collection)/tag/\(slug)/"
  }
}
