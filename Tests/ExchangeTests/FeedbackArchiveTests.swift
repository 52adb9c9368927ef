import Database
import Media
import Model
import Publishing
import Store
import Testing

/// Feedback in full archives: everything comes back under its IDs; the plain export knows nothing of it.
@Suite("Archives of feedback", .serialized)
struct FeedbackArchiveTests {
  private struct Scene {
    let exchange: Exchange
    let key: SiteKey
    let dana: Participant
    let guest = Participant.guest(GuestID("guest")!)
    var threads: [ThreadID] = []

    var store: Store { exchange.store }

    init(_ exchange: Exchange) async throws {
      self.exchange = exchange
      dana = .account(exchange.designer)
      let hash = try exchange.store.blobs.put(Array("hello".utf8))
      var random = RandomSite(seed: 5)
      key = try await exchange.create(random.snapshot(hash: hash), "alt")
      let (agency, site) = (key.agency.rawValue, key.site.rawValue)
      try await store.database.write { transaction in
        try transaction.execute(
          Statement(
            "test.archiveLink",
            """
            INSERT INTO reviewLink (agency, site, id, hash, mode, name, at, createdBy, expiresAt)
            VALUES (?, ?, 'link', 'secret-of-the-link', 'shared', 'Verein', 0, 'designer', 2000000000000)
            """), .init(agency), .init(site))
        try transaction.execute(
          Statement(
            "test.archiveGuest",
            "INSERT INTO guest (agency, site, id, link, name, mail, at, seenAt) VALUES (?, ?, 'guest', 'link', 'Gerd', 'g@example.org', 0, 0)"
          ), .init(agency), .init(site))
      }
      _ = try await store.addRound(name: "Runde", endsAt: nil, of: key, by: exchange.designer)
      let pdf = Array("%PDF-1.7\nkanarie\n%%EOF\n".utf8)
      let file = try await store.addCommentFile(
        AssetFile(hash: try store.blobs.put(pdf), size: pdf.count, type: "application/pdf"), name: "plan.pdf", to: key,
        by: guest)
      let page = try #require(try await store.pages(of: key).first).page.id
      let open = try await add("Kanarie vom Gast", page, by: guest, files: [file.id])
      let secret = try await add("Kanarie intern", page, by: dana, .internal)
      let again = try await add("Noch einmal", nil, by: dana)
      _ = try await store.addComment(
        NewComment("Kanarie dazu", visibility: .internal, mentions: [exchange.designer]), to: open, of: key, by: dana)
      _ = try await store.changeThread(
        again, ThreadChange(state: .duplicate, duplicateOf: open), version: nil, of: key, by: dana)
      _ = try await store.changeThread(
        open, ThreadChange(state: .declined, reason: "Zu teuer", tags: ["Geld"]), version: nil, of: key, by: dana)
      threads = [open, secret, again]
    }

    private func add(
      _ body: String, _ page: PageID?, by person: Participant, _ visibility: FeedbackVisibility = .customer,
      files: [CommentFileID] = []
    ) async throws -> ThreadID {
      try await store.addThread(
        NewThread(
          page: page, element: nil, anchor: Anchor(revision: 1, browser: "Firefox 140"),
          comment: NewComment(body, visibility: visibility, files: files)), of: key, by: person
      ).thread.id
    }

    func archived() async throws -> String {
      let folder = exchange.newPath("full")
      _ = try await store.export(key, at: nil, to: folder)
      _ = try await store.exportHistory(of: key, to: folder)
      return folder
    }

    func imported(_ folder: String, _ slug: String) async throws -> SiteKey {
      try await store.importHistory(
        try SiteHistory.read(folder), slug: slug, project: exchange.madeProject, agency: exchange.agency
      ).key
    }
  }

