import Markup
import Model

/// One page of a finished site: what its head says, and its body as markup that our own reader takes.
struct StaticPage {
  let file: String
  var head = PageHead(title: "")
  var language: String?
  var canonical: String?
  /// Where the page sends its visitors at once.
  var movedTo: String?
  var body: [HTMLNode] = []
  /// Classes of `<body>` that style sheets may name.
  var bodyClasses: [String] = []
  /// Whether a form on it searches the site.
  var hasSearch = false
}

/// Turns whole documents into pages: scripts go, addresses become the site's, styles are collected. Everything that has no place here is
/// reported with its line.
struct StaticPageReader {
  let files: StaticFiles
  /// The address of the live site, so that links with it count as links within.
  let base: String
  /// Where each page will stand, by its file.
  let paths: [String: String]
  var styles: StaticStyles
  let report: Report
  let makeReport: (String) -> Report
  let file: String
  private var scripts = 0
  private var firstScript: Int?
  private var language: String?
  private var hasSearch = false

  init(
    file: String, files: StaticFiles, base: String, paths: [String: String], styles: StaticStyles, report: Report,
    makeReport: @escaping (String) -> Report
  ) {
    self.file = file
    self.files = files
    self.base = base
    self.paths = paths
    self.styles = styles
    self.report = report
    self.makeReport = makeReport
  }

  mutating func page(_ document: HTMLParser.Document) -> StaticPage {
    var page = StaticPage(file: file)
    page.language = document.root["lang"].map(CleanText.oneLine)
    language = page.language
    for node in document.head?.children ?? [] { if let element = node.element { read(head: element, into: &page) } }
    let body = document.body ?? HTMLElement(tag: "body")
    page.bodyClasses = body.classes.map { styles.className($0) }
    if let css = body["style"], let name = style(css, body) { page.bodyClasses.append(name) }
    page.body = Self.trimmed(nodes(body.children))
    page.hasSearch = hasSearch
    if page.head.title.isEmpty {
      let heading = body.first("h1").map { CleanText.oneLine($0.textContent) } ?? ""
      page.head.title = heading.isEmpty ? FileName.stem(file) : heading
      report.warning(1, "the page has no <title>; it is called “\(page.head.title)”", "add one")
    }
    if scripts > 0 {
      report.warning(
        firstScript, scripts == 1 ? "a script is left out" : "\(scripts) scripts are left out",
        "what they did has to be rebuilt, or put into an embed")
    }
    return page
  }

  private static func trimmed(_ nodes: [HTMLNode]) -> [HTMLNode] {
    nodes.filter { node in
      if case .comment = node { return false }
      return !node.isWhitespace
    }
  }

  // MARK: Head

  private mutating func read(head element: HTMLElement, into page: inout StaticPage) {
    switch element.tag {
    case "title": page.head.title = CleanText.oneLine(element.textContent)
    case "meta": meta(element, &page)
    case "link":
      let relation = (element["rel"] ?? "").lowercased().split(separator: " ")
      if relation.contains("stylesheet"), let address = element["href"] {
        if relation.contains("alternate") { return }
        styles.add(link: address, media: element["media"], from: file, line: element.line, report: report, makeReport)
      } else if relation.contains("canonical") {
        page.canonical = element["href"].map(CleanText.oneLine)
      }
    case "style": addStyle(element)
    case "script": leaveOut(script: element)
    case "base": report.warning(element.line, "<base> is not taken over", "look at the links of this page")
    default: break
    }
  }

  private mutating func addStyle(_ element: HTMLElement) {
    styles.add(
      style: element.textContent, media: element["media"], from: file, line: element.line, report: report, makeReport)
  }

  private mutating func leaveOut(script: HTMLElement) {
    // Data for search engines is written anew.
    if script["type"] == "application/ld+json" || script["type"] == "speculationrules" { return }
    scripts += 1
    if firstScript == nil { firstScript = script.line }
  }

  private func meta(_ element: HTMLElement, _ page: inout StaticPage) {
    let content = CleanText.oneLine(element["content"] ?? "")
    if element["http-equiv"]?.lowercased() == "refresh", let found = content.lowercased().firstRange(of: "url=") {
      let address = content[found.upperBound...].trimmingQuotes
      if case .page(let target, let rest) = files.target(address, from: file, base: base), let path = paths[target],
        target != file
      {
        page.movedTo = path + (rest.first == "#" ? rest : "")
      } else if case .elsewhere(let url) = files.target(address, from: file, base: base), ElementRules.isSafeURL(url) {
        page.movedTo = url
      }
      return
    }
    switch (element["name"] ?? element["property"] ?? "").lowercased() {
    case "description": page.head.meta.description = content
    case "robots": page.head.meta.noindex = content.lowercased().contains("noindex")
    case "author": if !content.isEmpty { page.head.meta.authors = [content] }
    case "og:image":
      guard case .file(let path) = files.target(content, from: file, base: base),
        let asset = StaticFiles.assetPath(of: path)
      else {
        report.warning(
          element.line, "the picture for previews “\(content)” is no file of the site",
          "choose one in the page's settings")
        return
      }
      page.head.meta.image = asset
    case "article:published_time": page.head.meta.date = CalendarDate(content)
    case "article:modified_time": page.head.meta.updated = CalendarDate(content)
    default: break
    }
  }

