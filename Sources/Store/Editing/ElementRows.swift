import Crypto
import Database
import Model

/// Elements as rows. Only the edit door (`EditDoor`, `SiteImport`) calls the writing half.
enum ElementRows {
  static let columns = """
    id, since, ownerKind, owner, slot, parent, position, kind, tag, classes, name, content, attributes, capabilities, limits, hidden, hash, copiedFrom
    """

  private static let current = Statement(
    "element.current", "SELECT \(columns) FROM element WHERE agency = ? AND site = ? AND id = ? AND until IS NULL")
  private static let ofOwner = Statement(
    "element.ofOwner",
    "SELECT \(columns) FROM element WHERE agency = ? AND site = ? AND ownerKind = ? AND owner = ? AND until IS NULL")
  private static let ofPages = Statement(
    "element.ofPages",
    current:
      "SELECT \(columns) FROM element INDEXED BY elementOwner WHERE agency = ? AND site = ? AND ownerKind = 'page' AND until IS NULL"
  )
  private static let allCurrent = Statement(
    "element.allCurrent",
    current: "SELECT \(columns) FROM element INDEXED BY elementOwner WHERE agency = ? AND site = ? AND until IS NULL")
  private static let lastRow = Statement(
    "element.lastRow",
    """
    SELECT \(columns), until FROM element WHERE agency = ? AND site = ? AND id = ? ORDER BY since DESC LIMIT 1
    """)
  private static let atRevision = Statement(
    "element.atRevision",
    """
    SELECT \(columns) FROM element WHERE agency = ?1 AND site = ?2 AND since <= ?3 AND (until IS NULL OR until > ?3)
    ORDER BY ownerKind, owner
    """)
  private static let ofOwnerAtRevision = Statement(
    "element.ofOwnerAtRevision",
    """
    SELECT \(columns) FROM element WHERE agency = ?1 AND site = ?2 AND ownerKind = ?3 AND owner = ?4
    AND since <= ?5 AND (until IS NULL OR until > ?5)
    """)
  private static let ancestors = Statement(
    "element.ancestors",
    """
    WITH RECURSIVE above (id, parent, capabilities, step) AS (
      SELECT id, parent, capabilities, 1 FROM element WHERE agency = ?1 AND site = ?2 AND id = ?3 AND until IS NULL
      UNION ALL
      SELECT e.id, e.parent, e.capabilities, a.step + 1 FROM above a
      JOIN element e ON e.agency = ?1 AND e.site = ?2 AND e.id = a.parent AND e.until IS NULL WHERE a.step < 100
    ) SELECT capabilities FROM above ORDER BY step
    """)
  // The plus keeps SQLite from walking the element's whole history by the primary key: the partial index knows the current row.
  private static let end = Statement(
    "element.end",
    """
    UPDATE element SET until = ?4, removed = ?5
    WHERE agency = ?1 AND site = ?2 AND id = ?3 AND until IS NULL AND +since < ?4
    """)
  private static let drop = Statement(
    "element.dropOfSameRevision",
    "DELETE FROM element WHERE agency = ?1 AND site = ?2 AND id = ?3 AND until IS NULL AND since = ?4")
  private static let markRemoved = Statement(
    "element.markRemoved",
    "UPDATE element SET removed = 1 WHERE agency = ?1 AND site = ?2 AND id = ?3 AND until = ?4")
  private static let pastRow = Statement(
    "element.pastRow",
    """
    SELECT \(columns) FROM element WHERE agency = ?1 AND site = ?2 AND id = ?3 AND since <= ?4
    AND (until IS NULL OR until > ?4) ORDER BY since DESC LIMIT 1
    """)
  private static let writtenBy = Statement(
    "element.writtenBy", "SELECT \(columns) FROM element WHERE agency = ?1 AND site = ?2 AND since = ?3")
  private static let removedBy = Statement(
    "element.removedBy",
    "SELECT \(columns) FROM element WHERE agency = ?1 AND site = ?2 AND until = ?3 AND removed = 1")
  private static let insert = Statement(
    "element.insert",
    """
    INSERT INTO element (agency, site, \(columns))
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  // MARK: Reading

  static func current(_ id: ElementID, of key: SiteKey, in transaction: Transaction) throws -> Element? {
    try transaction.first(
      current, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), map: element)
  }

  /// The current rows of one owner, in no particular order.
  static func rows(of owner: Owner, of key: SiteKey, in transaction: Transaction) throws -> [Element] {
    let (kind, name) = owner.columns
    return try transaction.all(
      ofOwner, .init(key.agency.rawValue), .init(key.site.rawValue), .init(kind), .init(name), map: element)
  }

  static func rows(of owner: Owner, of key: SiteKey, at revision: Revision, in transaction: Transaction) throws
    -> [Element]
  {
    let (kind, name) = owner.columns
    return try transaction.all(
      ofOwnerAtRevision, .init(key.agency.rawValue), .init(key.site.rawValue), .init(kind), .init(name),
      .init(revision),
      map: element)
  }

  /// The current rows of all pages, in no particular order.
  static func rowsOfPages(of key: SiteKey, in transaction: Transaction) throws -> [Element] {
    try transaction.all(ofPages, .init(key.agency.rawValue), .init(key.site.rawValue), map: element)
  }

  /// Every current row of the site, in no particular order.
  static func rows(of key: SiteKey, in transaction: Transaction) throws -> [Element] {
    try transaction.all(allCurrent, .init(key.agency.rawValue), .init(key.site.rawValue), map: element)
  }

  /// The revision that removed an element; nil when it stands, or never stood.
  static func removal(of id: ElementID, of key: SiteKey, in transaction: Transaction) throws -> Revision? {
    try transaction.first(lastRow, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue)) { row in
      row.optionalInteger(18)
    } ?? nil
  }

  /// The element as it stood at the revision; nil when it did not.
  static func row(_ id: ElementID, of key: SiteKey, at revision: Revision, in transaction: Transaction) throws
    -> Element?
  {
    try transaction.first(
      pastRow, .init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), .init(revision), map: element)
  }

  /// The rows that a revision wrote, past ones among them.
  static func rows(writtenBy revision: Revision, of key: SiteKey, in transaction: Transaction) throws -> [Element] {
    try transaction.all(
      writtenBy, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision), map: element)
  }

  /// The last rows of the elements that a revision removed, or took out of their owner's tree.
  static func rows(removedBy revision: Revision, of key: SiteKey, in transaction: Transaction) throws -> [Element] {
    try transaction.all(
      removedBy, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision), map: element)
  }

  /// Every row of the site that is valid at the revision.
  static func rows(of key: SiteKey, at revision: Revision, in transaction: Transaction) throws -> [Element] {
    try transaction.all(
      atRevision, .init(key.agency.rawValue), .init(key.site.rawValue), .init(revision), map: element)
  }

  /// Capabilities of everything from `parent` upwards, nearest first.
  static func capabilities(from parent: ElementID?, of key: SiteKey, in transaction: Transaction) throws
    -> [Capabilities]
  {
    guard let parent else { return [] }
    return try transaction.all(
      ancestors, .init(key.agency.rawValue), .init(key.site.rawValue), .init(parent.rawValue)
    ) { Capabilities(rawValue: $0.integer(0)) }
  }

  // MARK: Writing

  /// Ends the current row, if there is one, at the revision. A row that the same revision wrote goes without a trace.
  /// - Parameter isRemoval: whether no other row of the same owner takes its place
  static func end(
    _ id: ElementID, of key: SiteKey, at revision: Revision, isRemoval: Bool, in transaction: Transaction
  ) throws {
    let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue), .init(id.rawValue), .init(revision)]
    if try transaction.execute(end, keys + [.init(isRemoval)]) == 1 { return }
    // What stood there before this edit is gone all the same.
    if try transaction.execute(drop, keys) == 1, isRemoval { try transaction.execute(markRemoved, keys) }
  }

  /// Writes the element as valid from the revision on, in the place of the row before.
  /// - Parameter isMoving: whether the row before belongs to another owner
  static func replace(
    _ element: Element, of key: SiteKey, at revision: Revision, isMoving: Bool = false, in transaction: Transaction
  ) throws {
    try end(element.id, of: key, at: revision, isRemoval: isMoving, in: transaction)
    try insert(element, of: key, at: revision, in: transaction)
  }

  static func insert(_ element: Element, of key: SiteKey, at revision: Revision, in transaction: Transaction) throws {
    let (ownerKind, owner) = element.owner.columns
    let stored = StoredBody(element.body)
    try transaction.execute(
      insert,
      [
        .init(key.agency.rawValue), .init(key.site.rawValue), .init(element.id.rawValue), .init(revision),
        .init(ownerKind),
        .init(owner), .init(element.slot), .init(element.parent?.rawValue), .init(element.position.key),
        .init(element.body.kind.rawValue), .init(element.body.tag), .init(stored.classes), .init(element.body.name),
        .init(stored.content), .init(stored.attributes), .init(element.body.capabilities.rawValue),
        .init(stored.limits),
        .init(element.body.hidden), .init(stored.hash), .init(element.copiedFrom?.rawValue),
      ])
  }

  // MARK: Decoding

  static func element(_ row: borrowing Row) throws -> Element {
    let id = row.text(0)
    let kindName = row.text(7)
    guard let kind = ElementKind(rawValue: kindName), let owner = Owner(kind: row.text(2), name: row.text(3)) else {
      throw StoreError.damaged("element \(id) has an unknown kind or owner")
    }
    let stored = StoredBody(
      classes: row.text(9), content: row.text(11), attributes: row.text(12), limits: row.text(14))
    let body: ElementBody
    do {
      body = ElementBody(
        kind: kind, tag: row.text(8),
        classes: stored.classes.isEmpty ? [] : stored.classes.split(separator: " ").map(String.init),
        name: row.text(10),
        content: stored.content == "{}" && kind == .box
          ? .none : try Content(json: try JSONValue.parse(stored.content), kind: kind),
        attributes: stored.attributes == "{}"
          ? [] : try ElementBody.attributes(try JSONValue.parse(stored.attributes), at: ""),
        capabilities: Capabilities(rawValue: row.integer(13)),
        limits: stored.limits == "{}" ? .none : try Limits(json: try JSONValue.parse(stored.limits)),
        hidden: row.bool(15))
    } catch {
      throw StoreError.damaged("element \(id): \(error)")
    }
    // A flipped bit in a text passes SQLite's own checks; the hash does not let it reach a page.
    guard StoredBody.hash(of: body, stored) == row.text(16) else {
      throw StoreError.damaged("element \(id) since revision \(row.integer(1)) does not match its hash")
    }
    return Element(
      id: ElementID(stored: id), owner: owner, slot: row.text(4),
      parent: row.optionalText(5).map(ElementID.init(stored:)),
      position: Position(stored: row.text(6)), body: body, since: row.integer(1),
      copiedFrom: row.optionalText(17).map(ElementID.init(stored:)))
  }
}

/// The text columns of an element and the hash over what it says.
private struct StoredBody {
  let classes: String
  let content: String
  let attributes: String
  let limits: String
  var hash = ""

  init(classes: String, content: String, attributes: String, limits: String) {
    self.classes = classes
    self.content = content
    self.attributes = attributes
    self.limits = limits
  }

  init(_ body: ElementBody) {
    classes = body.classes.joined(separator: " ")
    content = body.content == .none ? "{}" : body.content.json.canonical
    attributes = body.attributes.isEmpty ? "{}" : body.attributesJSON.canonical
    limits = body.limits == .none ? "{}" : body.limits.json.canonical
    hash = Self.hash(of: body, self)
  }

  /// SHA-256 over the columns that say what the element is, each followed by a unit separator.
  static func hash(of body: ElementBody, _ stored: StoredBody) -> String {
    var hasher = SHA256()
    func add(_ text: String) {
      var text = text
      text.withUTF8 { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
      withUnsafeBytes(of: UInt8(0x1F)) { hasher.update(bufferPointer: $0) }
    }
    add(body.kind.rawValue)
    add(body.tag)
    add(stored.classes)
    add(body.name)
    add(stored.content)
    add(stored.attributes)
    add(String(body.capabilities.rawValue))
    add(stored.limits)
    add(body.hidden ? "1" : "0")
    return hexadecimal(hasher.finalize())
  }
}

extension Owner {
  var columns: (kind: String, name: String) {
    switch self {
    case .page(let id): ("page", id.rawValue)
    case .template(let name): ("template", name)
    case .shared(let name): ("shared", name)
    }
  }

  init?(kind: String, name: String) {
    switch kind {
    case "page": self = .page(PageID(stored: name))
    case "template": self = .template(name)
    case "shared": self = .shared(name)
    default: return nil
    }
  }
}
