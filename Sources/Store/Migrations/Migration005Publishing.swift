import Database

extension Migration {
  /// What publishing needs beside releases and artifacts: releases that take only some changes, redirects as artifacts, the addresses
  /// that were ever live, how customers publish, publishes to come, domains, other sizes of pictures, and places that a site is sent to.
  ///
  /// `release.picks` is empty for a whole revision, otherwise the rows picked from newer ones as JSON; `release.day` is the day it was
  /// built for (pages come and go by date); `release.proof` what a customer's publish was shown to leave alone.
  /// `draftToken.pinned` is empty for the working draft, otherwise the state that the link shows, as JSON.
  /// `rendition` holds what was made of an original (`source`, its hash) by a recipe (its version and the shape), `renditionRun` that it was
  /// made at all, and why there is nothing where there is nothing: contents belong to no site, so neither do these.
  /// `domain.reachedAt` is null until a request for the name has arrived here; `plannedPublish.plannedOn` the release that was live then.
  /// `awaitedPicture` holds which renditions (`shape` of an original) a release was built without.
  /// `artifact.location` is null for a file, an address for a redirect, and empty for an address that is gone for good.
  static let publishing = Migration(
    number: 5, name: "publishing",
    portable: """
      ALTER TABLE release ADD COLUMN picks TEXT NOT NULL DEFAULT '';
      ALTER TABLE release ADD COLUMN day TEXT NOT NULL DEFAULT '';
      ALTER TABLE release ADD COLUMN reason TEXT NOT NULL DEFAULT 'publish';
      ALTER TABLE release ADD COLUMN proof TEXT NOT NULL DEFAULT '';
      ALTER TABLE artifact ADD COLUMN location TEXT;
      CREATE INDEX artifactSince ON artifact (agency, site, since);
      CREATE INDEX artifactUntil ON artifact (agency, site, until) WHERE until IS NOT NULL;
      ALTER TABLE draftToken ADD COLUMN pinned TEXT NOT NULL DEFAULT '';

      CREATE INDEX assetSince ON asset (agency, site, since);
      CREATE INDEX assetEnded ON asset (agency, site, until) WHERE until IS NOT NULL;

      CREATE TABLE liveAddress (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        path TEXT NOT NULL,
        page TEXT NOT NULL,
        since INTEGER NOT NULL,
        leadsTo TEXT,
        version INTEGER NOT NULL,
        PRIMARY KEY (agency, site, path),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id)
      ) STRICT;

      CREATE INDEX liveAddressVersion ON liveAddress (agency, site, version);

      CREATE TABLE publishRule (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        mode TEXT NOT NULL,
        checks TEXT NOT NULL,
        PRIMARY KEY (agency, site),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (mode IN ('direct', 'approval', 'draftOnly'))
      ) STRICT;

      CREATE TABLE publishRequest (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        author TEXT NOT NULL,
        at INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        picks TEXT NOT NULL,
        message TEXT NOT NULL,
        state TEXT NOT NULL,
        decidedBy TEXT,
        decidedAt INTEGER,
        reason TEXT NOT NULL DEFAULT '',
        release INTEGER,
        PRIMARY KEY (agency, site, id),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, author) REFERENCES account (agency, id),
        CHECK (state IN ('open', 'approved', 'returned', 'withdrawn'))
      ) STRICT;

      CREATE UNIQUE INDEX publishRequestOpen ON publishRequest (agency, site) WHERE state = 'open';
      CREATE INDEX publishRequestAt ON publishRequest (agency, site, at);

      CREATE TABLE plannedPublish (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        at INTEGER NOT NULL,
        author TEXT,
        revision INTEGER NOT NULL,
        picks TEXT NOT NULL,
        state TEXT NOT NULL,
        release INTEGER,
        failure TEXT NOT NULL DEFAULT '',
        refusal TEXT NOT NULL DEFAULT '',
        plannedOn INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (agency, site, id),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (state IN ('waiting', 'done', 'failed', 'cancelled'))
      ) STRICT;

      CREATE INDEX plannedPublishAt ON plannedPublish (at) WHERE state = 'waiting';

      CREATE TABLE domain (
        host TEXT NOT NULL PRIMARY KEY,
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        isMain INTEGER NOT NULL,
        createdAt INTEGER NOT NULL,
        reachedAt INTEGER,
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (isMain IN (0, 1))
      ) STRICT;

      CREATE INDEX domainSite ON domain (agency, site);

      CREATE TABLE rendition (
        source TEXT NOT NULL,
        recipe TEXT NOT NULL,
        type TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        hash TEXT NOT NULL,
        size INTEGER NOT NULL,
        PRIMARY KEY (source, recipe, type, width)
      ) STRICT;

      CREATE TABLE renditionRun (
        source TEXT NOT NULL,
        recipe TEXT NOT NULL,
        problem TEXT NOT NULL,
        PRIMARY KEY (source, recipe)
      ) STRICT;

      CREATE TABLE awaitedPicture (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        release INTEGER NOT NULL,
        source TEXT NOT NULL,
        shape TEXT NOT NULL,
        size INTEGER NOT NULL,
        type TEXT NOT NULL,
        width INTEGER,
        height INTEGER,
        PRIMARY KEY (agency, site, release, source, shape),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id)
      ) STRICT;

      CREATE TABLE target (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        settings TEXT NOT NULL,
        secret TEXT NOT NULL,
        isAutomatic INTEGER NOT NULL,
        createdAt INTEGER NOT NULL,
        PRIMARY KEY (agency, site, id),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        CHECK (kind IN ('folder', 'sftp', 's3')),
        CHECK (isAutomatic IN (0, 1))
      ) STRICT;

      CREATE TABLE targetRun (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        target TEXT NOT NULL,
        at INTEGER NOT NULL,
        release INTEGER NOT NULL,
        state TEXT NOT NULL,
        report TEXT NOT NULL,
        PRIMARY KEY (agency, site, target, at),
        FOREIGN KEY (agency, site, target) REFERENCES target (agency, site, id)
      ) STRICT;
      """)
}