  // MARK: Body

  private static let unwrapped: Set<String> = ["font", "center", "noscript", "tt", "big", "nobr"]
  private static let kept: Set<String> = [
    "video", "audio", "object", "embed", "canvas", "map", "math", "marquee", "dialog", "progress", "meter", "ruby",
    "datalist", "output", "slot",
  ]

  mutating func nodes(_ nodes: [HTMLNode]) -> [HTMLNode] {
    var result: [HTMLNode] = []
    for node in nodes {
      switch node {
      case .comment: continue
      case .text: result.append(node)
      case .element(let element): result += self.element(element)
      }
    }
    return result
  }

  private mutating func element(_ element: HTMLElement) -> [HTMLNode] {
    if element.namespace == .svg || element.tag == "svg" { return [.element(drawing(element))] }
    switch element.tag {
    case "script":
      leaveOut(script: element)
      return []
    case "style":
      addStyle(element)
      return []
    case "link":
      if (element["rel"] ?? "").contains("stylesheet"), let address = element["href"] {
        styles.add(link: address, media: element["media"], from: file, line: element.line, report: report, makeReport)
      }
      return []
    case "meta", "title", "base", "template", "source", "track", "param": return []
    case "noscript":
      report.warning(
        element.line, "what stands in <noscript> is left out", "there are no scripts that it could stand for")
      return []
    case "picture": return picture(element)
    case "img": return [.element(image(element, sources: []))]
    case "iframe": return frame(element)
    case _ where Self.kept.contains(element.tag): return [.element(keptAsCode(element, "its HTML is kept as it is"))]
    case "a": return [.element(link(element))]
    case "form" where searchesSite(element): return [.element(search(element))]
    // What our own search has put there is put there again.
    case "div" where element["id"] == "search-results" && element["data-index"] != nil: return []
    case "del", "ins", "data", "bdi", "bdo", "dfn":
      var copy = element
      copy.tag = element.tag == "del" ? "s" : element.tag == "ins" ? "u" : "span"
      return [.element(box(copy))]
    case _ where Self.unwrapped.contains(element.tag): return nodes(element.children)
    default: return [.element(box(element))]
    }
  }

  /// An element with its allowed attributes, its classes, and what stands inside.
  private mutating func box(_ element: HTMLElement) -> HTMLElement {
    var result = HTMLElement(tag: element.tag, line: element.line)
    if !ElementRules.tags.contains(element.tag) {
      result.tag = ["dir", "menu"].contains(element.tag) ? "ul" : "div"
      report.warning(element.line, "<\(element.tag)> becomes <\(result.tag)>", "look at the place")
    }
    copyAttributes(of: element, to: &result)
    result.children = nodes(element.children)
    if element.tag == "form" {
      if let action = element["action"], !action.isEmpty {
        report.warning(
          element.line, "the form was sent to “\(action)”; that is left out", "Foyer receives forms itself")
      }
    }
    StaticShapes.mark(&result)
    return result
  }

  private mutating func copyAttributes(of element: HTMLElement, to result: inout HTMLElement) {
    var classes = element.classes.map { styles.className($0) }
    if let css = element["style"], let name = style(css, element) { classes.append(name) }
    if !classes.isEmpty { result["class"] = classes.joined(separator: " ") }
    var left: [String] = []
    for attribute in element.attributes {
      switch attribute.name {
      case "class", "style", "href", "src", "srcset", "sizes", "alt", "action", "method", "enctype",
        "target" where element.tag == "form":
        continue
      case "hidden": result["hidden"] = ""
      case "width",
        "height" where element.tag == "img":
        result[attribute.name] = attribute.value
      case let name where ElementRules.isAllowed(attribute: name, onTag: result.tag) && name != "data-label":
        result[name] = String(CleanText.oneLine(attribute.value).prefix(1_000))
      case let name where name.hasPrefix("on"): left.append(name)
      case let name where name.hasPrefix("data-") || name == "loading" || name == "decoding" || name == "fetchpriority":
        continue
      case let name: left.append(name)
      }
    }
    if !left.isEmpty {
      report.warning(
        element.line, "<\(element.tag)>: \(left.sorted().joined(separator: ", ")) left out",
        "elements do not have that here")
    }
  }

