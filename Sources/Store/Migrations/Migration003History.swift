import Database

extension Migration {
  /// What history asks for: where a copy came from, which rows ended without another one in their place, which edits changed what people
  /// may change, and the indexes by which changes, and the trees that stand on several pages, are found without reading a whole site.
  ///
  /// `removed` is 1 on the last row of an element that was removed, or that went into the tree of another owner.
  static let history = Migration(
    number: 3, name: "history",
    portable: """
      ALTER TABLE element ADD COLUMN copiedFrom TEXT;
      ALTER TABLE element ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE page ADD COLUMN copiedFrom TEXT;
      ALTER TABLE page ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE edit ADD COLUMN changesRights INTEGER NOT NULL DEFAULT 0;

      CREATE INDEX elementSince ON element (agency, site, since, id);
      CREATE INDEX elementOfOwnerSince ON element (agency, site, ownerKind, owner, since, id);
      CREATE INDEX elementRemoved ON element (agency, site, until) WHERE removed = 1;
      CREATE INDEX elementRemovedFrom ON element (agency, site, ownerKind, owner, until) WHERE removed = 1;
      CREATE INDEX elementShared ON element (agency, site, ownerKind, owner, content) WHERE kind = 'shared' AND until IS NULL;
      CREATE INDEX pageTemplate ON page (agency, site, template, id) WHERE until IS NULL;
      CREATE INDEX pageSince ON page (agency, site, since);
      CREATE INDEX pageRemoved ON page (agency, site, until) WHERE removed = 1;
      CREATE INDEX editRights ON edit (agency, site, revision) WHERE changesRights = 1;
      CREATE INDEX editAuthor ON edit (agency, site, author, revision);
      CREATE INDEX releaseRevision ON release (agency, site, revision, number);
      """)
}
