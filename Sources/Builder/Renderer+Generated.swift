import Markup
import Model

/// What the builder fills by itself: the way to a page, the parts of a list, the other languages, the search.
extension Renderer {
  mutating func generated(_ node: ElementNode, _ part: GeneratedPart) {
    if recording != nil, part != .search { return self.defer(.node(node, entry: nil)) }
    switch part {
    case .breadcrumbs: breadcrumbs(node)
    case .pagination: pagination(node)
    case .languages: languages(node)
    case .search: search(node)
    }
  }

  /// The start tag with a name for screen readers, unless the element brings one.
  /// - Returns: whether the element is a list itself
  private mutating func beginNamed(_ node: ElementNode, _ label: String) -> Bool {
    guard begin(node) else { return true }
    if !node.body.attributes.contains(where: { ["data-label", "aria-label", "aria-labelledby"].contains($0.name) }) {
      writer.attribute("aria-label", label)
    }
    writer.endTag()
    return node.body.tag == "ol" || node.body.tag == "ul"
  }

  // MARK: Breadcrumbs

  private mutating func breadcrumbs(_ node: ElementNode) {
    guard let page, !site.pages[page].row.isNotFound else { return }
    let home = site.home(of: locale)
    let above = site.ancestors(of: page).reversed().filter { $0 != home }
    guard page != home, !above.isEmpty else { return }
    let isList = beginNamed(node, Words.in(locale).breadcrumbs)
    if !isList { writer.raw("<ol>") }
    for place in [home].compactMap({ $0 }) + above {
      writer.raw("<li><a")
      writer.urlAttribute("href", site.urls[place])
      writer.raw(">")
      // A home page's title is made for search engines.
      marked(titleMark(place)) {
        $0.writer.text(place == home ? Words.in($0.locale).start : $0.site.pages[place].row.page.title)
      }
      writer.raw("</a></li>")
    }
    writer.raw("<li><span aria-current=\"page\">")
    marked(titleMark(page)) { $0.writer.text($0.site.pages[page].row.page.title) }
    writer.raw("</span></li>")
    if !isList { writer.raw("</ol>") }
    close(node)
  }

  // MARK: Pagination

  private mutating func pagination(_ node: ElementNode) {
    guard let page, let parts = site.parts(of: page), parts.count > 1 else { return }
    let words = Words.in(locale)
    let isList = beginNamed(node, words.pages)
    if !isList { writer.raw("<ul>") }
    func link(_ number: Int, _ text: String, label: String?, relation: String?, _ renderer: inout Renderer) {
      renderer.writer.raw("<li><a")
      renderer.writer.urlAttribute("href", renderer.site.url(of: page, part: number))
      if let relation { renderer.writer.attribute("rel", relation) }
      if let label { renderer.writer.attribute("aria-label", label) }
      if number == renderer.part, relation == nil { renderer.writer.raw(" aria-current=\"page\"") }
      renderer.writer.raw(">")
      renderer.writer.text(text)
      renderer.writer.raw("</a></li>")
    }
    if part > 1 { link(part - 1, words.previous, label: nil, relation: "prev", &self) }
    var last = 0
    for number in Self.shownParts(of: parts.count, at: part) {
      if number > last + 1 { writer.raw("<li><span>…</span></li>") }
      link(number, String(number), label: "\(words.page) \(number)", relation: nil, &self)
      last = number
    }
    if part < parts.count { link(part + 1, words.next, label: nil, relation: "next", &self) }
    if !isList { writer.raw("</ul>") }
    close(node)
  }

  /// The first, the last, and those around the current one.
  static func shownParts(of count: Int, at part: Int) -> [Int] {
    count <= 7 ? Array(1...count) : (1...count).filter { $0 == 1 || $0 == count || abs($0 - part) <= 1 }
  }

  // MARK: Languages

  private mutating func languages(_ node: ElementNode) {
    guard let page else { return }
    let places = site.locales.compactMap { locale in
      (locale == self.locale ? page : site.page(page, in: locale)).map { (locale, $0) }
    }
    guard places.count > 1 else { return }
    let isList = beginNamed(node, Words.in(locale).languages)
    if !isList { writer.raw("<ul>") }
    for (locale, place) in places {
      writer.raw("<li><a")
      writer.urlAttribute("href", site.urls[place])
      writer.attribute("hreflang", locale)
      writer.attribute("lang", locale)
      if locale == self.locale { writer.raw(" aria-current=\"true\"") }
      writer.raw(">")
      writer.text(LanguageName.of(locale))
      writer.raw("</a></li>")
    }
    if !isList { writer.raw("</ul>") }
    close(node)
  }