  private mutating func style(_ css: String, _ element: HTMLElement) -> String? {
    styles.className(forStyle: css, in: file, line: element.line, report: report, makeReport)
  }

  // MARK: Search

  /// Whether a form asks the site itself for words: the builder has a search for that.
  private func searchesSite(_ element: HTMLElement) -> Bool {
    guard (element["method"] ?? "get").lowercased() == "get" else { return false }
    func hasField(_ element: HTMLElement) -> Bool {
      element.tag == "input" && element["type"]?.lowercased() == "search"
        || element.childElements.contains(where: hasField)
    }
    guard element["role"] == "search" || hasField(element) else { return false }
    if case .elsewhere = files.target(element["action"] ?? "", from: file, base: base) { return false }
    return true
  }

  private mutating func search(_ element: HTMLElement) -> HTMLElement {
    hasSearch = true
    var result = HTMLElement(tag: "form", line: element.line)
    copyAttributes(
      of: HTMLElement(
        tag: "form", attributes: element.attributes.filter { ["class", "style", "id"].contains($0.name) },
        line: element.line), to: &result)
    result["data-search"] = ""
    let action = CleanText.oneLine(element["action"] ?? "")
    let locale = language ?? ""
    let own = [true, false].map { BuilderAddresses.search(locale: locale, isMain: $0) }
    if !own.contains(where: { action == $0 || action == base + $0 }) {
      report.warning(
        element.line, "the search form was sent to “\(action)”; it becomes the search that Foyer brings",
        "look at the place")
    }
    return result
  }

  // MARK: Links

  private mutating func link(_ element: HTMLElement) -> HTMLElement {
    var result = box(element)
    result["data-list"] = nil
    if let address = element["href"] { result["href"] = href(address, line: element.line) }
    return result
  }

  private func href(_ address: String, line: Int) -> String? {
    switch files.target(address, from: file, base: base) {
    case .elsewhere(let url): return checked(url, line)
    case .fragment(let fragment): return checked(fragment.replacing(" ", with: "%20"), line)
    case .page(let target, let rest):
      guard let path = paths[target] else { return checked(address, line) }
      return TreeWriter.encoded(path) + (rest.first == "#" ? rest : "")
    case .file(let path):
      guard let asset = StaticFiles.assetPath(of: path) else {
        report.warning(line, "the link to “\(address)” leads to a file that is not taken over", "remove the link")
        return checked("/" + TreeWriter.encoded(path), line)
      }
      return "/" + TreeWriter.encoded(asset)
    case .missing(let path):
      let file = path.split(separator: "/").last.map(String.init) ?? path
      if !["feed.xml", "sitemap.xml", "robots.txt"].contains(file) {
        report.warning(line, "the link to “\(address)” leads nowhere", "correct the address, or add the page or file")
      }
      return checked(address, line)
    }
  }

  private func checked(_ address: String, _ line: Int) -> String? {
    let spelled = address.replacing(" ", with: "%20")
    if ElementRules.isSafeURL(spelled) { return SiteNames.hasScheme(spelled) ? spelled : "url:\(spelled)" }
    report.warning(
      line, "the address “\(CleanText.oneLine(address).prefix(80))” is left out",
      "links lead to pages, files, https:, mailto: and tel:")
    return nil
  }

  // MARK: Pictures

  private mutating func picture(_ element: HTMLElement) -> [HTMLNode] {
    guard let image = element.first("img") else { return nodes(element.children) }
    let sources = element.childElements.filter { $0.tag == "source" && ($0["media"] ?? "").isEmpty }.compactMap {
      $0["srcset"]
    }
    return [.element(self.image(image, sources: sources))]
  }

