import Markup
import Model

/// The one style sheet of a site as every page carries it: tokens, the theme's rules, the builder's few own.
enum StyleSheet {
  /// - Parameter hasPictureRules: whether the rules for the site's own pictures are among them
  static func css(for site: SiteIndex, hasPictureRules: Bool = true, warn: (String) -> Void) -> [UInt8] {
    var css = tokens(site, warn: warn)
    css += site.assets.rewritten(minified(Array(site.theme.css.utf8))) { path in
      warn("the theme's styles name the file “\(path)”, which does not exist")
    }
    if hasPictureRules { css += PictureRules.css(for: site.focalPoints).utf8 }
    // Tables in Markdown say how columns are aligned.
    css += ".align-left{text-align:left}.align-center{text-align:center}.align-right{text-align:right}".utf8
    return neutralised(css)
  }

  /// Whether the design has colours for the dark scheme.
  static func isDark(_ site: SiteIndex) -> Bool { merged(site).contains { $0.value.dark != nil } }

  private static func merged(_ site: SiteIndex) -> [(key: String, value: Token)] {
    site.theme.tokens.merging(site.settings.tokens) { _, own in own }.sorted { $0.key < $1.key }
  }

  private static func tokens(_ site: SiteIndex, warn: (String) -> Void) -> [UInt8] {
    var css = ":root{color-scheme:" + (isDark(site) ? "light dark" : "light")
    for (name, token) in merged(site) {
      guard ElementRules.isName(name), token.isSafe else {
        warn("the token “\(name)” has a value that cannot stand in a style sheet and is left out")
        continue
      }
      css += ";--\(name):" + (token.dark.map { "light-dark(\(token.light),\($0))" } ?? token.light)
    }
    return Array((css + "}").utf8)
  }

  /// Without comments, and with white space only where it means something. Strings stay as they are.
  static func minified(_ css: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(css.count)
    var index = 0
    var hasSpace = false
    while index < css.count {
      let byte = css[index]
      if byte == UInt8(ascii: "/"), index + 1 < css.count, css[index + 1] == UInt8(ascii: "*") {
        index += 2
        while index + 1 < css.count, !(css[index] == UInt8(ascii: "*") && css[index + 1] == UInt8(ascii: "/")) {
          index += 1
        }
        index += 2
        hasSpace = true
        continue
      }
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        hasSpace = true
        index += 1
        continue
      }
      if hasSpace, let last = result.last, !isTight(last), last != UInt8(ascii: ":"), !isTight(byte) {
        result.append(0x20)
      }
      hasSpace = false
      if byte == UInt8(ascii: "}"), result.last == UInt8(ascii: ";") { result.removeLast() }
      result.append(byte)
      index += 1
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        while index < css.count {
          let inner = css[index]
          result.append(inner)
          index += 1
          if inner == byte { break }
          if inner == UInt8(ascii: "\\"), index < css.count {
            result.append(css[index])
            index += 1
          }
        }
      } else if byte == UInt8(ascii: "\\"), index < css.count {
        result.append(css[index])
        index += 1
      }
    }
    return result
  }

  /// Characters beside which white space never means anything.
  private static func isTight(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: ","): true
    default: false
    }
  }

  /// `</` would end the style element wherever it stands; in CSS `<\/` is the same.
  static func neutralised(_ css: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(css.count)
    for byte in css {
      if byte == UInt8(ascii: "/"), result.last == UInt8(ascii: "<") { result.append(UInt8(ascii: "\\")) }
      result.append(byte)
    }
    return result
  }
}