  // MARK: Search

  private mutating func search(_ node: ElementNode) {
    guard site.hasSearch else {
      if !isCommon { warn("the site has no search; write “search: true” in site.yaml") }
      return
    }
    let words = Words.in(locale)
    let path = BuilderAddresses.search(locale: locale, isMain: locale == site.mainLocale)
    let isHere =
      recording == nil && page.map { site.path(of: $0) } == path
      && Self.searchPlace(in: page.map { site.pages[$0].slots } ?? [:]).map { $0 == node.id } ?? true
    let isForm = node.body.tag == "form"
    guard begin(node) else { return }
    if !isForm {
      writer.endTag()
      writer.raw("<form")
    }
    writer.raw(" role=\"search\" method=\"get\"")
    writer.urlAttribute("action", site.address.prefix + SiteAddress.encoded(path))
    writer.attribute("aria-label", isHere ? words.searchThisSite : words.search)
    writer.raw("><label><span>")
    writer.text(words.search)
    writer.raw("</span><input type=\"search\" name=\"q\" autocomplete=\"off\"></label><button type=\"submit\">")
    writer.text(words.find)
    writer.raw("</button></form>")
    if isHere { searchResults(words) }
    if !isForm { close(node) }
  }

  /// The one place of a page's own at which what is found is shown: a page that brings its own frame may have a field in header and footer too.
  private static func searchPlace(in slots: [String: [ElementNode]]) -> ElementID? {
    var others: ElementID?
    func main(_ node: ElementNode, _ isInMain: Bool) -> ElementID? {
      let isInMain = isInMain || node.body.tag == "main"
      if node.body.content == .generated(.search), !node.body.hidden {
        if isInMain { return node.id }
        if others == nil { others = node.id }
      }
      return node.children.lazy.compactMap { main($0, isInMain) }.first
    }
    for slot in slots.keys.sorted() {
      if let found = slots[slot]!.lazy.compactMap({ main($0, false) }).first { return found }
    }
    return others
  }

  /// Where the script puts what it finds; and the site's pages for those who have no script.
  private mutating func searchResults(_ words: Words) {
    writer.raw("<div id=\"search-results\"")
    writer.attribute("data-index", "\(site.address.prefix)/\(SearchIndex.stem(locale))")
    let parts = site.searchFileCount(locale)
    writer.attribute("data-files", String(parts))
    if SearchIndex.isSplit(parts: parts) { writer.raw(" data-apart") }
    for (name, text) in [("none", words.foundNothing), ("one", words.foundOne), ("many", words.foundMany)] {
      writer.attribute(name: "data-\(name)", value: text)
    }
    writer.attribute("data-failed", words.searchFailed)
    writer.raw("><p role=\"status\"></p><ol></ol><div><noscript><p>")
    writer.text(words.searchNeedsScript)
    writer.raw("</p></noscript><ul>")
    for place in site.contents(locale) {
      writer.raw("<li><a")
      writer.urlAttribute("href", site.urls[place])
      writer.raw(">")
      marked(titleMark(place)) { $0.writer.text($0.site.pages[place].row.page.title) }
      writer.raw("</a></li>")
    }
    writer.raw("</ul></div></div>")
    guard !site.isDraft else { return }
    writer.raw("<script type=\"module\"")
    writer.urlAttribute("src", "\(site.address.prefix)/\(SearchScript.path)", use: .resource)
    writer.raw("></script>")
  }
}

/// Languages as their speakers call them.
enum LanguageName {
  static func of(_ locale: String) -> String {
    let known = [
      "de": "Deutsch", "en": "English", "fr": "Français", "it": "Italiano", "es": "Español", "nl": "Nederlands",
      "pl": "Polski", "cs": "Čeština", "da": "Dansk", "sv": "Svenska", "nb": "Norsk", "fi": "Suomi", "pt": "Português",
      "tr": "Türkçe", "uk": "Українська", "ru": "Русский", "el": "Ελληνικά", "hu": "Magyar", "ro": "Română",
      "hr": "Hrvatski", "sl": "Slovenščina", "sk": "Slovenčina", "ar": "العربية", "fa": "فارسی", "he": "עברית",
      "ja": "日本語", "zh": "中文", "ko": "한국어",
    ]
    return known[String(locale.prefix { $0 != "-" })] ?? locale
  }
}
