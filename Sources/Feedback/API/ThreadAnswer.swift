import Model
import Store
import Web

/// The wire form of threads and what is said in them. Everything told here was made for the reader by the store.
struct ThreadAnswer: Sendable {
  /// The site, for the addresses of files.
  let slug: String

  func path(_ thread: ThreadID) -> String { "/api/v1/sites/\(slug)/threads/\(thread)" }

  /// - Parameter isWhole: with everything that was said; lists leave it out
  func json(_ view: ThreadView, isWhole: Bool = false) -> JSONValue {
    let thread = view.thread
    var members: [String: JSONValue] = [
      "id": .string(thread.id.rawValue), "number": .string(thread.label), "version": .integer(view.version),
      "page": Self.id(thread.page), "element": Self.id(thread.element), "revision": .integer(thread.anchor.revision),
      "anchor": thread.anchor.wire, "quote": .string(thread.quote), "place": view.place.json,
      "state": .string(thread.state.rawValue), "reason": .string(thread.reason),
      "duplicateOf": Self.id(thread.duplicateOf), "priority": .string(thread.priority.rawValue),
      "assignee": view.assignee?.reference ?? .null, "tags": .strings(thread.tags),
      "round": thread.round.map { .integer($0) } ?? .null, "visibility": .string(thread.visibility.rawValue),
      "author": view.author.json, "at": Self.moment(thread.at), "changedAt": Self.moment(view.changedAt),
      "unread": .bool(view.isUnread), "excerpt": .string(view.excerpt), "commentCount": .integer(view.commentCount),
      "may": .strings(view.rights.map(\.rawValue).sorted()), "resolution": view.resolution?.json ?? .null,
    ]
    members["suggestion"] =
      view.suggestion.map { $0.json(picture: picture(of: $0, in: view)) } ?? view.suggestionState.map {
        ["state": .string($0.rawValue)]
      } ?? .null
    members["screenshot"] = view.screenshot.map { json($0, of: thread.id) } ?? .null
    if isWhole { members["comments"] = .array(view.comments.map(json)) }
    return .object(members)
  }

  private func json(_ screenshot: Screenshot, of thread: ThreadID) -> JSONValue {
    let url = "\(path(thread))/screenshot"
    return [
      "url": .string(url), "width": .integer(screenshot.small.width ?? 0),
      "height": .integer(screenshot.small.height ?? 0), "largeUrl": .string("\(url)/large"),
    ]
  }

  private func picture(of suggestion: SuggestionView, in view: ThreadView) -> JSONValue {
    guard let hash = suggestion.suggestion.picture?.file.hash else { return .null }
    return view.comments.flatMap(\.files).first { $0.file.hash == hash }.map(json) ?? .null
  }

  func json(_ added: AddedComment) -> JSONValue {
    [
      "thread": .string(added.thread.rawValue), "version": .integer(added.version),
      "state": .string(added.state.rawValue), "comment": json(added.comment),
    ]
  }

  private func json(_ view: CommentView) -> JSONValue {
    let comment = view.comment
    var (kind, words, change, revision): (String, String, JSONValue, JSONValue) = ("words", comment.body, .null, .null)
    var shownTo = JSONValue.null
    switch comment.kind {
    case .words: break
    case .state(let from, let to):
      (kind, words) = ("state", "")
      change = ["from": .string(from.rawValue), "to": .string(to.rawValue), "reason": .string(comment.body)]
    case .resolution(let edit): (kind, revision) = ("resolution", .integer(edit))
    case .visibility(let new): (kind, shownTo) = ("visibility", .string(new.rawValue))
    }
    return [
      "id": .string(comment.id.rawValue), "author": view.author?.json ?? .null, "at": Self.moment(comment.at),
      "body": .string(words), "isInternal": .bool(comment.visibility == .internal),
      "editedAt": comment.editedAt.map(Self.moment) ?? .null, "isRemoved": .bool(comment.removedAt != nil),
      "kind": .string(kind), "change": change, "revision": revision, "visibility": shownTo,
      "files": .array(view.files.map(json)),
      "mentions": .array(view.mentions.map(\.reference)), "may": .strings(view.rights.map(\.rawValue).sorted()),
    ]
  }

  func json(_ file: CommentFile) -> JSONValue {
    [
      "id": .string(file.id.rawValue), "name": .string(file.name), "type": .string(file.file.type),
      "width": file.file.width.map { .integer($0) } ?? .null, "height": file.file.height.map { .integer($0) } ?? .null,
      "size": .integer(file.file.size),
      "url": .string("/api/v1/sites/\(slug)/threads/files/\(file.id)/\(file.plainName)"),
    ]
  }

  private static func id<Subject>(_ id: Identifier<Subject>?) -> JSONValue { id.map { .string($0.rawValue) } ?? .null }

  private static func moment(_ moment: Int) -> JSONValue { .string(Timestamp.utc(moment)) }
}

extension Anchor {
  /// The point in fractions of the element's box.
  fileprivate var wire: JSONValue {
    [
      "x": point.map { .number(Double($0.x) / 1000) } ?? .null,
      "y": point.map { .number(Double($0.y) / 1000) } ?? .null,
      "viewport": viewport.map { ["width": .integer($0.width), "height": .integer($0.height)] } ?? .null,
      "scheme": scheme.map { .string($0.rawValue) } ?? .null, "browser": browser.isEmpty ? .null : .string(browser),
    ]
  }
}

extension AnchorPlace {
  fileprivate var json: JSONValue {
    [
      "state": .string(state.rawValue), "page": page.map { .string($0.rawValue) } ?? .null,
      "path": path.map { .string($0) } ?? .null, "title": .string(title), "label": .string(label),
      "quote": .string(quote), "since": since.map { .integer($0) } ?? .null,
      "spread": .string(spread.rawValue),
    ]
  }
}

extension FeedbackPerson {
  var json: JSONValue {
    let (kind, id) =
      switch participant {
      case .account(let account): ("account", account.rawValue)
      case .guest(let guest): ("guest", guest.rawValue)
      }
    return .record([
      "kind": .string(kind), "id": .string(id), "name": .string(name), "isAgency": .bool(isAgency),
      "isNamesake": isNamesake ? .bool(true) : nil,
    ])
  }

  /// Somebody with an account, by ID and name.
  fileprivate var reference: JSONValue { ["id": json["id"] ?? .null, "name": .string(name)] }
}

extension ThreadResolution {
  fileprivate var json: JSONValue {
    [
      "revision": .integer(revision), "by": by?.json ?? .null, "at": .string(Timestamp.utc(at)),
      "liveSince": liveSince.map { .string(Timestamp.utc($0)) } ?? .null,
    ]
  }
}

extension CommentFile {
  /// What browsers show as a picture; everything else is only saved.
  var isPicture: Bool { file.type.hasPrefix("image/") && file.type != "image/svg+xml" }

  /// The name in ASCII, fit for an address and a header; what it ends with is of the file's kind, however long it is.
  var plainName: String {
    let dot = name.lastIndex(of: ".") ?? name.endIndex
    return "\(Self.plain(name[..<dot].utf8.prefix(90)))\(Self.plain(name[dot...].utf8.prefix(10)).lowercased())"
  }

  private static func plain(_ bytes: some Sequence<UInt8>) -> String {
    let plain = bytes.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        byte
      default: UInt8(ascii: "-")
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }
}
