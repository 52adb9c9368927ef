import Database

extension Migration {
  /// Agencies, projects and sites; the temporal tree; edits, releases and their artifacts.
  ///
  /// A temporal row is valid from the revision `since` until the revision `until` (exclusive); the current one has `until` null.
  /// `artifact` counts in release numbers instead.
  static let sites = Migration(
    number: 1, name: "sites",
    portable: """
      CREATE TABLE agency (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        createdAt INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE project (
        agency TEXT NOT NULL REFERENCES agency (id),
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        phase TEXT NOT NULL,
        createdAt INTEGER NOT NULL,
        PRIMARY KEY (agency, id)
      ) STRICT;

      CREATE TABLE site (
        agency TEXT NOT NULL,
        id TEXT NOT NULL,
        project TEXT NOT NULL,
        slug TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        liveRelease INTEGER,
        createdAt INTEGER NOT NULL,
        PRIMARY KEY (agency, id),
        FOREIGN KEY (agency, project) REFERENCES project (agency, id)
      ) STRICT;

      CREATE INDEX siteProject ON site (agency, project);

      CREATE TABLE setting (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        name TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        value TEXT NOT NULL,
        PRIMARY KEY (agency, site, name, since),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (until > since)
      ) STRICT;

      CREATE UNIQUE INDEX settingCurrent ON setting (agency, site, name) WHERE until IS NULL;

      CREATE TABLE page (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        parent TEXT,
        collection TEXT,
        template TEXT NOT NULL,
        slug TEXT NOT NULL,
        title TEXT NOT NULL,
        meta TEXT NOT NULL,
        position TEXT NOT NULL,
        locale TEXT NOT NULL,
        translationOf TEXT,
        capabilities INTEGER NOT NULL,
        PRIMARY KEY (agency, site, id, since),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (until > since)
      ) STRICT;

      CREATE UNIQUE INDEX pageCurrent ON page (agency, site, id) WHERE until IS NULL;

      CREATE TABLE element (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        ownerKind TEXT NOT NULL,
        owner TEXT NOT NULL,
        slot TEXT NOT NULL,
        parent TEXT,
        position TEXT NOT NULL,
        kind TEXT NOT NULL,
        tag TEXT NOT NULL,
        classes TEXT NOT NULL,
        name TEXT NOT NULL,
        content TEXT NOT NULL,
        attributes TEXT NOT NULL,
        capabilities INTEGER NOT NULL,
        limits TEXT NOT NULL,
        hidden INTEGER NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (agency, site, id, since),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (until > since),
        CHECK (ownerKind IN ('page', 'template', 'shared')),
        CHECK (hidden IN (0, 1))
      ) STRICT;

      CREATE UNIQUE INDEX elementCurrent ON element (agency, site, id) WHERE until IS NULL;
      CREATE INDEX elementOwner ON element (agency, site, ownerKind, owner) WHERE until IS NULL;

      CREATE TABLE asset (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        path TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        hash TEXT NOT NULL,
        size INTEGER NOT NULL,
        type TEXT NOT NULL,
        width INTEGER,
        height INTEGER,
        PRIMARY KEY (agency, site, path, since),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (until > since)
      ) STRICT;

      CREATE UNIQUE INDEX assetCurrent ON asset (agency, site, path) WHERE until IS NULL;

      CREATE TABLE edit (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        revision INTEGER NOT NULL,
        author TEXT,
        at INTEGER NOT NULL,
        reason TEXT NOT NULL,
        operations TEXT NOT NULL,
        restores INTEGER,
        accepts TEXT,
        resolves TEXT,
        PRIMARY KEY (agency, site, revision),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id)
      ) STRICT;

      CREATE TABLE release (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        number INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        at INTEGER NOT NULL,
        author TEXT,
        PRIMARY KEY (agency, site, number),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id)
      ) STRICT;

      CREATE TABLE artifact (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        path TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER,
        hash TEXT NOT NULL,
        size INTEGER NOT NULL,
        type TEXT NOT NULL,
        PRIMARY KEY (agency, site, path, since),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (until > since)
      ) STRICT;

      CREATE UNIQUE INDEX artifactCurrent ON artifact (agency, site, path) WHERE until IS NULL;
      """)
}
