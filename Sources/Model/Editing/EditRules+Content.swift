/// What an element becomes when its words, picture, target, visibility or variant are changed, or why it must not.
extension EditRules {
  /// The element with a new line of words: its own, or a link's label.
  /// - Parameter past: an earlier state that is to come back, whose marks may come back with it
  package func settingText(
    _ text: InlineText, of element: Element, from past: ElementBody? = nil, operation: Int
  ) throws(EditRefusal) -> ElementBody {
    let no = Refusals(element: element, operation: operation)
    var body = element.body
    switch body.content {
    case .inline: body.content = .inline(text)
    case .link(let target, let label) where !label.nodes.isEmpty: body.content = .link(target: target, label: text)
    default: throw no.refusal(.kind, "an element of kind \(body.kind.rawValue) holds no line of text")
    }
    try checkWords(text.plain, length: text.length, of: element, no)
    try checkMarks(text.marks, of: element, from: past, no)
    try checkLinks(text.links, of: element, from: past, no)
    return body
  }

  /// The element with a new document.
  /// - Parameter past: an earlier state that is to come back, whose blocks and marks may come back with it
  package func settingRichText(
    _ document: RichText, of element: Element, from past: ElementBody? = nil, operation: Int
  ) throws(EditRefusal) -> ElementBody {
    let no = Refusals(element: element, operation: operation)
    var body = element.body
    guard case .rich = body.content else {
      throw no.refusal(.kind, "an element of kind \(body.kind.rawValue) holds no document")
    }
    body.content = .rich(document)
    try checkWords(document.plain, length: document.length, of: element, no)
    let foreign = Set(document.allBlocks.map(\.type)).subtracting(element.body.allowedBlocks)
      .subtracting(past?.allowedBlocks ?? [])
    guard foreign.isEmpty else { throw no.refusal(.limit, Self.notAllowed(foreign.map(\.rawValue))) }
    try checkMarks(document.inlines.reduce(into: []) { $0.formUnion($1.marks) }, of: element, from: past, no)
    try checkLinks(document.inlines.flatMap(\.links), of: element, from: past, no)
    return body
  }

  /// The element with new Markdown. HTML and pictures of its own are for designers: both could change more than words.
  package func settingMarkdown(
    _ source: String, of element: Element, operation: Int
  ) throws(EditRefusal) -> ElementBody {
    let no = Refusals(element: element, operation: operation)
    var body = element.body
    guard case .markdown(let before) = body.content else {
      throw no.refusal(.kind, "an element of kind \(body.kind.rawValue) holds no Markdown")
    }
    guard source.unicodeScalars.allSatisfy(ElementRules.isTextCharacter) else {
      throw no.refusal(.invalid, "the text contains a control character")
    }
    try checkWords(source, length: source.count, of: element, no)
    if !authority.role.mayDesign {
      let known = Set(before.split(separator: "\n"))
      for line in source.split(separator: "\n") where !known.contains(line) && MarkdownLine.holdsMarkup(line) {
        throw no.refusal(
          .limit, "HTML and pictures in Markdown are for designers; write words, lists, links and emphasis")
      }
    }
    body.content = .markdown(source)
    return body
  }

  /// The element with another picture, description or focal point.
  /// - Parameter file: the file that `change.source` names; nil where it names none or the site has no such file
  package func settingImage(
    _ change: ImageChange, file: AssetFile?, of element: Element, operation: Int
  ) throws(EditRefusal) -> ElementBody {
    let no = Refusals(element: element, operation: operation)
    var body = element.body
    guard case .image(var image) = body.content else {
      throw no.refusal(.kind, "an element of kind \(body.kind.rawValue) is no picture")
    }
    let isCustomer = !authority.role.mayDesign
    if case .value = image.source, isCustomer {
      throw no.refusal(.kind, "this picture belongs to the entry that it shows; change it there")
    }
    if let path = change.source, image.source != .asset(path) {
      guard let file else { throw no.refusal(.invalid, "this site has no file “\(path)”") }
      try checkPicture(file, limits: body.limits, no)
      image.source = .asset(path)
      image.focalPoint = nil
      // What described the old picture does not describe the new one.
      if isCustomer, change.alternative == nil {
        throw no.refusal(.limit, "describe the new picture in words, or say that it only decorates")
      }
    }
    if let alternative = change.alternative { image.alternative = alternative }
    if let point = change.focalPoint { image.focalPoint = point }
    if isCustomer {
      if image.alternative == .missing {
        throw no.refusal(.limit, "describe the picture in words, or say that it only decorates")
      }
      if image.alternative == .decorative, body.limits.isAlternativeRequired {
        throw no.refusal(.limit, "this picture must be described in words")
      }
    }
    body.content = .image(image)
    return body
  }

