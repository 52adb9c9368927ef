import Model

/// Pages, what they say about themselves, and the company's data.
extension EditDoor {
  func setMeta(_ id: PageID, version: Revision, _ change: MetaChange, _ index: Int) throws {
    var page = try self.page(id, index)
    try rules.authorizeMeta(of: page, operation: index)
    page = try self.page(id, version: version, index)
    try apply(change, to: &page, index)
    try write(page)
  }

  func setField(_ path: String, seen: String, value: String, _ index: Int) throws {
    try rules.authorizeCompanyData(operation: index)
    var settings = try currentSettings()
    let name = String(path.dropFirst("company.".count))
    let mayDesign = author.authority.role.mayDesign
    guard settings.company[name] != nil || mayDesign else {
      throw refusal(.notFound, nil, index, "the company's data have no “\(name)”")
    }
    guard settings.company[name, default: ""] == seen else {
      throw refusal(.stale, nil, index, "somebody has changed this since: it is “\(settings.company[name] ?? "")” now")
    }
    guard value.unicodeScalars.allSatisfy(ElementRules.isTextCharacter) else {
      throw refusal(.invalid, nil, index, "the value contains a control character")
    }
    guard mayDesign || ElementRules.isVisible(value) else {
      throw refusal(.limit, nil, index, "the value must not be empty")
    }
    settings.company[name] = value
    try write(settings)
  }

  func createPage(_ new: Operation.NewPage, _ index: Int) throws {
    guard author.authority.role.mayDesign else { throw refusal(.role, nil, index) }
    let site = try pageIndex()
    let collection = try new.collection.map { try self.collection($0, for: new, site.settings, index) }
    let below = collection.map { $0.path.isEmpty ? "/" : "/\($0.path)/" }
    guard let parentPath = below ?? site.path(of: new.parent) else {
      throw refusal(.notFound, nil, index, "there is no such parent page on this site")
    }
    guard parentPath.utf8.last == UInt8(ascii: "/"), Page.mayBeMade(slug: new.slug, atTop: parentPath == "/") else {
      throw refusal(.invalid, nil, index, "a page cannot stand at \(parentPath)\(new.slug)")
    }
    let original = try new.copyOf.map { try self.page($0, index) }
    guard original == nil || new.element == nil else {
      throw refusal(.invalid, nil, index, "a copy has the contents of what it is a copy of; leave element out")
    }
    let usual = original?.template ?? collection?.template ?? "page"
    let template = new.template.isEmpty ? usual : new.template
    try checkTemplate(template, index)
    let own = collection?.locale ?? ""
    let locale =
      new.locale.isEmpty ? original?.locale ?? (own.isEmpty ? site.settings.locales[0] : own) : new.locale
    guard locale.isEmpty || site.settings.locales.contains(locale) else {
      throw refusal(.invalid, nil, index, "the site has no pages in “\(locale)”")
    }
    let path = "\(parentPath)\(new.slug)/"
    guard !site.isTaken(path) else {
      throw refusal(.invalid, nil, index, "another page already has the address \(path)")
    }
    var meta = original?.meta ?? PageMeta()
    if let date = new.date { (meta.date, meta.updated) = (date, nil) }
    let page = Page(
      id: .random(), parent: new.parent, collection: new.collection, template: template, slug: new.slug,
      title: new.title, meta: meta,
      position: try .stored(between: site.lastPosition(below: new.parent), and: nil),
      locale: locale, translationOf: original.flatMap { translated($0, into: locale, site.settings) },
      capabilities: original?.capabilities ?? [], copiedFrom: original?.id)
    try write(page)
    site.add(page, at: path)
    if let seed = new.element { try fill(page, with: seed, index) }
    guard let original else { return }
    let rows = try tree(of: .page(original.id))
    for root in rows.rows.filter({ $0.parent == nil }).sorted(by: Element.inOrder) {
      try copy(rows.subtree(of: root.id), to: .page(page.id)) { _ in }
    }
    reshape(.page(page.id), by: index)
  }

  /// The collection that a new page is to be an entry of.
  private func collection(
    _ name: String, for new: Operation.NewPage, _ settings: SiteSettings, _ index: Int
  ) throws -> CollectionSettings {
    guard new.parent == nil else {
      throw refusal(.invalid, nil, index, "an entry stands in its collection, not below a page; leave parent out")
    }
    guard let collection = settings.collections[name] else {
      throw refusal(.notFound, nil, index, "the site has no collection “\(name)”")
    }
    return collection
  }

  /// Puts the first element into a new page: into the template's slot `main`, or else into its first one.
  private func fill(_ page: Page, with seed: ElementSeed, _ index: Int) throws {
    let template = Element.inDocumentOrder(try tree(of: .template(page.template)).rows)
    let slots = template.compactMap { if case .slot(let name) = $0.body.content { name } else { nil } }
    guard let slot = slots.first(where: { $0 == "main" }) ?? slots.first else {
      throw refusal(.invalid, nil, index, "the template “\(page.template)” has no place for contents")
    }
    try checkLinks(seed.targets, element: nil, index)
    try plant(seed, owner: .page(page.id), slot: slot, parent: nil, position: .first)
    reshape(.page(page.id), by: index)
  }

