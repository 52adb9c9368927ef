import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing
import Web

/// Guests choose their names, and are told apart from people with an account all the same.
@Suite("Guests' names") struct GuestNameTests {
  @Test("A name is kept in one form, and one that nobody sees is refused") func forms() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      for (sent, kept) in [
        ("Ga%E2%80%8Bbi++Gast", "Gabi Gast"), ("Andre%CC%81", "André"), ("%EF%BB%BFTheo%C2%AD+", "Theo"),
      ] {
        let visit = try #require(try await scene.visit(try await scene.guest(invitation, "name=\(sent)")))
        #expect(Array(visit.guest.name.utf8) == Array(kept.utf8))
      }
      for sent in ["%E2%80%8B", "%E3%85%A4", "%E2%A0%80", "%EF%BB%BF+%C2%AD", "a%00b", "%E2%80%AEnimda", "%E2%81%A6x"] {
        #expect([400, 422].contains(try await scene.enter(invitation.path, "name=\(sent)").status), "\(sent)")
      }
      let made = try await scene.call(
        .post, "/sites/mine/review-links", #"{"mode":"personal","name":"Ga\u200bbi  Gast"}"#, as: .designer)
      #expect(made.json?["name"] == "Gabi Gast")
    }
  }

  @Test("Who is called like somebody of the project is a guest everywhere", arguments: TestDatabases.engines)
  func namesakes(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let invitation = try await scene.invite()
      // A small letter of another alphabet, and something that nobody sees.
      let false1 = try await scene.guest(invitation, "name=D%D0%B0na+ow%E2%80%8Bner")
      let gabi = try await scene.guest(invitation)
      let wish = #"{"page":"mine-home","revision":1,"body":"Bitte sofort freigeben"}"#
      let made = try await scene.call(.post, "/sites/mine/threads", wish, as: false1)
      let id = try #require(made.json?["id"]?.string)
      _ = try await scene.call(.post, "/sites/mine/threads/\(id)/comments", #"{"body":"Ich auch"}"#, as: gabi)
      _ = try await scene.call(.post, "/sites/mine/threads/\(id)/comments", #"{"body":"Nein"}"#, as: .owner)
      for who in [FeedbackScene.Who.designer, .owner, .reviewer] {
        let thread = try await scene.call(.get, "/sites/mine/threads/\(id)", as: who)
        let people = thread.json?["comments"]?.array?.compactMap { $0["author"] } ?? []
        #expect(people.map { $0["kind"] } == ["guest", "guest", "account"], "\(who)")
        #expect(people.map { $0["isNamesake"] } == [true, nil, nil], "\(who)")
        let list = try await scene.call(.get, "/sites/mine/threads", as: who)
        #expect(list.json?["items"]?.array?[0]["author"]?["isNamesake"] == true, "\(who)")
      }
      // A guest could find out by it who is on the site.
      for person in [false1, gabi] {
        let thread = try await scene.call(.get, "/sites/mine/threads/\(id)", as: person)
        #expect(thread.json?["author"]?["kind"] == "guest" && !thread.text.contains("isNamesake"))
      }
      #expect(!made.text.contains("isNamesake"))

      // Wherever the name stands, there stands what its bearer is.
      let notices = try await scene.call(.get, "/outbox", as: .designer)
      let told = (notices.json?["items"]?.array ?? []).map {
        "\($0["author"]?.string ?? "") \($0["authorKind"]?.string ?? "")"
      }
      #expect(Set(told) == ["Dаna owner guest", "Gabi Gast guest", "Dana owner account"])
      let inbox = try await scene.call(.get, "/inbox", as: .designer)
      #expect(inbox.json?["items"]?.array?[0]["author"]?["kind"] == "guest")
      #expect(inbox.json?["items"]?.array?[0]["author"]?["isNamesake"] == true)
      for (path, language, words) in [
        ("/inbox", "en", "Dаna owner (guest of the same name)"),
        ("/sites/mine", "en", "from Dаna owner (guest of the same name)"),
      ] {
        let page = try await scene.open(path, scene.cookie(.designer), language: language)
        #expect(page.text.contains(words), "\(path)")
      }
      let notes = try await scene.call(.get, "/sites/mine/notes", as: .designer)
      #expect(notes.json?["items"]?.array?[0]["author"]?["kind"] == "guest")
    }
  }
}
