/// A tag name as one number, for comparing without strings.
struct HTMLTagName: Hashable {
  /// Up to eight lower-case ASCII bytes; longer names as a hash with the process's own seed, and the top bit set, so
  /// that nobody can prepare two names that compare equal.
  let code: UInt64

  init(_ name: some Collection<UInt8>) {
    var code: UInt64 = 0
    var isPlain = true
    var count = 0
    for byte in name {
      let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      if lower >= 0x80 { isPlain = false }
      count += 1
      if count > 8 {
        isPlain = false
        break
      }
      code = code << 8 | UInt64(lower)
    }
    if !isPlain {
      var hasher = Hasher()
      for byte in name { hasher.combine(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) }
      code = UInt64(bitPattern: Int64(hasher.finalize())) | 1 << 63
    }
    self.code = code
  }

  init(_ name: StaticString) { self.init(name.description.utf8) }
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

  private static func set(_ names: StaticString) -> Set<HTMLTagName> {
    Set(names.description.utf8.split(separator: 0x20).map { HTMLTagName($0) })
  }

  static let void = set(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr")
  /// Never nested: the parser has at most one of each.
  static let structure = set("html head body")
  /// Repeated by the parser in later blocks when they are left open.
  static let formatting = set("a b big code em font i nobr s small strike strong tt u")
  /// Their content is not markup.
  static let rawText = set("iframe noembed noframes script style textarea title xmp")
  static let tableSections = set("caption colgroup tbody tfoot thead")
  static let tableRows = set("tr")
  static let tableCells = set("td th")
  /// Tags that end SVG and MathML content. Source: HTML Standard, "The rules for parsing tokens in foreign content".
  static let foreignBreakout = set(
    """
    b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr \
    ol p pre ruby s small span strong strike sub sup table tt u ul var
    """)
  static let integrationPoints = set("foreignobject desc title mi mo mn ms mtext annotation-xml")
  /// Elements whose end tag closes everything inside them. Source: HTML Standard, "in body", end tags.
  static let blocks = set(
    """
    address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer header \
    hgroup listing main menu nav ol pre search section summary ul h1 h2 h3 h4 h5 h6 form
    """)
  /// What an end tag does not reach through. Source: HTML Standard, "has an element in scope".
  static let scopeLimits = set(
    """
    applet caption table td th marquee object template select svg math foreignobject desc title mi mo mn ms mtext \
    annotation-xml
    """)
}
