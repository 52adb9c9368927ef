import Model

/// Numbers that are the same for the same seed: SplitMix64 (Steele, Lea, Flood 2014).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// One random request: who asks, of which site, with which body.
struct PolicyRequest {
  let person: Int
  let site: Int
  let body: String
  /// Whether the model knows that it must be carried out.
  let mustSucceed: Bool

  /// - Parameters:
  ///   - states: the sites as they stand
  ///   - gone: IDs that stood there once, by site
  init(seed: UInt64, people: Int, states: [PolicyState], gone: [[String]]) {
    var numbers = SeededNumbers(seed)
    person = Int.random(in: 0..<people, using: &numbers)
    // Mostly people ask for the site that they know: two of three requests go to the site of that number.
    site =
      Int.random(in: 0..<3, using: &numbers) < 2
      ? person % states.count : Int.random(in: 0..<states.count, using: &numbers)
    var maker = RequestMaker(numbers: numbers, states: states, gone: gone, site: site)
    (body, mustSucceed) = maker.make()
  }
}

private struct RequestMaker {
  var numbers: SeededNumbers
  let states: [PolicyState]
  let gone: [[String]]
  let site: Int

  var state: PolicyState { states[site] }

  mutating func make() -> (String, Bool) {
    if chance(8), let operation = plainText() { return ("{\"operations\":[\(operation)]}", true) }
    let operations = (0..<(chance(4) ? pick(1...4) : 1)).map { _ in mutated(operation()) }
    var body = "{\"operations\":[\(operations.joined(separator: ","))]}"
    if chance(60) { body = pick(["", "[]", "{", "null", "{\"operations\":{}}", body + "x", "{\"operations\":[]}"]) }
    if chance(60) { body = body.replacing("{\"operations\"", with: "{\"expected\":\(pick(0...3)),\"operations\"") }
    return (body, false)
  }

  /// New words for a text that is open to customers, seen at its newest version, short and without marks.
  private mutating func plainText() -> String? {
    let open = state.order.filter { id in
      let row = state.rows[id]!
      return row.kind == "text" && row.capabilities.contains(.text)
        && !(state.above(id) + [row.capabilities]).contains { $0.contains(.seal) }
    }
    guard let id = open.randomElement(using: &numbers) else { return nil }
    return
      "{\"op\":\"setText\",\"element\":\"\(id)\",\"version\":\(state.rows[id]!.since),\"text\":\"Brot \(pick(0...99))\"}"
  }

