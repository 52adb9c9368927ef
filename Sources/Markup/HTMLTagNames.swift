import CGumbo

/// A tag name as the parser sees it: all names that it does not know are one.
struct HTMLTagName: Hashable {
  let code: UInt32

  /// Any case.
  init(_ name: UnsafeBufferPointer<UInt8>) {
    guard let base = name.baseAddress else {
      code = GUMBO_TAG_UNKNOWN.rawValue
      return
    }
    code = base.withMemoryRebound(to: CChar.self, capacity: name.count) {
      gumbo_tagn_enum($0, UInt32(name.count)).rawValue
    }
  }

  private init(code: UInt32) { self.code = code }

  init(_ name: StaticString) { code = gumbo_tag_enum(name.description).rawValue }

  static let unknown = HTMLTagName(code: GUMBO_TAG_UNKNOWN.rawValue)
}

/// Tag names as a set of bits.
struct HTMLTagNames {
  private var words: [UInt64] = [0, 0, 0, 0]

  init(_ names: StaticString) {
    for name in names.description.split(separator: " ") { insert(gumbo_tag_enum(String(name)).rawValue) }
  }

  func contains(_ name: HTMLTagName) -> Bool { words[Int(name.code >> 6) & 3] & (1 << UInt64(name.code & 63)) != 0 }

  func union(_ other: HTMLTagNames) -> HTMLTagNames {
    var result = self
    for index in words.indices { result.words[index] |= other.words[index] }
    return result
  }

  func subtracting(_ other: HTMLTagNames) -> HTMLTagNames {
    var result = self
    for index in words.indices { result.words[index] &= ~other.words[index] }
    return result
  }

  private mutating func insert(_ code: UInt32) {
    // A name of the standard that the parser does not know is like any other unknown one to it.
    if code != HTMLTagName.unknown.code { words[Int(code >> 6) & 3] |= 1 << UInt64(code & 63) }
  }
}

extension HTMLTagName {
  static let p = HTMLTagName("p")
  static let li = HTMLTagName("li")
  static let dd = HTMLTagName("dd")
  static let dt = HTMLTagName("dt")
  static let option = HTMLTagName("option")
  static let table = HTMLTagName("table")
  static let template = HTMLTagName("template")
  static let select = HTMLTagName("select")
  static let svg = HTMLTagName("svg")
  static let math = HTMLTagName("math")
  static let script = HTMLTagName("script")
  static let form = HTMLTagName("form")
  /// No tag has it.
  static let none = HTMLTagName(code: GUMBO_TAG_LAST.rawValue)
  static let optgroup = HTMLTagName("optgroup")
  static let button = HTMLTagName("button")
  static let hr = HTMLTagName("hr")
  static let xmp = HTMLTagName("xmp")
  static let ruby = HTMLTagName("ruby")
  static let frameset = HTMLTagName("frameset")
  static let caption = HTMLTagName("caption")
  static let tr = HTMLTagName("tr")
  static let tbody = HTMLTagName("tbody")
  static let annotation = HTMLTagName("annotation-xml")

  static let void = HTMLTagNames(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr")
  /// Never nested: the parser has at most one of each.
  static let structure = HTMLTagNames("html head body")
  /// Repeated by the parser in later blocks when they are left open.
  static let formatting = HTMLTagNames("a b big code em font i nobr s small strike strong tt u")
  /// Their content is not markup.
  static let rawText = HTMLTagNames("iframe noembed noframes script style textarea title xmp")
  /// What may stay open inside a form and is closed with it.
  static let textBlocks = HTMLTagNames("dd dt li option p")
  /// Source: HTML Standard, "list of active formatting elements", markers.
  static let markers = HTMLTagNames("applet object marquee template td th caption")
  static let headings = HTMLTagNames("h1 h2 h3 h4 h5 h6")
  static let endsSelect = HTMLTagNames("input keygen textarea")
  static let lists = HTMLTagNames("ol ul")
  static let rubyParts = HTMLTagNames("rb rp rt rtc")
  /// Source: HTML Standard, "Optional tags".
  static let mayStayOpen = HTMLTagNames(
    "p li dd dt option optgroup rb rp rt rtc caption colgroup tbody tfoot thead tr td th")
  static let options = HTMLTagNames("option optgroup")
  static let tableSections = HTMLTagNames("caption colgroup tbody tfoot thead")
  static let tableCells = HTMLTagNames("td th")
  /// Tags that end SVG and MathML content. Source: HTML Standard, "The rules for parsing tokens in foreign content".
  static let foreignBreakout = HTMLTagNames(
    """
    b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr \
    ol p pre ruby s small span strong strike sub sup table tt u ul var
    """)
  /// Elements with HTML inside, in SVG.
  static let svgIntegrationPoints = HTMLTagNames("foreignobject desc title")
  /// Elements with HTML inside, in MathML. `annotation-xml` depends on an attribute, so it is not here.
  static let mathIntegrationPoints = HTMLTagNames("mi mo mn ms mtext")
  /// Elements whose end tag closes everything inside them. Source: HTML Standard, "in body", end tags.
  static let blocks = HTMLTagNames(
    """
    address article aside blockquote button center details dir div dl fieldset figcaption figure footer header \
    hgroup listing main menu nav ol pre section summary ul h1 h2 h3 h4 h5 h6 form
    """)
  /// What a block's end tag does not reach through. Source: HTML Standard, "has an element in scope".
  static let scopeLimits = HTMLTagNames("applet caption table td th marquee object template select")
  /// What the end tag of any other element does not reach through. Source: HTML Standard, "special" elements.
  static let special = blocks.union(scopeLimits).union(
    HTMLTagNames(
      """
      applet caption colgroup dd dt frameset iframe isindex li marquee noembed noframes noscript object p plaintext \
      script select style table tbody td template textarea tfoot th thead title tr xmp
      """))
  /// Elements whose end tag is matched through others as a block's is.
  static let closesBlocks = blocks.union(
    HTMLTagNames("p li dd dt applet marquee object table caption colgroup tbody tfoot thead tr td th select"))
  /// Before these start tags the parser does not open orphaned formatting again.
  static let plainBlocks = closesBlocks.subtracting(HTMLTagNames("button select applet marquee object"))
}