  @Test("Threads, comments, files, rounds and guests come back as they were") func roundTrip() async throws {
    try await Exchange.with { exchange in
      let scene = try await Scene(exchange)
      let store = scene.store
      let folder = try await scene.archived()
      #expect(
        !Files.all(below: folder).values.contains { String(decoding: $0, as: UTF8.self).contains("secret-of-the-link") }
      )
      let copy = try await scene.imported(folder, "neu")
      for id in scene.threads {
        let (one, two) = (
          try await store.thread(id, of: scene.key, for: scene.dana),
          try await store.thread(id, of: copy, for: scene.dana)
        )
        #expect(one.thread == two.thread && one.comments == two.comments && one.place == two.place)
        #expect(one.version == two.version && one.changedAt == two.changedAt && one.author == two.author)
      }
      let file = try #require(
        try await store.thread(scene.threads[0], of: copy, for: scene.dana).comments[0].files.first)
      #expect(file.name == "plan.pdf" && store.blobs.contains(file.file.hash))
      #expect(try await store.rounds(of: copy, for: scene.dana).map(\.name) == ["Runde"])
      // The old link opens nothing here.
      await #expect(throws: StoreError.self) { try await store.threads(of: copy, for: scene.guest, limit: 1) }
      // What follows has new numbers.
      let next = try await store.addThread(
        NewThread(page: nil, element: nil, anchor: Anchor(revision: 1), comment: NewComment("Neu")), of: copy,
        by: scene.dana)
      let old = try await store.thread(scene.threads[0], of: copy, for: scene.dana)
      #expect(next.thread.label == "3" && next.version > old.version)
      let (before, after) = (try await store.history(of: scene.key).rows, try await store.history(of: copy).rows)
      func plain(_ rows: [JSONValue]) -> Set<JSONValue> {
        Set(rows.filter { $0["table"] != "reviewLink" && $0["body"] != "Neu" && $0["number"] != 3 })
      }
      #expect(plain(before) == plain(after).filter { plain(before).contains($0) || $0["table"] != "mention" })
    }
  }

  @Test("The plain export holds no word of feedback") func plainExport() async throws {
    try await Exchange.with { exchange in
      let scene = try await Scene(exchange)
      let folder = exchange.newPath("plain")
      _ = try await scene.store.export(scene.key, at: nil, to: folder)
      for (path, bytes) in Files.all(below: folder) {
        let text = String(decoding: bytes, as: UTF8.self)
        for canary in ["Kanarie", "kanarie", "Gerd", "g@example.org", "Zu teuer", "plan.pdf"] {
          #expect(!text.contains(canary) && !path.contains(canary), "\(path)")
        }
      }
    }
  }

  @Test("Notes of an older archive become threads") func notes() async throws {
    try await Exchange.with { exchange in
      let scene = try await Scene(exchange)
      let folder = try await scene.archived()
      var archive = try Doctored(folder)
      let feedback = ["commentThread", "comment", "commentFile", "mention", "round", "guest", "reviewLink"]
      archive.rows.removeAll { row in feedback.contains { row["table"]?.string == $0 } }
      archive.rows.append([
        "table": "note", "id": "n2", "page": "p0", "body": "Später", "author": "designer", "at": 1_700_000_000_002,
      ])
      archive.rows.append([
        "table": "note", "id": "n1", "page": "p0", "body": "Früher", "author": "designer", "at": 1_700_000_000_001,
        "doneAt": 1_700_000_000_009, "doneBy": "designer",
      ])
      try archive.write(to: folder, scene.store.blobs)
      let copy = try await scene.imported(folder, "neu")
      let notes = try await scene.store.notes(of: copy, for: exchange.designer)
      #expect(notes.map(\.text) == ["Später", "Früher"] && notes.map(\.doneAt) == [nil, 1_700_000_000_009])
      let done = try await scene.store.thread(ThreadID("n1")!, of: copy, for: scene.dana)
      #expect(done.thread.label == "1" && done.thread.state == .done && done.comments.count == 2)
    }
  }

  static let impossible: [(name: String, change: @Sendable (inout Doctored) -> Void, said: String)] = [
    (
      "a customer's comment in an internal thread",
      { archive in
        let thread = archive.rows.first { $0["table"] == "commentThread" && $0["visibility"] == "internal" }!["id"]!
        archive.changeAll("comment") { if $0["thread"] == thread { $0["visibility"] = "customer" } }
      }, "the thread is internal"
    ),
    (
      "a duplicate of what others may not read",
      { archive in
        let thread = archive.rows.first { $0["table"] == "commentThread" && $0["visibility"] == "internal" }!["id"]!
        archive.changeAll("commentThread") { if $0["state"] == "duplicate" { $0["duplicateOf"] = thread } }
      }, "it cannot be a duplicate"
    ),
    ("a comment of no thread", { $0.change("comment") { $0["thread"] = "nowhere" } }, "there is no thread"),
    ("a state that there is not", { $0.change("commentThread") { $0["state"] = "gone" } }, "state “gone”"),
    (
      "an anchor that is none", { $0.change("commentThread") { $0["anchor"] = #"{"point":{"x":1001,"y":0}}"# } },
      "anchor"
    ),
    ("a thread of nobody", { $0.change("commentThread") { ($0["account"], $0["guest"]) = (nil, nil) } }, "account"),
    ("a control character", { $0.change("comment") { $0["body"] = "a\u{1B}[2J" } }, "body contains a control"),
    ("a page in a comment's file", { $0.change("commentFile") { $0["type"] = "text/html" } }, "text/html"),
    (
      "a file that is no picture", { $0.change("commentFile") { $0["type"] = "image/png" } }, "is not what its row says"
    ),
    ("a path as a name", { $0.change("commentFile") { $0["name"] = "../../x.pdf" } }, "is no plain name"),
    ("a comment twice", { $0.again("comment", [:]) }, "is there twice"),
    ("a guest of no link", { $0.change("guest") { $0["link"] = "nowhere" } }, "there is no link nowhere"),
    ("a revision to come", { $0.change("commentThread") { $0["revision"] = 99 } }, "revision is 99"),
  ]

  @Test("Rows that cannot be feedback are refused with their line") func impossibleRows() async throws {
    try await Exchange.with { exchange in
      let scene = try await Scene(exchange)
      let good = try await scene.archived()
      for (name, change, said) in Self.impossible {
        let folder = exchange.newPath("bad")
        for (path, bytes) in Files.all(below: good) { Files.write(bytes, to: "\(folder)/\(path)") }
        var archive = try Doctored(folder)
        change(&archive)
        try archive.write(to: folder, scene.store.blobs)
        do {
          _ = try await scene.imported(folder, "neu")
          Issue.record("\(name) was imported")
        } catch let fault as ArchiveFault {
          #expect("\(fault)".contains(said) && "\(fault)".contains("history/"), "\(name): \(fault)")
        }
      }
    }
  }
}
