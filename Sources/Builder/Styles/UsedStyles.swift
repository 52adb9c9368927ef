import Synchronization

/// The style sheet of a site cut down to what a page uses.
///
/// A rule stays when one of its selectors could match on the page: when all elements, classes and IDs that it names occur there.
/// States, attributes and everything else that a selector may ask for never remove a rule. Animations, fonts and the custom
/// properties of the root stay when a rule that stays names them, directly or through one another. Order stays as it is, so the
/// cascade does too.
final class UsedStyles: Sendable {
  /// What goes into a page's head.
  struct Sheet: Sendable {
    let css: [UInt8]
    /// Addresses of the fonts that the page will load.
    let fonts: [String]
  }

  /// Sets that differ are kept up to this number: as many kinds of page as a site may well have.
  private static let memoryLimit = 512
  /// More fonts than that would stand in the way of what they are for.
  private static let fontLimit = 2

  let whole: Sheet
  /// Whether the sheet could be read. Otherwise every page carries all of it.
  var isBalanced: Bool { rules != nil }
  private let rules: RuleSet?
  private let known = Mutex<[NameSet: Sheet]>([:])

  /// - Parameter css: minified; a sheet that is not balanced is left whole.
  init(_ css: [UInt8]) {
    let rules = RuleSet(css)
    self.rules = rules
    whole = Sheet(css: css, fonts: rules.map { Self.preloaded($0.fonts.map(\.url)) } ?? [])
  }

  /// What the page needs whose body is this HTML.
  func sheet(for html: [UInt8]) -> Sheet {
    guard let rules, let names = PageNames.find(in: html, table: rules.table, always: rules.always) else {
      return whole
    }
    if let sheet = known.withLock({ $0[names] }) { return sheet }
    let selection = rules.selection(for: names)
    let sheet = Sheet(css: rules.css(selection), fonts: Self.preloaded(rules.fonts(of: selection)))
    known.withLock { if $0.count < Self.memoryLimit { $0[names] = sheet } }
    return sheet
  }

  private static func preloaded(_ urls: [String?]) -> [String] { Array(urls.compactMap { $0 }.prefix(fontLimit)) }
}

/// A style sheet's rules with what they need from the page and from one another.
struct RuleSet: Sendable {
  struct Font: Sendable {
    let family: String
    /// The first WOFF2 file of its sources, when that is a file of the site.
    let url: String?
  }

  struct Selection: Sendable {
    fileprivate var rules: Set<Int> = []
    fileprivate var things: Set<Int> = []
  }

  private indirect enum Part: Sendable {
    case fixed(Range<Int>)
    case rule(Int)
    case group(name: String, prelude: Range<Int>, parts: [Part])
    /// Stays when the thing of that number is named.
    case thing(Int, Range<Int>)
  }

  private struct Rule: Sendable {
    let all: Range<Int>
    /// See `SelectorNames.needs`.
    let needs: [[Int]]
    /// Only for rules of the root: what stands between the braces.
    let root: Root?
    var names: [Int] = []
  }

  /// A rule of the root, whose custom properties stay each by itself.
  private struct Root: Sendable {
    let selectors: Range<Int>
    let declarations: [(range: Range<Int>, property: Int?)]
  }

  /// Something that rules name: a custom property, an animation, a font.
  private struct Thing: Sendable {
    enum Kind: Hashable { case property, keyframes, font }
    let kind: Kind
    let name: String
    var names: Set<Int> = []
  }

  private(set) var table = NameTable()
  /// Elements that stand outside of the body or come into being by themselves.
  private(set) var always = NameSet(capacity: 0)
  private(set) var fonts: [Font] = []
  private let bytes: [UInt8]
  private var parts: [Part] = []
  private var rules: [Rule] = []
  private var things: [Thing] = []
  private var places: [Thing.Kind: [String: Int]] = [:]
  /// Named by what stays on every page.
  private var fixedNames: Set<Int> = []