  private mutating func operation() -> String {
    let number = pick(0...30)
    let id = chance(4) ? element() : element(for: number)
    let version = chance(6) ? pick(0...9) : (state.rows[id]?.since ?? 1)
    let named = "\"element\":\"\(id)\",\"version\":\(version)"
    switch number {
    case 0...3: return "{\"op\":\"setText\",\(named),\"text\":\(words())}"
    case 4:
      return "{\"op\":\"setText\",\(named),\"content\":[{\"type\":\"text\",\"text\":\(words()),\"marks\":[\(mark())]}]}"
    case 5, 6: return "{\"op\":\"setRichText\",\(named),\"document\":\(document())}"
    case 7: return "{\"op\":\"setMarkdown\",\(named),\"markdown\":\(words())}"
    case 8:
      return
        "{\"op\":\"setImage\",\(named),\"source\":\"\(pick(["asset:assets/a.jpg", "asset:assets/b.jpg", "asset:theme/x.png", "value:entry.image"]))\",\"alternative\":\(words())}"
    case 9: return "{\"op\":\"setImage\",\(named),\"focalPoint\":[\(pick(-1...1001)),500]}"
    case 10: return "{\"op\":\"setLink\",\(named),\"target\":\(target())}"
    case 11: return "{\"op\":\"setHidden\",\(named),\"hidden\":\(pick(["true", "false", "1"]))}"
    case 12:
      return "{\"op\":\"setVariant\",\(named),\"variant\":\(pick(["\"plain\"", "\"bright\"", "null", "\"promo\""]))}"
    case 13:
      return
        "{\"op\":\"setField\",\"field\":\"company.\(pick(["phone", "name", "fax"]))\",\"seen\":\(company()),\"value\":\(words())}"
    case 14: return "{\"op\":\"setMeta\",\(page()),\"title\":\(words()),\"description\":\(words())}"
    case 15: return "{\"op\":\"addItem\",\"element\":\"\(chance(2) ? list() : id)\"\(after())}"
    case 16: return "{\"op\":\"duplicateItem\",\(named)}"
    case 17: return "{\"op\":\"removeItem\",\(named)}"
    case 18: return "{\"op\":\"moveItem\",\(named),\"after\":\(chance(2) ? "null" : "\"\(element())\"")}"
    case 19:
      return
        "{\"op\":\"restore\",\"element\":\"\(id)\",\"version\":\(state.rows[id].map { String($0.since) } ?? "null"),\"revision\":\(revision()),\"below\":\(chance(2))}"
    case 20:
      return chance(3)
        ? "{\"op\":\"restorePage\",\"page\":\"\(pageID())\",\"revision\":\(revision())}"
        : "{\"op\":\"revert\",\"revision\":\(revision())}"
    case 21:
      return chance(8)
        ? "{\"op\":\"restoreSite\",\"revision\":\(revision())}"
        : "{\"op\":\"revert\",\"revision\":\(max(1, state.revision - pick(0...2)))}"
    case 22: return "{\"op\":\"insert\",\"parent\":\"\(element())\",\"element\":\(seed())}"
    case 23:
      return
        "{\"op\":\"update\",\(named),\"set\":\(pick(["{\"tag\":\"h2\"}", "{\"classes\":[\"x\"]}", "{\"attributes\":{\"title\":\"x\"}}", "{\"limits\":{}}", "{\"name\":\"x\"}", "{\"capabilities\":[\"text\"]}", "{\"content\":{}}", "{\"attributes\":{\"onclick\":\"x\"}}"]))}"
    case 24: return "{\"op\":\"remove\",\(named)}"
    case 25: return "{\"op\":\"move\",\(named),\"parent\":\"\(element())\"\(after())}"
    case 26:
      return
        "{\"op\":\"setEditability\",\(named),\"capabilities\":\(pick(["[]", "[\"text\"]", "[\"visible\",\"order\"]", "[\"structure\"]", "[\"seal\"]", "[\"items\"]"]))}"
    case 27:
      return
        "{\"op\":\"grantEditability\",\"element\":\"\(id)\",\"scope\":\"\(pick(["below", "kindOnPage", "kindOnSite"]))\",\(pick(["\"grant\":[\"text\"]", "\"revoke\":[\"text\"]", "\"grant\":[\"media\",\"link\"]", "\"revoke\":[\"seal\"]"]))}"
    case 30:
      return
        "{\"op\":\"updateTheme\",\"set\":\(pick(["{\"css\":\"p{}\"}", "{\"title\":\"x\"}", "{}", "{\"assets\":{}}", "{\"tokens\":{\"ink\":{\"light\":\"red\"}}}"]))}"
    case 28: return "{\"op\":\"createPage\",\"slug\":\"seite-\(pick(0...5))\",\"title\":\(words())}"
    default:
      return pick([
        "{\"op\":\"updatePage\",\(page()),\"set\":{\"slug\":\"s\(pick(0...9))\"}}", "{\"op\":\"removePage\",\(page())}",
        "{\"op\":\"movePage\",\(page()),\"parent\":null,\"after\":null}",
        "{\"op\":\"updatePage\",\(page()),\"set\":{\"capabilities\":[\"meta\"]}}",
      ])
    }
  }

  /// Now and then a request is bent: a key twice, a key too many, another type, an ID inside an ID.
  private mutating func mutated(_ operation: String) -> String {
    guard chance(12) else { return operation }
    switch pick(0...5) {
    case 0: return operation.dropLast() + ",\"op\":\"remove\"}"
    case 1: return operation.dropLast() + ",\"children\":[{\"element\":\"\(element())\",\"text\":\"x\"}]}"
    case 2: return operation.dropLast() + ",\"capabilities\":[\"text\"],\"author\":\"designer\"}"
    case 3: return operation.replacing("\"version\":", with: "\"version\":null,\"Version\":")
    case 4: return operation.replacing("\"element\":\"", with: "\"element\":\"\(element())/")
    default: return operation.replacing("\"text\":\"", with: "\"text\":{\"x\":\"")
    }
  }

  // MARK: Parts

  /// An element that the operation of that number could be meant for.
  private mutating func element(for number: Int) -> String {
    let kind: String? =
      switch number {
      case 0...4: "text"
      case 5, 6: "richText"
      case 7: "markdown"
      case 8, 9: "image"
      case 10: "link"
      default: nil
      }
    let fitting = state.order.filter { id in
      guard let row = state.rows[id] else { return false }
      if let kind { return row.kind == kind }
      switch number {
      case 11, 12: return row.classes.contains("promo")
      case 16...18: return row.parent.flatMap { state.rows[$0]?.kind } == "list"
      default: return true
      }
    }
    return fitting.randomElement(using: &numbers) ?? element()
  }

  private mutating func element() -> String {
    switch pick(0...19) {
    case 0, 1: return states[pick(0...(states.count - 1))].order.randomElement(using: &numbers) ?? "none"
    case 2: return gone[site].randomElement(using: &numbers) ?? "none"
    case 3: return pick(["none", "", "../x", "page:home", String(repeating: "a", count: 300)])
    default: return state.order.randomElement(using: &numbers) ?? "none"
    }
  }

  private mutating func list() -> String {
    state.order.filter { state.rows[$0]?.kind == "list" }.randomElement(using: &numbers) ?? element()
  }

  private mutating func after() -> String { chance(2) ? "" : ",\"after\":\"\(element())\"" }
  private mutating func revision() -> Int { pick(0...(state.revision + 1)) }

  private mutating func page() -> String {
    let id = pageID()
    return "\"page\":\"\(id)\",\"version\":\(chance(6) ? pick(0...9) : state.pages[id]?.since ?? 1)"
  }

  private mutating func pageID() -> String {
    (chance(8) ? states[pick(0...(states.count - 1))] : state).pageOrder.randomElement(using: &numbers) ?? "none"
  }

  private mutating func company() -> String { chance(2) ? state.company["phone"]?.canonical ?? "\"\"" : words() }

  private mutating func words() -> String {
    pick([
      "\"Brot\"", "\"\"", "\" \"", "\"<script>alert(1)</script>\"", "\"</p><p>x\"", "\"{{constructor}}\"",
      "\"\\u202e\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"![x](javascript:alert(1))\"", "\"<img src=x onerror=y>\"",
      "\"\(String(repeating: "x", count: pick([10, 30, 5_000])))\"", "null", "7",
    ])
  }

  private mutating func mark() -> String {
    pick([
      "{\"type\":\"strong\"}", "{\"type\":\"sub\"}", "{\"type\":\"link\",\"attrs\":{\"href\":\(target())}}",
      "{\"type\":\"style\"}",
    ])
  }

  private mutating func target() -> String {
    pick([
      "\"https://example.org\"", "\"mailto:a@example.org\"", "\"javascript:alert(1)\"", "\"JaVaScRiPt:alert(1)\"",
      "\"data:text/html,x\"", "\"//evil.example\"", "\"page:\(pageID())\"", "\"asset:assets/a.jpg\"",
      "\"asset:assets/../x\"", "\"value:entry.url\"", "null", "\"\"",
    ])
  }

  private mutating func document() -> String {
    let paragraph = "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\(words())}]}"
    return pick([
      "{\"type\":\"doc\",\"content\":[\(paragraph)]}",
      "{\"type\":\"doc\",\"content\":[{\"type\":\"bullet_list\",\"content\":[{\"type\":\"list_item\",\"content\":[\(paragraph)]}]}]}",
      "{\"type\":\"doc\",\"content\":[{\"type\":\"heading\",\"attrs\":{\"level\":1},\"content\":[]}]}",
      "{\"type\":\"doc\",\"content\":[{\"type\":\"blockquote\",\"content\":[\(paragraph)]}]}",
      "{\"type\":\"doc\",\"content\":[{\"type\":\"html\",\"content\":[]}]}", "{\"type\":\"doc\"}", "[]", "\"<p>x</p>\"",
    ])
  }

  private mutating func seed() -> String {
    pick([
      "{\"kind\":\"box\",\"tag\":\"div\"}", "{\"kind\":\"text\",\"tag\":\"p\",\"content\":{\"text\":[]}}",
      "{\"kind\":\"code\",\"tag\":\"\",\"content\":{\"html\":\"<script>x</script>\"}}",
      "{\"kind\":\"text\",\"tag\":\"p\",\"capabilities\":[\"text\"]}", "{\"kind\":\"box\",\"tag\":\"script\"}",
      "{\"kind\":\"markdown\",\"tag\":\"div\",\"content\":{\"markdown\":\"<b>\"}}",
    ])
  }

  private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &numbers) == 0 }
  private mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &numbers) }
  private mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &numbers)! }
}
