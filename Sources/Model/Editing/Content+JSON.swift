/// The stored form of content. It says no kind of its own: the element's kind decides how it is read.
extension Content {
  package var json: JSONValue {
    switch self {
    case .none: [:]
    case .inline(let text): ["text": text.json]
    case .rich(let text): ["document": text.json]
    case .markdown(let source): ["markdown": .string(source)]
    case .image(let image): image.json
    case .link(let target, let label):
      .record(["target": target.map { .string($0.text) }, "label": label.nodes.isEmpty ? nil : label.json])
    case .list(let template): .record(["itemTemplate": template?.json])
    case .navigation(let menu): ["menu": .string(menu)]
    case .collection(let query):
      .record([
        "collection": .string(query.collection), "order": .string(query.order.rawValue),
        "limit": query.limit.map { .integer($0) }, "perPage": query.perPage.map { .integer($0) },
        "tag": query.tag.map { .string($0) },
        "where": query.conditions.isEmpty
          ? nil : .array(query.conditions.map { ["field": .string($0.field), "value": .string($0.value)] }),
      ])
    case .field(let field):
      .record(["value": .string(field.path), "format": field.format == .long ? nil : .string(field.format.rawValue)])
    case .form(let name): ["form": .string(name)]
    case .embed(let provider, let source): ["provider": .string(provider), "source": .string(source)]
    case .html(let source): ["html": .string(source)]
    case .shop(let store): ["shop": .string(store)]
    case .slot(let name): ["slot": .string(name)]
    case .shared(let name): ["shared": .string(name)]
    case .generated(let part): ["part": .string(part.rawValue)]
    }
  }

  package init(json: JSONValue, kind: ElementKind, at pointer: String = "") throws(FieldError) {
    func reader(_ known: Set<String>) throws(FieldError) -> JSONReader {
      try JSONReader(json, at: pointer, known: known)
    }
    func name(_ key: String) throws(FieldError) -> String {
      let name = try reader([key]).string(key, maximum: 200)
      guard ElementRules.isName(name) else {
        throw FieldError(pointer: "\(pointer)/\(key)", problem: "must be a name of letters, digits, - and _")
      }
      return name
    }
    switch kind {
    case .box, .formField:
      _ = try reader([])
      self = .none
    case .text:
      self = .inline(try InlineText(json: try reader(["text"]).value("text") ?? .array([]), at: "\(pointer)/text"))
    case .richText:
      self = .rich(try RichText(json: try reader(["document"]).value("document") ?? .null, at: "\(pointer)/document"))
    case .markdown: self = .markdown(try reader(["markdown"]).string("markdown", maximum: 1_000_000))
    case .image: self = .image(try ImageContent(json: json, at: pointer))
    case .link:
      let reader = try reader(["target", "label"])
      var target: LinkTarget?
      if let text = try reader.optionalString("target", maximum: 2_000) {
        target = LinkTarget(checking: text)
        guard target != nil else {
          throw reader.error("target", "must be a page, a file, or an http, https, mailto or tel address")
        }
      }
      self = .link(
        target: target, label: try InlineText(json: reader.value("label") ?? .array([]), at: "\(pointer)/label"))
    case .list:
      let reader = try reader(["itemTemplate"])
      var template: ElementSeed?
      if let json = reader.value("itemTemplate") {
        template = try ElementSeed(json: json, at: "\(pointer)/itemTemplate")
      }
      self = .list(itemTemplate: template)
    case .navigation: self = .navigation(try name("menu"))
    case .collectionList:
      let reader = try reader(["collection", "order", "limit", "perPage", "tag", "where"])
      let order = try reader.optionalString("order") ?? CollectionQuery.Order.newestFirst.rawValue
      guard let order = CollectionQuery.Order(rawValue: order) else {
        throw reader.error("order", "does not know “\(order)”")
      }
      var conditions: [CollectionQuery.Condition] = []
      for (index, value) in (try reader.optionalArray("where") ?? []).prefix(20).enumerated() {
        let condition = try JSONReader(value, at: "\(pointer)/where/\(index)", known: ["field", "value"])
        conditions.append(
          CollectionQuery.Condition(
            field: try condition.string("field", maximum: 100), value: try condition.string("value", maximum: 200)))
      }
      let perPage = try reader.optionalInteger("perPage")
      guard perPage.map({ (1...1_000).contains($0) }) ?? true else {
        throw reader.error("perPage", "must be a number from 1 to 1000")
      }
      self = .collection(
        CollectionQuery(
          collection: try reader.string("collection", maximum: 200), order: order,
          limit: try reader.optionalInteger("limit"), perPage: perPage,
          tag: try reader.optionalString("tag", maximum: 200), conditions: conditions))
    case .field:
      let reader = try reader(["value", "format"])
      let path = try reader.string("value", maximum: 200)
      guard ElementRules.isValuePath(path) else { throw reader.error("value", "must be a path such as company.phone") }
      let format = try reader.optionalString("format") ?? FieldContent.Format.long.rawValue
      guard let format = FieldContent.Format(rawValue: format) else {
        throw reader.error("format", "must be long or short")
      }
      self = .field(FieldContent(path: path, format: format))
    case .form: self = .form(try name("form"))
    case .embed:
      let reader = try reader(["provider", "source"])
      let source = try reader.string("source", maximum: 2_000)
      guard source.hasPrefix("https://"), ElementRules.isSafeURL(source) else {
        throw reader.error("source", "must be an https address")
      }
      self = .embed(provider: try reader.string("provider", maximum: 50), source: source)
    case .code: self = .html(try reader(["html"]).string("html", maximum: 1_000_000))
    case .shop: self = .shop(try reader(["shop"]).string("shop", maximum: 200))
    case .slot: self = .slot(try name("slot"))
    case .shared: self = .shared(try name("shared"))
    case .generated:
      let reader = try reader(["part"])
      guard let part = GeneratedPart(rawValue: try reader.string("part", maximum: 50)) else {
        throw reader.error("part", "must be one of \(GeneratedPart.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      self = .generated(part)
    }
  }
}

extension ImageContent {
  fileprivate var json: JSONValue {
    let sourceText =
      switch source {
      case .asset(let path): "asset:\(path)"
      case .value(let path): "value:\(path)"
      }
    var alt: JSONValue?
    switch alternative {
    case .text(let words): alt = .string(words)
    case .decorative: alt = ""
    case .missing: alt = nil
    }
    return .record([
      "source": .string(sourceText), "alternative": alt,
      "focalPoint": focalPoint.map { .array([.integer($0.x), .integer($0.y)]) },
    ])
  }

  fileprivate init(json: JSONValue, at pointer: String) throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: ["source", "alternative", "focalPoint"])
    switch LinkTarget(checking: try reader.string("source", maximum: 1_000)) {
    case .asset(let path): source = .asset(path)
    case .value(let path): source = .value(path)
    case .page, .url, nil: throw reader.error("source", "must be a file of the site or the theme")
    }
    switch try reader.optionalString("alternative", maximum: 2_000) {
    case nil: alternative = .missing
    case "": alternative = .decorative
    case let words?: alternative = .text(words)
    }
    if let point = try reader.optionalArray("focalPoint") {
      guard point.count == 2, let x = point[0].integer, let y = point[1].integer, (0...1000).contains(x),
        (0...1000).contains(y)
      else { throw reader.error("focalPoint", "must be two numbers from 0 to 1000") }
      focalPoint = FocalPoint(x: x, y: y)
    }
  }
}