  /// The element with another target. Only designers take a target away.
  package func settingLink(
    _ target: LinkTarget?, of element: Element, operation: Int
  ) throws(EditRefusal) -> ElementBody {
    let no = Refusals(element: element, operation: operation)
    var body = element.body
    guard case .link(let before, let label) = body.content else {
      throw no.refusal(.kind, "an element of kind \(body.kind.rawValue) leads nowhere")
    }
    if !authority.role.mayDesign {
      guard let target else { throw no.refusal(.limit, "a link must lead somewhere") }
      if case .value? = before { throw no.refusal(.kind, "this link follows a value; change it there") }
      try checkLinks([target], of: element, from: nil, no)
    }
    body.content = .link(target: target, label: label)
    return body
  }

  /// The element in another of the variants that the designer has named; nil is the look without any of them.
  package func settingVariant(
    _ variant: String?, of element: Element, operation: Int
  ) throws(EditRefusal) -> ElementBody {
    let no = Refusals(element: element, operation: operation)
    var body = element.body
    let named = body.limits.variants
    if let variant, !named.contains(variant) {
      throw no.refusal(.limit, "this element has no variant “\(variant)”")
    }
    // In the place of the variant before, so that going back gives the same bytes.
    let place = body.classes.firstIndex(where: named.contains) ?? body.classes.endIndex
    body.classes.removeAll(where: named.contains)
    if let variant { body.classes.insert(variant, at: min(place, body.classes.count)) }
    return body
  }

  // MARK: Limits

  private func checkWords(_ plain: String, length: Int, of element: Element, _ no: Refusals) throws(EditRefusal) {
    guard plain.utf8.count <= TreeLimits.textBytes else {
      throw no.refusal(.limit, "a text is at most \(TreeLimits.textBytes) bytes long")
    }
    // A customer's words must not vanish from the page: an empty line is something that only a designer may leave behind.
    guard authority.role.mayDesign || ElementRules.isVisible(plain) else {
      throw no.refusal(.limit, "the text must not be empty")
    }
    if let maximum = element.body.limits.maximumLength, length > maximum {
      throw no.refusal(.limit, "the text is \(length) characters long and may have at most \(maximum)")
    }
    // A character may be put together of several code points, but not of thousands of marks.
    if let maximum = element.body.limits.maximumLength, plain.unicodeScalars.count > maximum * 16 + 64 {
      throw no.refusal(.limit, "the text holds characters that are put together of too many parts")
    }
  }

  private func checkMarks(
    _ marks: Set<Mark>, of element: Element, from past: ElementBody?, _ no: Refusals
  ) throws(EditRefusal) {
    let foreign = marks.subtracting(element.body.allowedMarks).subtracting(past?.allowedMarks ?? [])
    guard foreign.isEmpty else { throw no.refusal(.limit, Self.notAllowed(foreign.map(\.rawValue))) }
  }

  /// Links that stand there already may stay; new ones of customers keep to the kinds that the designer allows.
  private func checkLinks(
    _ links: [LinkTarget], of element: Element, from past: ElementBody?, _ no: Refusals
  ) throws(EditRefusal) {
    guard !authority.role.mayDesign else { return }
    let known = Set(element.body.content.links + (past?.content.links ?? []))
    for link in links where !known.contains(link) {
      guard let kind = link.kind else {
        throw no.refusal(.limit, "a value of the site is no target for a link of yours")
      }
      guard element.body.limits.linkKinds?.contains(kind) ?? true else {
        throw no.refusal(.limit, "links to a \(kind.rawValue) are not allowed here")
      }
    }
  }

