import Markup
import Model

/// What kind of element repeated and plain parts of a page are.
enum StaticShapes {
  private static let listTags: Set<String> = ["ul", "ol", "div", "section"]
  private static let richTags: Set<String> = [
    "div", "section", "article", "main", "aside", "td", "blockquote", "dd", "figcaption",
  ]

  static func mark(_ element: inout HTMLElement) {
    if isRichText(element) {
      element["data-kind"] = "richText"
    } else if isList(element) {
      element["data-list"] = ""
    }
  }

  /// Nothing but paragraphs and the like, at least two of them.
  private static func isRichText(_ element: HTMLElement) -> Bool {
    guard richTags.contains(element.tag), element.childElements.count > 1,
      element.childElements.contains(where: { $0.tag == "p" }),
      element.children.allSatisfy({ $0.element != nil || $0.isWhitespace }),
      !element.childElements.contains(where: isQuoteOfBareWords)
    else { return false }
    let reader = TreeReader(
      [][...], purpose: .page, names: SiteNames(paths: SitePaths(pages: [Page](), collections: [:])),
      report: Report(file: ""))
    return reader.isRichText(element)
  }

  /// Rich text puts the words of a quotation into paragraphs, which the site's own styles may dress differently.
  private static func isQuoteOfBareWords(_ element: HTMLElement) -> Bool {
    element.tag == "blockquote" && !element.childElements.contains { $0.tag == "p" }
  }

  /// At least two children that are made alike and hold more than words.
  private static func isList(_ element: HTMLElement) -> Bool {
    let children = element.childElements
    guard listTags.contains(element.tag), children.count > 1,
      element.children.allSatisfy({ $0.element != nil || $0.isWhitespace }),
      !children.contains(where: {
        $0.tag == "img" || $0.tag == "a" || $0.tag == "span" || $0["data-bare"] != nil || $0.namespace == .svg
      })
    else { return false }
    let first = shape(children[0])
    guard children[0].childElements.count > (element.tag == "div" || element.tag == "section" ? 1 : 0) else {
      return false
    }
    return children.dropFirst().allSatisfy { shape($0) == first }
  }

  private static func shape(_ element: HTMLElement) -> String {
    "\(element.tag).\(element["class"] ?? "")(\(element.childElements.map { "\($0.tag).\($0["class"] ?? "")" }.joined(separator: ",")))"
  }
}
