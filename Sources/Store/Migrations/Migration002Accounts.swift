import Database

extension Migration {
  /// People: accounts, their roles in projects, sessions and the tokens that stand for them. Tokens are stored as SHA-256 only.
  static let accounts = Migration(
    number: 2, name: "accounts",
    portable: """
      CREATE TABLE account (
        agency TEXT NOT NULL REFERENCES agency (id),
        id TEXT NOT NULL,
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        locale TEXT NOT NULL,
        agencyRole TEXT,
        password TEXT,
        createdAt INTEGER NOT NULL,
        PRIMARY KEY (agency, id)
      ) STRICT;

      CREATE UNIQUE INDEX accountEmail ON account (email);

      CREATE TABLE membership (
        agency TEXT NOT NULL,
        project TEXT NOT NULL,
        account TEXT NOT NULL,
        role TEXT NOT NULL,
        PRIMARY KEY (agency, project, account),
        FOREIGN KEY (agency, project) REFERENCES project (agency, id),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id)
      ) STRICT;

      CREATE INDEX membershipAccount ON membership (agency, account);

      CREATE TABLE loginSession (
        hash TEXT NOT NULL PRIMARY KEY,
        agency TEXT NOT NULL,
        account TEXT NOT NULL,
        createdAt INTEGER NOT NULL,
        usedAt INTEGER NOT NULL,
        expiresAt INTEGER NOT NULL,
        FOREIGN KEY (agency, account) REFERENCES account (agency, id)
      ) STRICT;

      CREATE INDEX loginSessionAccount ON loginSession (agency, account);
      CREATE INDEX loginSessionExpiry ON loginSession (expiresAt);

      CREATE TABLE loginToken (
        hash TEXT NOT NULL PRIMARY KEY,
        agency TEXT NOT NULL,
        account TEXT NOT NULL,
        purpose TEXT NOT NULL,
        createdAt INTEGER NOT NULL,
        expiresAt INTEGER NOT NULL,
        usedAt INTEGER,
        FOREIGN KEY (agency, account) REFERENCES account (agency, id),
        CHECK (purpose IN ('login', 'invitation', 'reset'))
      ) STRICT;

      CREATE INDEX loginTokenAccount ON loginToken (agency, account);

      CREATE TABLE draftToken (
        hash TEXT NOT NULL PRIMARY KEY,
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        account TEXT NOT NULL,
        session TEXT NOT NULL REFERENCES loginSession (hash) ON DELETE CASCADE,
        mode TEXT NOT NULL,
        createdAt INTEGER NOT NULL,
        expiresAt INTEGER NOT NULL,
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id),
        CHECK (mode IN ('edit', 'view'))
      ) STRICT;

      CREATE INDEX draftTokenSession ON draftToken (session);
      CREATE INDEX draftTokenExpiry ON draftToken (expiresAt);

      CREATE TABLE answeredRequest (
        agency TEXT NOT NULL,
        account TEXT NOT NULL,
        idempotencyKey TEXT NOT NULL,
        requestHash TEXT NOT NULL,
        status INTEGER NOT NULL,
        answer TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (agency, account, idempotencyKey),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id)
      ) STRICT;

      CREATE INDEX answeredRequestAt ON answeredRequest (at);

      CREATE TABLE audit (
        agency TEXT NOT NULL REFERENCES agency (id),
        id TEXT NOT NULL,
        account TEXT,
        at INTEGER NOT NULL,
        action TEXT NOT NULL,
        detail TEXT NOT NULL,
        PRIMARY KEY (agency, id)
      ) STRICT;
      """)
}