  /// nil when the sheet is not balanced.
  init?(_ css: [UInt8]) {
    bytes = css
    guard let read = try? StyleReader.parts(of: css) else { return nil }
    parts = read.map { add($0) }
    link()
    var always = NameSet(capacity: table.count)
    // The parser adds the last two where tables leave them out.
    for name in ["html", "head", "title", "meta", "link", "style", "body", "tbody", "colgroup"] {
      let bytes = Array(name.utf8)
      if let number = bytes.withUnsafeBufferPointer({ table.find($0, .element) }) { always.insert(number) }
    }
    self.always = always
  }

  // MARK: Reading

  private mutating func add(_ part: StylePart) -> Part {
    switch part {
    case .fixed(let range): return .fixed(range)
    case .rule(let selectors, let all):
      let needs = SelectorNames.needs(of: bytes[selectors], table: &table)
      rules.append(Rule(all: all, needs: needs, root: root(selectors, all)))
      return .rule(rules.count - 1)
    case .group(let name, let prelude, let parts):
      return .group(name: name, prelude: prelude, parts: parts.map { add($0) })
    case .keyframes(let name, let all), .property(let name, let all):
      // Written with escapes or in a way of its own: nobody could say who names it.
      guard name.utf8.allSatisfy(StyleReader.isNamePart) else { return .fixed(all) }
      if case .property = part { return .thing(place(of: name, .property), all) }
      return .thing(place(of: name, .keyframes), all)
    case .fontFace(let all):
      guard let font = font(all) else { return .fixed(all) }
      fonts.append(font)
      return .thing(place(of: font.family, .font), all)
    }
  }

  private mutating func place(of name: String, _ kind: Thing.Kind) -> Int {
    if let known = places[kind]?[name] { return known }
    things.append(Thing(kind: kind, name: name))
    places[kind, default: [:]][name] = things.count - 1
    return things.count - 1
  }

  private mutating func root(_ selectors: Range<Int>, _ all: Range<Int>) -> Root? {
    let isRoot = bytes[selectors].split(separator: UInt8(ascii: ",")).allSatisfy { selector in
      let text = String(decoding: selector, as: UTF8.self).split(separator: " ").joined(separator: " ")
      return [":root", "html", ":host"].contains(text)
    }
    guard isRoot, let ranges = StyleReader.declarations(of: bytes, in: selectors.upperBound + 1..<all.upperBound - 1)
    else { return nil }
    return Root(
      selectors: selectors,
      declarations: ranges.map { range in
        guard bytes[range].starts(with: "--".utf8) else { return (range, nil) }
        let name = String(decoding: bytes[range].prefix(while: StyleReader.isNamePart), as: UTF8.self)
        return (range, place(of: name, .property))
      })
  }

  private func font(_ all: Range<Int>) -> Font? {
    guard let open = bytes[all].firstIndex(of: UInt8(ascii: "{")),
      let declarations = StyleReader.declarations(of: bytes, in: open + 1..<all.upperBound - 1)
    else { return nil }
    var (family, url): (String?, String?)
    for range in declarations {
      let declaration = String(decoding: bytes[range], as: UTF8.self)
      guard let colon = declaration.firstIndex(of: ":") else { continue }
      let value = declaration[declaration.index(after: colon)...].drop { $0 == " " }
      switch declaration[..<colon].lowercased().split(separator: " ").first {
      case "font-family": family = StyleReader.unquoted(String(value)).lowercased()
      case "src":
        let sources = value.split(separator: "url(", omittingEmptySubsequences: false).dropFirst()
        url =
          sources.lazy.compactMap { source -> String? in
            let address = StyleReader.unquoted(String(source.prefix { $0 != ")" }))
            return address.hasPrefix("/") && address.hasSuffix(".woff2") ? address : nil
          }.first
      default: break
      }
    }
    return family.map { Font(family: $0, url: url) }
  }

  /// Works out which things every text names. All things are known by now.
  private mutating func link() {
    for index in rules.indices {
      if let root = rules[index].root {
        for declaration in root.declarations {
          let names = names(in: declaration.range)
          if let property = declaration.property {
            things[property].names.formUnion(names.subtracting([property]))
          } else {
            rules[index].names += names
          }
        }
      } else {
        rules[index].names = names(in: rules[index].all).sorted()
      }
    }
    link(parts)
  }