  /// A copy in another language is a translation of what was copied.
  private func translated(_ original: Page, into locale: String, _ settings: SiteSettings) -> PageID? {
    let main = settings.locales.first ?? ""
    let (old, new) = (original.locale.isEmpty ? main : original.locale, locale.isEmpty ? main : locale)
    return old == new ? nil : original.translationOf ?? original.id
  }

  func updatePage(_ id: PageID, version: Revision, _ change: PageChange, _ index: Int) throws {
    guard author.authority.role.mayDesign else { throw refusal(.role, nil, index) }
    var page = try self.page(id, version: version, index)
    try apply(change.meta, to: &page, index)
    if let template = change.template {
      try checkTemplate(template, index)
      page.template = template
      // What filled a slot of the old template may find none in the new one.
      reshape(.page(id), by: index)
    }
    if let slug = change.slug, slug != page.slug {
      guard !page.slug.isEmpty, page.slug != "404" else {
        throw refusal(.invalid, nil, index, "this page's address is fixed")
      }
      guard Page.mayBeMade(slug: slug, atTop: page.parent == nil && page.collection == nil) else {
        throw refusal(.invalid, nil, index, "a page cannot be called “\(slug)” here")
      }
      page.slug = slug
      movesPage(id, by: index)
    }
    if let isDraft = change.isDraft { page.meta.draft = isDraft }
    if let isHidden = change.isHiddenFromSearch { page.meta.noindex = isHidden }
    if let date = change.date { page.meta.date = date }
    if let publish = change.publish { page.meta.publish = publish }
    if let expires = change.expires { page.meta.expires = expires }
    if let first = page.meta.publish, let last = page.meta.expires, last <= first {
      throw refusal(.invalid, nil, index, "the page would be gone before it appears")
    }
    if let capabilities = change.capabilities {
      changesRights = changesRights || capabilities != page.capabilities
      page.capabilities = capabilities
    }
    try write(page)
  }

  func removePage(_ id: PageID, version: Revision, _ index: Int) throws {
    guard author.authority.role.mayDesign else { throw refusal(.role, nil, index) }
    let page = try self.page(id, version: version, index)
    guard page.parent != nil || !page.slug.isEmpty else {
      throw refusal(.invalid, nil, index, "a site keeps its home page")
    }
    guard try !PageRows.current(of: key, in: transaction).contains(where: { $0.parent == id }) else {
      throw refusal(.invalid, nil, index, "other pages stand below this one; move or remove them first")
    }
    for row in try tree(of: .page(id)).rows { try forget(row) }
    try forget(page)
  }

  func movePage(_ id: PageID, version: Revision, below parent: PageID?, after: PageID?, _ index: Int) throws {
    guard author.authority.role.mayDesign else { throw refusal(.role, nil, index) }
    var page = try self.page(id, version: version, index)
    guard page.collection == nil, !page.slug.isEmpty, page.slug != "404" else {
      throw refusal(.invalid, nil, index, "this page's place is fixed")
    }
    let all = try PageRows.current(of: key, in: transaction)
    let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var above = parent
    while let next = above {
      guard next != id else { throw refusal(.invariant, nil, index, "a page cannot stand below itself") }
      guard let found = byID[next] else { throw refusal(.notFound, nil, index, "there is no such parent page") }
      above = found.parent
    }
    let siblings = all.filter { $0.parent == parent && $0.collection == nil && $0.id != id }
      .sorted { $0.position < $1.position }
    let place = try after.map { after -> Int in
      guard let found = siblings.firstIndex(where: { $0.id == after }) else {
        throw refusal(.notFound, nil, index, "the page to stand behind is not at that place")
      }
      return found + 1
    }
    let lower = place.flatMap { siblings[$0 - 1].position }
    let upper = siblings[(place ?? 0)...].first { page in lower.map { $0 < page.position } ?? true }
    page.position = try .stored(between: lower, and: upper?.position)
    page.parent = parent
    guard Page.mayBeMade(slug: page.slug, atTop: parent == nil) else {
      throw refusal(.invalid, nil, index, "a page cannot be called “\(page.slug)” here")
    }
    movesPage(id, by: index)
    try write(page)
  }

  private func apply(_ change: MetaChange, to page: inout Page, _ index: Int) throws {
    if let title = change.title { page.title = title }
    if let description = change.description { page.meta.description = description }
    guard let image = change.image else { return }
    if let image, image != page.meta.image {
      guard let file = try AssetRows.file(image, of: key, in: transaction), file.type.hasPrefix("image/") else {
        throw refusal(.invalid, nil, index, "this site has no picture “\(image)”")
      }
    }
    page.meta.image = image
  }

  private func checkTemplate(_ name: String, _ index: Int) throws {
    guard try !tree(of: .template(name)).isEmpty else {
      throw refusal(.invalid, nil, index, "the site has no template “\(name)”")
    }
  }
}
