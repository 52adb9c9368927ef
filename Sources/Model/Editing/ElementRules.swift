/// What must hold for a single element, whoever writes it: tags, classes, attributes, URLs and names that can do no harm.
package enum ElementRules {
  /// Tags that an element may have. Scripts, styles, frames and document structure are not among them; designers' own HTML
  /// has its own kind.
  package static let tags: Set<String> = [
    "", "a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "button", "caption", "cite", "code", "col",
    "colgroup", "dd", "details", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3",
    "h4", "h5", "h6", "header", "hgroup", "hr", "i", "img", "input", "kbd", "label", "legend", "li", "main", "mark",
    "nav", "ol",
    "optgroup", "option", "p", "picture", "pre", "q", "s", "samp", "search", "section", "select", "small", "span",
    "strong", "sub",
    "summary", "sup", "svg", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var",
    "wbr",
  ]

  private static let globalAttributes: Set<String> = [
    "id", "title", "lang", "dir", "role", "itemprop", "itemscope", "itemtype", "translate",
  ]
  private static let attributes: [String: Set<String>] = [
    "a": ["rel", "target", "download", "hreflang", "type"],
    "button": ["type", "name", "value", "disabled"],
    "col": ["span"], "colgroup": ["span"],
    "details": ["open", "name"],
    "form": ["autocomplete", "novalidate"],
    "img": ["width", "height", "loading", "sizes"],
    "input": [
      "type", "name", "value", "placeholder", "required", "autocomplete", "inputmode", "min", "max", "step",
      "maxlength", "minlength",
      "pattern", "checked", "disabled", "readonly", "multiple", "accept",
    ],
    "label": ["for"],
    "li": ["value"],
    "ol": ["start", "reversed", "type"],
    "optgroup": ["label", "disabled"],
    "option": ["value", "selected", "disabled"],
    "select": ["name", "required", "autocomplete", "multiple", "disabled"],
    "td": ["colspan", "rowspan", "headers"],
    "textarea": [
      "name", "placeholder", "required", "autocomplete", "rows", "cols", "maxlength", "minlength", "disabled",
      "readonly",
    ],
    "th": ["colspan", "rowspan", "headers", "scope"],
    "time": ["datetime"],
  ]

  /// Whether an element of this tag may carry the attribute. `style`, `on…`, `class` (which has its own place) and everything that takes
  /// a URL (which content holds) are never among them. `data-label` names the value that becomes `aria-label`.
  package static func isAllowed(attribute name: String, onTag tag: String) -> Bool {
    if globalAttributes.contains(name) || attributes[tag]?.contains(name) == true { return true }
    return name == "data-label" || (name.hasPrefix("aria-") && isName(name))
  }

  package static func check(_ body: ElementBody, at pointer: String = "") throws(FieldError) {
    guard tags.contains(body.tag) else {
      throw FieldError(pointer: "\(pointer)/tag", problem: "“\(body.tag)” is not allowed")
    }
    guard !body.tag.isEmpty || body.kind == .text || body.kind == .slot || body.kind == .code || body.kind == .shared
    else {
      throw FieldError(pointer: "\(pointer)/tag", problem: "is missing")
    }
    for name in body.classes where !isClassName(name) {
      throw FieldError(pointer: "\(pointer)/classes", problem: "“\(name)” is not a class name")
    }
    for attribute in body.attributes {
      guard isAllowed(attribute: attribute.name, onTag: body.tag) else {
        throw FieldError(pointer: "\(pointer)/attributes/\(attribute.name)", problem: "is not allowed on <\(body.tag)>")
      }
      guard attribute.value.unicodeScalars.allSatisfy(isTextCharacter), attribute.value.utf8.count <= 4_000 else {
        throw FieldError(
          pointer: "\(pointer)/attributes/\(attribute.name)",
          problem: "contains a control character or is longer than 4000 bytes")
      }
    }
    guard body.name.unicodeScalars.allSatisfy(isTextCharacter) else {
      throw FieldError(pointer: "\(pointer)/name", problem: "contains a control character")
    }
    let foreign = body.capabilities.subtracting(body.kind.capabilities)
    guard foreign.isEmpty else {
      throw FieldError(
        pointer: "\(pointer)/capabilities",
        problem: "\(foreign.names.joined(separator: ", ")) means nothing on an element of kind \(body.kind.rawValue)")
    }
  }

  /// A class as CSS identifiers are written by people: letters, digits, `-`, `_`; at most 100 bytes.
  package static func isClassName(_ text: String) -> Bool {
    isName(text) && text.utf8.first.map { !isDigit($0) } ?? false
  }

  /// Letters, digits, `-`, `_` and at most 100 bytes.
  package static func isName(_ text: some StringProtocol) -> Bool {
    (1...100).contains(text.utf8.count)
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
  }

  /// A path to a value, for example `company.phone`: names joined by points.
  package static func isValuePath(_ text: some StringProtocol) -> Bool {
    (1...200).contains(text.utf8.count)
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isName($0) }
  }

  /// A file of the site (`assets/…`) or the theme (`theme/…`): relative, without `..`, hidden files, backslashes or control characters.
  package static func isAssetPath(_ text: some StringProtocol) -> Bool {
    guard text.hasPrefix("assets/") || text.hasPrefix("theme/"), text.utf8.count <= 500 else { return false }
    return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.first != "."
        && part.unicodeScalars.allSatisfy { isTextCharacter($0) && $0 != "\\" && $0 != "\n" && $0 != "\t" }
    }
  }

  /// Whether a URL may stand in a link: `https`, `http`, `mailto`, `tel`, a path of this site (`/…` but not `//…`), a relative path or a
  /// fragment. Browsers drop tabs and line ends within a URL and control characters before it, so any of them is refused.
  package static func isSafeURL(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 2_000, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x5C })
    else { return false }
    // By bytes: to a String two slashes and a combining mark are not two slashes, to a browser they are.
    if text.utf8.starts(with: "//".utf8) { return false }
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return true }
    if let stop = text.utf8.firstIndex(where: {
      $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
    }),
      stop < colon
    {
      return true
    }
    let scheme = text[..<colon].lowercased()
    guard scheme == "http" || scheme == "https" else { return scheme == "mailto" || scheme == "tel" }
    // Without a host it opens nothing, and without the slashes it reads like an address that it is not.
    let rest = text.utf8[text.utf8.index(after: colon)...]
    guard rest.starts(with: "//".utf8), let host = rest.dropFirst(2).first else { return false }
    return !"/?#:@".utf8.contains(host)
  }

  /// What may stand in text: everything but C0 and C1 controls (tab and line feed excepted), U+2028, U+2029, noncharacters, and the
  /// controls that turn the direction of what follows: an unlocked word must not change how the locked one behind it reads.
  package static func isTextCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: true
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF, 0xFDD0...0xFDEF: false
    default: true
    }
  }

  /// Whether people see anything of the text: something besides white space and characters that are never shown.
  package static func isVisible(_ text: String) -> Bool {
    text.unicodeScalars.contains {
      !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint && $0 != "\u{2800}"
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// How large trees and requests may grow (one place for all of them).
package enum TreeLimits {
  package static let depth = 40
  package static let elementsPerPage = 20_000
  package static let operationsPerEdit = 500
  package static let textBytes = 100_000
  package static let requestBytes = 2 << 20
}