  private mutating func link(_ parts: [Part]) {
    for part in parts {
      switch part {
      case .fixed(let range): fixedNames.formUnion(names(in: range))
      case .group(_, let prelude, let parts):
        fixedNames.formUnion(names(in: prelude))
        link(parts)
      case .thing(let thing, let range): things[thing].names.formUnion(names(in: range).subtracting([thing]))
      case .rule: break
      }
    }
  }

  private func names(in range: Range<Int>) -> Set<Int> {
    var found: Set<Int> = []
    var index = range.lowerBound
    while index < range.upperBound {
      guard StyleReader.isNamePart(bytes[index]) else {
        index += 1
        continue
      }
      let word = bytes[index..<range.upperBound].prefix(while: StyleReader.isNamePart)
      let name = String(decoding: word, as: UTF8.self)
      if let place = places[.property]?[name] { found.insert(place) }
      if let place = places[.keyframes]?[name] { found.insert(place) }
      index = word.endIndex
    }
    if let fonts = places[.font] {
      let text = Array(String(decoding: bytes[range], as: UTF8.self).lowercased().utf8)
      for (family, place) in fonts where Self.names(Array(family.utf8), in: text) { found.insert(place) }
    }
    return found
  }

  /// Whether a font's name stands in the text as words of its own.
  private static func names(_ family: [UInt8], in text: [UInt8]) -> Bool {
    var rest = text[...]
    while let found = rest.firstRange(of: family) {
      let isStart = found.lowerBound == 0 || !StyleReader.isNamePart(text[found.lowerBound - 1])
      if isStart, found.upperBound == text.count || !StyleReader.isNamePart(text[found.upperBound]) { return true }
      rest = rest[(found.lowerBound + 1)...]
    }
    return false
  }

  // MARK: Choosing

  func selection(for names: NameSet) -> Selection {
    var selection = Selection()
    var open = Array(fixedNames)
    for (index, rule) in rules.enumerated() where rule.needs.contains(where: names.contains(all:)) {
      selection.rules.insert(index)
      open += rule.names
    }
    while let thing = open.popLast() {
      if selection.things.insert(thing).inserted { open += things[thing].names }
    }
    return selection
  }

  func css(_ selection: Selection) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    write(parts, selection, to: &result)
    return result
  }

  func fonts(of selection: Selection) -> [String?] {
    fonts.filter { font in places[.font]?[font.family].map(selection.things.contains) ?? false }.map(\.url)
  }

  private func write(_ parts: [Part], _ selection: Selection, to result: inout [UInt8]) {
    for part in parts {
      switch part {
      case .fixed(let range): result += bytes[range]
      case .thing(let thing, let range): if selection.things.contains(thing) { result += bytes[range] }
      case .rule(let index):
        guard selection.rules.contains(index) else { continue }
        if let root = rules[index].root {
          write(root, selection, to: &result)
        } else {
          result += bytes[rules[index].all]
        }
      case .group(let name, let prelude, let parts):
        let start = result.count
        result += bytes[prelude]
        result.append(UInt8(ascii: "{"))
        let empty = result.count
        write(parts, selection, to: &result)
        if result.count > empty {
          result.append(UInt8(ascii: "}"))
          continue
        }
        result.removeLast(result.count - start)
        // An empty layer still says which layers come before which.
        if name == "layer", prelude.count > "@layer".utf8.count {
          result += bytes[prelude]
          result.append(UInt8(ascii: ";"))
        }
      }
    }
  }

  private func write(_ root: Root, _ selection: Selection, to result: inout [UInt8]) {
    let kept = root.declarations.filter { $0.property.map(selection.things.contains) ?? true }
    guard !kept.isEmpty else { return }
    result += bytes[root.selectors]
    result.append(UInt8(ascii: "{"))
    for (index, declaration) in kept.enumerated() {
      if index > 0 { result.append(UInt8(ascii: ";")) }
      result += bytes[declaration.range]
    }
    result.append(UInt8(ascii: "}"))
  }
}
