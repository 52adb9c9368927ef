import Database

extension Migration {
  /// Feedback on drafts: threads and what was said in them, who has seen what, rounds, guests by review links, suggestions, approvals, and
  /// what is to be told to people.
  ///
  /// `site.feedback` counts every change of feedback, `site.publicFeedback` those that others than the agency see; a thread keeps the number of
  /// its newest one of each kind (`change`, `publicChange`; 0 for never), so that a stream knows what it has told. An author is an
  /// account or a guest. `comment.kind` is `words`, `state` (`fromState`, `toState`, the reason as body), `resolution` (`revision`) or
  /// `visibility` (`toState`). A thread that was internal and is not, or the other way round, keeps the number it had (`otherNumber`);
  /// `shownAt` and `shownWith` say since when others than the agency can read it, as a time where they could not from the beginning.
  /// `suggestion.operations` is what the author proposes, as an edit has it, `picture` the file that it brings; `approval.fingerprint` is
  /// what was approved.
  /// `guest.seenAt` is 0 for somebody who was invited and has not come yet. A `guestSession` is a browser: under one hash it may have a guest
  /// on each of several sites. `guestRequest` is `answeredRequest` for guests.
  /// Draft links get a third mode; they hold good for some hours, so those that there are end here.
  /// The notes that were there before are threads that customers see, with the numbers 1, 2, … by their age; the table goes.
  /// `outbox` holds what people are told in the portal and by mail: exactly one of `account` and `guest` is set.
  /// `screenshotJob` is a picture that is to be taken of a thread's place, or what has become of it; whoever works on one puts `dueAt` off, so that
  /// it is taken up again when that comes to nothing. Its `author` is an account, or the link of a guest; `turn` counts those of the same author
  /// that waited before it, so that nobody's pictures wait for many of somebody else's. `screenshot` holds what was taken.
  static let feedback = Migration(
    number: 7, name: "feedback",
    portable: """
      ALTER TABLE site ADD COLUMN feedback INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE site ADD COLUMN publicFeedback INTEGER NOT NULL DEFAULT 0;

      DROP TABLE draftToken;

      CREATE TABLE draftToken (
        hash TEXT NOT NULL PRIMARY KEY,
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        account TEXT NOT NULL,
        session TEXT NOT NULL REFERENCES loginSession (hash) ON DELETE CASCADE,
        mode TEXT NOT NULL,
        createdAt INTEGER NOT NULL,
        expiresAt INTEGER NOT NULL,
        pinned TEXT NOT NULL DEFAULT '',
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id),
        CHECK (mode IN ('edit', 'view', 'review'))
      ) STRICT;

      CREATE INDEX draftTokenSession ON draftToken (session);
      CREATE INDEX draftTokenExpiry ON draftToken (expiresAt);

      CREATE TABLE reviewLink (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        mode TEXT NOT NULL,
        name TEXT NOT NULL,
        pinned INTEGER,
        at INTEGER NOT NULL,
        createdBy TEXT NOT NULL,
        expiresAt INTEGER NOT NULL,
        revokedAt INTEGER,
        PRIMARY KEY (agency, site, id),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, createdBy) REFERENCES account (agency, id),
        CHECK (mode IN ('personal', 'shared'))
      ) STRICT;

      CREATE TABLE guest (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        link TEXT NOT NULL,
        name TEXT NOT NULL,
        mail TEXT,
        at INTEGER NOT NULL,
        seenAt INTEGER NOT NULL,
        PRIMARY KEY (agency, site, id),
        FOREIGN KEY (agency, site, link) REFERENCES reviewLink (agency, site, id)
      ) STRICT;

      CREATE INDEX guestLink ON guest (agency, site, link);

      CREATE TABLE guestSession (
        hash TEXT NOT NULL,
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        guest TEXT NOT NULL,
        at INTEGER NOT NULL,
        expiresAt INTEGER NOT NULL,
        PRIMARY KEY (hash, agency, site),
        FOREIGN KEY (agency, site, guest) REFERENCES guest (agency, site, id)
      ) STRICT;

      CREATE INDEX guestSessionGuest ON guestSession (agency, site, guest);
      CREATE INDEX guestSessionExpiry ON guestSession (expiresAt);

      CREATE TABLE guestDraftToken (
        hash TEXT NOT NULL PRIMARY KEY,
        session TEXT NOT NULL,
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        mode TEXT NOT NULL,
        at INTEGER NOT NULL,
        expiresAt INTEGER NOT NULL,
        FOREIGN KEY (session, agency, site) REFERENCES guestSession (hash, agency, site)
          ON UPDATE CASCADE ON DELETE CASCADE
      ) STRICT;

      CREATE INDEX guestDraftTokenSession ON guestDraftToken (session, agency, site);
      CREATE INDEX guestDraftTokenExpiry ON guestDraftToken (expiresAt);

      CREATE TABLE guestRequest (
        agency TEXT NOT NULL,
        guest TEXT NOT NULL,
        idempotencyKey TEXT NOT NULL,
        requestHash TEXT NOT NULL,
        status INTEGER NOT NULL,
        answer TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (agency, guest, idempotencyKey)
      ) STRICT;

      CREATE INDEX guestRequestAt ON guestRequest (at);

      CREATE TABLE round (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        number INTEGER NOT NULL,
        name TEXT NOT NULL,
        opensAt INTEGER NOT NULL,
        endsAt INTEGER,
        closedAt INTEGER,
        PRIMARY KEY (agency, site, number),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id)
      ) STRICT;

      CREATE TABLE commentThread (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        visibility TEXT NOT NULL,
        number INTEGER NOT NULL,
        page TEXT,
        element TEXT,
        revision INTEGER NOT NULL,
        anchor TEXT NOT NULL,
        quote TEXT NOT NULL,
        account TEXT,
        guest TEXT,
        at INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        duplicateOf TEXT,
        priority TEXT NOT NULL DEFAULT 'normal',
        assignee TEXT,
        tags TEXT NOT NULL DEFAULT '[]',
        round INTEGER,
        resolution INTEGER,
        change INTEGER NOT NULL,
        changedAt INTEGER NOT NULL,
        publicChange INTEGER NOT NULL,
        publicChangedAt INTEGER NOT NULL,
        otherNumber INTEGER,
        shownAt INTEGER,
        shownWith INTEGER,
        PRIMARY KEY (agency, site, id),
        UNIQUE (agency, site, visibility, number),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id),
        FOREIGN KEY (agency, site, guest) REFERENCES guest (agency, site, id),
        FOREIGN KEY (agency, assignee) REFERENCES account (agency, id),
        FOREIGN KEY (agency, site, round) REFERENCES round (agency, site, number),
        FOREIGN KEY (agency, site, duplicateOf) REFERENCES commentThread (agency, site, id) DEFERRABLE INITIALLY DEFERRED,
        CHECK (visibility IN ('customer', 'internal')),
        CHECK (state IN ('open', 'inProgress', 'question', 'done', 'accepted', 'declined', 'duplicate')),
        CHECK (priority IN ('critical', 'important', 'normal', 'minor')),
        CHECK ((account IS NULL) <> (guest IS NULL)),
        CHECK (page IS NOT NULL OR element IS NULL)
      ) STRICT;

      CREATE INDEX commentThreadPage ON commentThread (agency, site, page, change);
      CREATE INDEX commentThreadElement ON commentThread (agency, site, element);
      CREATE INDEX commentThreadChange ON commentThread (agency, site, change);
      CREATE INDEX commentThreadPublicChange ON commentThread (agency, site, publicChange);
      CREATE INDEX commentThreadOtherNumber ON commentThread (agency, site, visibility, otherNumber)
        WHERE otherNumber IS NOT NULL;
      CREATE INDEX commentThreadState ON commentThread (agency, state, changedAt, id, site);

      CREATE TABLE comment (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        thread TEXT NOT NULL,
        id TEXT NOT NULL,
        change INTEGER NOT NULL,
        account TEXT,
        guest TEXT,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        visibility TEXT NOT NULL,
        body TEXT NOT NULL,
        fromState TEXT,
        toState TEXT,
        revision INTEGER,
        editedAt INTEGER,
        removedAt INTEGER,
        PRIMARY KEY (agency, site, thread, id),
        FOREIGN KEY (agency, site, thread) REFERENCES commentThread (agency, site, id),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id),
        FOREIGN KEY (agency, site, guest) REFERENCES guest (agency, site, id),
        CHECK (kind IN ('words', 'state', 'resolution', 'visibility')),
        CHECK (visibility IN ('customer', 'internal')),
        CHECK (account IS NULL OR guest IS NULL)
      ) STRICT;

      CREATE INDEX commentOrder ON comment (agency, site, thread, change);

      CREATE TABLE commentFile (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        thread TEXT,
        comment TEXT,
        place INTEGER NOT NULL,
        account TEXT,
        guest TEXT,
        hash TEXT NOT NULL,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        size INTEGER NOT NULL,
        width INTEGER,
        height INTEGER,
        at INTEGER NOT NULL,
        PRIMARY KEY (agency, site, id),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, site, thread, comment) REFERENCES comment (agency, site, thread, id)
      ) STRICT;

      CREATE INDEX commentFileComment ON commentFile (agency, site, thread, comment, place);
      CREATE INDEX commentFileHash ON commentFile (hash);
      CREATE INDEX commentFileLoose ON commentFile (agency, site, at) WHERE thread IS NULL;
      CREATE INDEX accountAgencyRole ON account (agency) WHERE agencyRole IS NOT NULL;

      CREATE TABLE mention (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        thread TEXT NOT NULL,
        comment TEXT NOT NULL,
        account TEXT NOT NULL,
        PRIMARY KEY (agency, site, thread, comment, account),
        FOREIGN KEY (agency, site, thread, comment) REFERENCES comment (agency, site, thread, id),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id)
      ) STRICT;

      CREATE TABLE threadSeen (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        thread TEXT NOT NULL,
        reader TEXT NOT NULL,
        change INTEGER NOT NULL,
        PRIMARY KEY (agency, site, thread, reader),
        FOREIGN KEY (agency, site, thread) REFERENCES commentThread (agency, site, id)
      ) STRICT;

      CREATE TABLE suggestion (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        thread TEXT NOT NULL,
        revision INTEGER NOT NULL,
        operations TEXT NOT NULL,
        picture TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL,
        decidedBy TEXT,
        decidedAt INTEGER,
        reason TEXT NOT NULL DEFAULT '',
        edit INTEGER,
        PRIMARY KEY (agency, site, thread),
        FOREIGN KEY (agency, site, thread) REFERENCES commentThread (agency, site, id),
        FOREIGN KEY (agency, decidedBy) REFERENCES account (agency, id),
        CHECK (state IN ('open', 'accepted', 'changed', 'declined', 'withdrawn'))
      ) STRICT;

      CREATE TABLE approval (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        page TEXT NOT NULL,
        element TEXT,
        revision INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        account TEXT NOT NULL,
        at INTEGER NOT NULL,
        words TEXT NOT NULL DEFAULT '',
        withdrawnAt INTEGER,
        withdrawnBy TEXT,
        PRIMARY KEY (agency, site, id),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id)
      ) STRICT;

      CREATE INDEX approvalPage ON approval (agency, site, page, at);

      CREATE TABLE outbox (
        agency TEXT NOT NULL,
        id TEXT NOT NULL,
        account TEXT,
        guest TEXT,
        site TEXT NOT NULL,
        kind TEXT NOT NULL,
        thread TEXT,
        payload TEXT NOT NULL,
        at INTEGER NOT NULL,
        readAt INTEGER,
        sentAt INTEGER,
        PRIMARY KEY (agency, id),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, account) REFERENCES account (agency, id),
        FOREIGN KEY (agency, site, guest) REFERENCES guest (agency, site, id),
        CHECK ((account IS NULL) <> (guest IS NULL))
      ) STRICT;

      CREATE INDEX elementPlacement ON element (agency, site, since) WHERE kind = 'shared';
      CREATE INDEX outboxAccount ON outbox (agency, account, at);
      CREATE INDEX outboxWaiting ON outbox (agency, at) WHERE sentAt IS NULL;
      CREATE INDEX outboxThread ON outbox (agency, site, thread);

      CREATE TABLE screenshotJob (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        thread TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        dueAt INTEGER NOT NULL,
        author TEXT NOT NULL,
        turn INTEGER NOT NULL,
        problem TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (agency, site, thread),
        FOREIGN KEY (agency, site, thread) REFERENCES commentThread (agency, site, id) ON DELETE CASCADE,
        CHECK (state IN ('waiting', 'taken', 'nothing', 'skipped', 'failed'))
      ) STRICT;

      CREATE INDEX screenshotJobDue ON screenshotJob (turn, dueAt) WHERE state = 'waiting';
      CREATE INDEX screenshotJobAuthor ON screenshotJob (agency, site, author, turn) WHERE state = 'waiting';

      CREATE TABLE screenshot (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        thread TEXT NOT NULL,
        kind TEXT NOT NULL,
        hash TEXT NOT NULL,
        type TEXT NOT NULL,
        size INTEGER NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        PRIMARY KEY (agency, site, thread, kind),
        FOREIGN KEY (agency, site, thread) REFERENCES commentThread (agency, site, id) ON DELETE CASCADE,
        CHECK (kind IN ('small', 'large'))
      ) STRICT;

      INSERT INTO commentThread (
        agency, site, id, visibility, number, page, element, revision, anchor, quote, account, at, state, change, changedAt,
        publicChange, publicChangedAt, shownWith)
      SELECT n.agency, n.site, n.id, 'customer', n.place, n.page, n.element,
        COALESCE((SELECT d.revision FROM edit d WHERE d.agency = n.agency AND d.site = n.site AND d.at <= n.at
          ORDER BY d.revision DESC LIMIT 1), 1),
        '{}', '', n.author, n.at, CASE WHEN n.doneAt IS NULL THEN 'open' ELSE 'done' END,
        n.newest, COALESCE(n.doneAt, n.at), n.newest, COALESCE(n.doneAt, n.at), n.newest
      FROM (
        SELECT o.*, 2 * o.place - CASE WHEN o.doneAt IS NULL THEN 1 ELSE 0 END AS newest
        FROM (SELECT note.*, ROW_NUMBER() OVER (PARTITION BY agency, site ORDER BY at, id) AS place FROM note) o
      ) n;

      INSERT INTO comment (agency, site, thread, id, change, account, at, kind, visibility, body)
      SELECT n.agency, n.site, n.id, n.id, 2 * t.number - 1, n.author, n.at, 'words', 'customer', n.body
      FROM note n JOIN commentThread t ON t.agency = n.agency AND t.site = n.site AND t.id = n.id;

      INSERT INTO comment (agency, site, thread, id, change, account, at, kind, visibility, body, fromState, toState)
      SELECT n.agency, n.site, n.id, 'done', 2 * t.number, n.doneBy, n.doneAt, 'state', 'customer', '', 'open', 'done'
      FROM note n JOIN commentThread t ON t.agency = n.agency AND t.site = n.site AND t.id = n.id
      WHERE n.doneAt IS NOT NULL;

      INSERT INTO threadSeen (agency, site, thread, reader, change)
      SELECT agency, site, id, 'a:' || account, change FROM commentThread;

      UPDATE site SET feedback = COALESCE((
        SELECT MAX(t.change) FROM commentThread t WHERE t.agency = site.agency AND t.site = site.id), 0);
      UPDATE site SET publicFeedback = feedback;

      DROP TABLE note;
      """)
}