  private func checkPicture(_ file: AssetFile, limits: Limits, _ no: Refusals) throws(EditRefusal) {
    guard file.type.hasPrefix("image/") else { throw no.refusal(.limit, "the file is no picture but \(file.type)") }
    guard !authority.role.mayDesign, let minimum = limits.minimumWidth, file.type != "image/svg+xml" else { return }
    guard let width = file.width, let height = file.height else {
      throw no.refusal(.limit, "the picture's width and height are not known")
    }
    let seen = limits.ratio.map { min(width, height * $0.width / $0.height) } ?? width
    guard seen >= minimum else {
      throw no.refusal(.limit, "the picture would be \(seen) pixels wide here and must have at least \(minimum)")
    }
  }

  private static func notAllowed(_ names: [String]) -> String {
    "this element does not allow “\(names.sorted().joined(separator: ", "))”"
  }
}

/// Makes refusals of one operation on one element.
private struct Refusals {
  let element: Element
  let operation: Int

  func refusal(_ rule: EditRefusal.Rule, _ explanation: String) -> EditRefusal {
    EditRefusal(operation: operation, element: element.id, rule: rule, explanation: explanation)
  }
}

private enum MarkdownLine {
  /// Whether the line may hold HTML or a picture. Rather one line too many: `<` before anything that begins a tag, a declaration or an
  /// address other than an autolink, and `![`. By bytes, as the parser reads: to a String a mark behind a character changes it.
  static func holdsMarkup(_ line: Substring) -> Bool {
    let bytes = Array(line.utf8)
    for (index, byte) in bytes.enumerated() {
      let rest = bytes[(index + 1)...]
      guard let next = rest.first else { return false }
      if byte == UInt8(ascii: "!"), next == UInt8(ascii: "[") { return true }
      guard byte == UInt8(ascii: "<") else { continue }
      if autolinks.contains(where: { rest.starts(with: $0.utf8) }) { continue }
      if (0x61...0x7A).contains(next | 0x20) || "/!?".utf8.contains(next) { return true }
    }
    return false
  }

  private static let autolinks = ["https://", "http://", "mailto:"]
}

extension ElementBody {
  /// The marks that the element's words may carry: those that the designer allows, and those that stand there already.
  package var allowedMarks: Set<Mark> {
    var marks = limits.marks(onTag: tag)
    switch content {
    case .inline(let text): marks.formUnion(text.marks)
    case .rich(let text): for inline in text.inlines { marks.formUnion(inline.marks) }
    case .link(_, let label):
      marks.formUnion(label.marks)
      // A link within a link is no HTML.
      marks.remove(.link)
    default: break
    }
    return marks
  }

  /// The blocks that the element's document may hold: those that the designer allows, and those that stand there already.
  package var allowedBlocks: Set<BlockType> {
    guard case .rich(let text) = content else { return [] }
    return (limits.blocks ?? [.paragraph, .list]).union(text.allBlocks.map(\.type))
  }

  /// The variant that the element shows now.
  package var variant: String? { classes.first(where: limits.variants.contains) }
}

extension Content {
  /// Where the words and the element itself lead.
  package var links: [LinkTarget] {
    switch self {
    case .inline(let text): text.links
    case .rich(let text): text.inlines.flatMap(\.links)
    case .link(let target, let label): (target.map { [$0] } ?? []) + label.links
    default: []
    }
  }
}

extension LinkTarget {
  /// nil for a value, which is known only when the page is built.
  package var kind: LinkKind? {
    switch self {
    case .page: .page
    case .asset: .file
    case .value: nil
    case .url(let url):
      // By bytes, as browsers read it: to a String a colon with a mark behind it is no colon.
      switch url.utf8.firstIndex(of: UInt8(ascii: ":")).map({ url[..<$0].lowercased() }) {
      case "http", "https": .web
      case "mailto": .mail
      case "tel": .phone
      default: .page
      }
    }
  }
}
