import Model
import Publishing
import Store

/// What changed, in words: names and values as the publishing screen shows them.
struct ChangeText: Sendable {
  let pages: [PageID: PageName]
  let words: ChangeWords

  /// What people call what was changed.
  func name(of change: PendingChange) -> String { change.changes.first.map(name) ?? "" }

  func name(of change: Change) -> String {
    if change.kind == "company", !change.label.isEmpty { return words.company(change.label) }
    return change.label.isEmpty ? words.kind(change.kind) : change.label
  }

  /// A value of that property, in the words that the editor has for it.
  func shown(_ value: JSONValue, of property: Change.Property, maximum: Int = 160) -> String {
    let text: String? =
      switch property {
      case .editability: value.array?.compactMap(\.string).map(words.capability).joined(separator: ", ")
      case .limits: value.object.map(limits)
      case .kind: value.string.map(words.kind)
      default: nil
      }
    guard let text else { return shown(value, maximum: maximum) }
    return text.isEmpty ? words.nothing : Excerpt.line(text, maximum: maximum)
  }

  /// `Longest text: 120, Shape of the picture: 4:3`; of what is a choice of names only that there is one.
  private func limits(_ members: [String: JSONValue]) -> String {
    members.sorted { $0.key < $1.key }.map { name, value in
      switch value {
      case .integer(let number): "\(words.limit(name)): \(number)"
      case .array(let sides) where name == "ratio":
        "\(words.limit(name)): \(sides.compactMap(\.integer).map(String.init).joined(separator: ":"))"
      default: words.limit(name)
      }
    }.joined(separator: ", ")
  }

  func shown(_ value: JSONValue, maximum: Int = 160) -> String {
    let text: String
    if let source = value["source"]?.string {
      let name = source.split(separator: "/").last.map(String.init) ?? source
      let alternative = value["alternative"]?.string
      text =
        alternative.map { $0.isEmpty ? "\(name) (\(words.decorative))" : "\(name) (\(words.quoted($0)))" } ?? name
    } else {
      text = target(Self.plain(value))
    }
    return text.isEmpty ? words.nothing : Excerpt.line(text, maximum: maximum)
  }

  /// A page is told by its title.
  private func target(_ text: String) -> String {
    guard text.hasPrefix("page:") else { return text.hasPrefix("asset:") ? String(text.dropFirst(6)) : text }
    let id = text.dropFirst(5).prefix { $0 != "#" }
    return PageID(id).flatMap { pages[$0]?.title } ?? text
  }

  static func plain(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .array(let values): values.map(plain).joined(separator: ", ")
    case .object(let members):
      members.sorted { $0.key < $1.key }.map { "\($0.key): \(plain($0.value))" }.joined(separator: ", ")
    default: value.canonical
    }
  }

  // MARK: Without markup

  /// More of a change is not told in one line.
  private static let most = 8

  /// `“Fresh bread” on /brot/: Words: “Rye” → “Wheat”; Moved`
  func line(_ change: PendingChange) -> String {
    let place = change.page.flatMap { pages[$0] }.map { words.onPage($0.path) } ?? ""
    let told = change.changes.prefix(Self.most).map(said).joined(separator: "; ")
    return "\(words.quoted(Excerpt.line(name(of: change), maximum: 60)))\(place): \(told)"
      + (change.changes.count > Self.most ? "; …" : "")
  }

  private func said(_ change: Change) -> String {
    let property = words.property(change.property)
    switch change.property {
    case .added, .removed:
      let text = Self.plain(change.property == .added ? change.after : change.before)
      return text.isEmpty ? property : "\(property): \(words.quoted(Excerpt.line(text, maximum: 60)))"
    case .position: return words.moved
    case .hidden: return change.after == .bool(true) ? words.nowHidden : words.nowShown
    default:
      guard change.before != .null || change.after != .null else { return property }
      let (before, after) = pair(change)
      return before == after ? property : "\(property): \(before) → \(after)"
    }
  }

  /// Of long words what is around the first difference.
  private func pair(_ change: Change) -> (String, String) {
    func quoted(_ value: JSONValue, _ text: String) -> String {
      value == .null || Self.plain(value).isEmpty ? words.nothing : words.quoted(Excerpt.line(text, maximum: 80))
    }
    if let before = change.before.string, let after = change.after.string, !before.hasPrefix("page:") {
      let (before, after) = Excerpt.pair(before, after, maximum: 80)
      return (quoted(change.before, shown(.string(before))), quoted(change.after, shown(.string(after))))
    }
    return (
      quoted(change.before, shown(change.before, of: change.property)),
      quoted(change.after, shown(change.after, of: change.property))
    )
  }
}

/// What waits to be published as lines of text, in English, for the command line.
package struct ChangeLines: Sendable {
  private let text: ChangeText

  package init(pages: [(page: Page, path: String)]) {
    let names = pages.map { ($0.page.id, PageName(title: $0.page.title, path: $0.path)) }
    text = ChangeText(pages: Dictionary(names, uniquingKeysWith: { $1 }), words: .english)
  }

  package func line(_ change: PendingChange) -> String { text.line(change) }
}