  /// A picture by its largest file, of those that are here.
  private mutating func image(_ element: HTMLElement, sources: [String]) -> HTMLElement {
    var candidates: [(address: String, width: Double)] = []
    for name in ["src", "data-src", "data-lazy-src"] {
      if let address = element[name], !address.hasPrefix("data:") { candidates.append((address, 0)) }
    }
    for set in [element["srcset"], element["data-srcset"]].compactMap({ $0 }) + sources {
      candidates += Self.candidates(ofSet: set)
    }
    let local = candidates.compactMap { candidate -> (path: String, width: Double)? in
      guard case .file(let path) = files.target(candidate.address, from: file, base: base),
        let asset = StaticFiles.assetPath(of: path), Self.isPicture(asset)
      else { return nil }
      return (asset, candidate.width)
    }
    guard let largest = local.max(by: { $0.width < $1.width }) else {
      let address = candidates.first?.address ?? element["src"] ?? ""
      let isElsewhere = if case .elsewhere = files.target(address, from: file, base: base) { true } else { false }
      return keptAsCode(
        element,
        isElsewhere
          ? "the picture \(address) is on another server and stays there"
          : "the picture “\(address.prefix(80))” is not there")
    }
    var result = HTMLElement(tag: "img", line: element.line)
    copyAttributes(of: element, to: &result)
    // The widths of the page stand in the file; these would be those of another size of it.
    if let width = element["width"], let height = element["height"], Int(width) != nil, Int(height) != nil {
      result["width"] = width
      result["height"] = height
    } else {
      result["width"] = nil
      result["height"] = nil
    }
    result["src"] = TreeWriter.encoded(largest.path)
    if let words = element["alt"] {
      if CleanText.oneLine(words).isEmpty { result["data-decorative"] = "" } else { result["alt"] = words }
    } else {
      report.warning(
        element.line, "the picture \(largest.path) has no alternative text", "describe it, or say that it is decoration"
      )
    }
    return result
  }

  private static func isPicture(_ path: String) -> Bool {
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"].contains(where: path.lowercased().hasSuffix)
  }

  /// `a.jpg 480w, b.jpg 960w` and `a.jpg, b.jpg 2x`.
  static func candidates(ofSet set: String) -> [(address: String, width: Double)] {
    set.split(separator: ",").compactMap { part in
      let words = part.split(whereSeparator: \.isWhitespace)
      guard let address = words.first else { return nil }
      let size = words.count > 1 ? Double(words[1].dropLast()) ?? 0 : 1
      return (String(address), size)
    }
  }

  private mutating func drawing(_ element: HTMLElement) -> HTMLElement {
    var svg = element
    // Looks of a drawing stay within it.
    for name in ["data-edit", "data-seal", "data-name", "data-id"] { svg[name] = nil }
    if let classes = svg["class"] {
      svg["class"] = classes.split(separator: " ").map { styles.className(String($0)) }.joined(separator: " ")
    }
    return svg
  }

  // MARK: What has no kind

  private mutating func frame(_ element: HTMLElement) -> [HTMLNode] {
    let address = CleanText.oneLine(element["src"] ?? element["data-src"] ?? "")
    guard case .elsewhere(let url) = files.target(address, from: file, base: base), url.hasPrefix("https://"),
      ElementRules.isSafeURL(url)
    else {
      report.warning(element.line, "the frame of “\(address)” is left out", "put its content into the page")
      return []
    }
    let host = url.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != ":" }.split(separator: ".")
    let name = host.count > 1 ? String(host[host.count - 2]) : "embed"
    var result = HTMLElement(tag: "div", line: element.line)
    copyAttributes(
      of: HTMLElement(
        tag: "div", attributes: element.attributes.filter { $0.name == "class" || $0.name == "title" },
        line: element.line), to: &result)
    result["data-embed"] = ElementRules.isName(name) ? name : "embed"
    result["data-src"] = url
    report.warning(element.line, "the frame of \(url) becomes an embed that asks visitors first", "look at the place")
    return [.element(result)]
  }

  /// The designer's own HTML, with the addresses of local files as they are now.
  private mutating func keptAsCode(_ element: HTMLElement, _ reason: String) -> HTMLElement {
    report.warning(element.line, "<\(element.tag)>: \(reason)", "replace it by a picture or another element")
    var inner = element
    withoutScripts(&inner)
    var result = HTMLElement(tag: "span", line: element.line)
    result["data-bare"] = ""
    result["data-code"] = ""
    result.children = [.element(inner)]
    return result
  }

  private func withoutScripts(_ element: inout HTMLElement) {
    element.innerSource = nil
    element.attributes.removeAll { $0.name.hasPrefix("on") || $0.value.lowercased().hasPrefix("javascript:") }
    for name in ["src", "poster", "data", "href"] {
      guard let address = element[name], case .file(let path) = files.target(address, from: file, base: base),
        let asset = StaticFiles.assetPath(of: path)
      else { continue }
      element[name] = "/" + TreeWriter.encoded(asset)
    }
    element.children = element.children.compactMap { node in
      guard case .element(var child) = node else { return node }
      if child.tag == "script" { return nil }
      withoutScripts(&child)
      return .element(child)
    }
  }
}

extension Substring {
  fileprivate var trimmingQuotes: String { String(drop { $0 == "'" || $0 == "\"" }.prefix { $0 != "'" && $0 != "\"" }) }
}
