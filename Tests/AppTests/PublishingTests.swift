import App
import HTTPTypes
import Model
import Publishing
import Store
import Testing
import Web

@testable import Portal

@Suite("Publishing by rules")
struct PublishingTests {
  @Test("The approval round: submitted, approved once, live") func approval() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let rule = #"{"mode":"approval"}"#
      #expect(try await portal.call(.put, "/sites/demo/publish-rule", rule, as: .designer).status == 200)
      try await portal.edit()
      let direct = try await portal.call(.post, "/sites/demo/releases", "{}", as: .owner)
      #expect(direct.status == 403 && direct.json?["code"] == "mode")
      let submitted = try await portal.call(
        .post, "/sites/demo/publish-requests", #"{"message":"Bitte ansehen"}"#, as: .owner)
      #expect(submitted.status == 201 && submitted.json?["state"] == "open")
      let id = try #require(submitted.json?["id"]?.string)
      let screen = try await portal.get("/sites/demo/publish", as: .designer).text
      #expect(screen.contains("Bitte ansehen") && screen.contains("Freigeben und veröffentlichen"))
      #expect(try await portal.get("/sites", as: .designer).text.contains("Freigabe erbeten"))
      #expect(try await portal.get("/sites/demo/publish", as: .owner).text.contains("Wartet auf Freigabe"))

      let decision = "/sites/demo/publish-requests/\(id)/decision"
      #expect(try await portal.call(.put, decision, #"{"decision":"approve"}"#, as: .owner).status == 403)
      let approved = try await portal.call(.put, decision, #"{"decision":"approve"}"#, as: .designer)
      #expect(approved.status == 200 && approved.json?["state"] == "approved" && approved.json?["release"] == 2)
      for choice in ["approve", "return", "withdraw"] {
        let late = try await portal.call(
          .put, decision, "{\"decision\":\"\(choice)\",\"reason\":\"spät\"}", as: .designer)
        #expect(late.status == 409, "\(choice)")
      }
      #expect(try await portal.app.store.releases(of: portal.key).count == 2)
    }
  }

  @Test("A customer publishes what is the customer's, and the proof says what was left alone")
  func direct() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let nothing = try await portal.call(.post, "/sites/demo/releases", "{}", as: .owner)
      #expect(nothing.status == 409 && nothing.json?["code"] == "nothing")
      try await portal.edit()
      let pending = try #require(try await portal.call(.get, "/sites/demo/pending", as: .owner).json)
      #expect(pending["changes"]?.array?.count == 1 && pending["act"] == "publish" && pending["others"] == 0)
      let published = try await portal.call(.post, "/sites/demo/releases", "{}", as: .owner)
      #expect(published.status == 201 && published.json?["left"] == 0)
      let proof = try #require(try await portal.call(.get, "/sites/demo/releases/2/proof", as: .designer).json)
      #expect(proof["holds"] == true && proof["proof"]?["places"] == 1)
      #expect(proof["proof"]?["pages"] == 1 && proof["proof"]?["changes"]?.array?.first?["places"] == 1, "\(proof)")
      #expect(try await portal.get("/sites/demo", as: .designer).text.contains("Nur 1 Stelle geändert"))
      // What is proved is told with its page and the way to it.
      let change = try #require(pending["changes"]?.array?.first)
      let (page, element) = (change["page"]?.string ?? "", change["element"]?.string ?? "")
      let site = try await portal.get("/sites/demo", as: .designer).text
      #expect(site.contains("href=\"/sites/demo/edit/\(page)#part=\(element)\""))
      #expect(site.contains("</a><span class=\"quiet-text\"> · Start</span>"))
    }
  }

  @Test("What no visitor notices stands for itself, in the editor's words")
  func onlyEditing() async throws {
    try await PortalApp.with { portal in
      let store = portal.app.store
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let page = try await store.pages(of: portal.key)[0].page
      func unlock(_ capabilities: Capabilities) async throws {
        let row = try await store.tree(of: page.id, in: portal.key).rows[0]
        let edit = EditRequest(
          expected: nil, operations: [.setEditability(row.id, version: row.since, capabilities)])
        _ = try await store.edit(edit, of: portal.key, by: try await portal.account(.designer).id)
      }
      try await unlock([.text, .visible])
      let alone = try await portal.get("/sites/demo/publish", as: .designer).text
      #expect(alone.contains("<h2>Nur für die Bearbeitung</h2>"))
      #expect(alone.contains("Wörter, Zeigen und ausblenden</ins>") && !alone.contains("c-page-0"))
      #expect(alone.contains("Für Besucher ändert sich nichts."))
      // Together with words it is told below them.
      try await portal.edit()
      let both = try await portal.get("/sites/demo/publish", as: .designer).text
      #expect(both.contains("id=\"c-page-0\"") && both.contains("Nur für die Bearbeitung:</p>"))
      #expect(!both.contains("<h2>Nur für die Bearbeitung</h2>"))
    }
  }

  @Test("How far pictures are is a part of a page that goes away when they are made") func pictures() async throws {
    try await PortalApp.with { portal in
      let published = try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer)
      #expect(published.status == 201)
      for (who, status) in [(PortalApp.Who.nobody, 303), (.stranger, 404), (.reviewer, 204), (.designer, 204)] {
        let answer = try await portal.get("/sites/demo/pictures", as: who)
        #expect(answer.status == status, "\(who)")
      }
    }
  }

  @Test("A planned publish goes live once, when its time has come") func plans() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      let planned = try await portal.call(
        .post, "/sites/demo/plans", #"{"at":"2023-11-14T23:00:00Z"}"#, as: .designer)
      #expect(planned.status == 201 && planned.json?["state"] == "waiting")
      // It runs with the agency's rights, so nobody else says when.
      let plan = "/sites/demo/plans/\(try #require(planned.json?["id"]?.string))"
      let soon = #"{"at":"2023-11-14T22:30:00Z"}"#
      for who in [PortalApp.Who.owner, .editor, .reviewer] {
        #expect(try await portal.call(.put, plan, soon, as: who).status == 403, "\(who)")
        #expect(try await portal.call(.delete, plan, as: who).status == 403, "\(who)")
      }
      #expect(try await portal.call(.put, plan, soon, as: .stranger).status == 404)
      try await portal.app.parts.desk.publishDue()
      #expect(try await portal.app.store.releases(of: portal.key).count == 1, "it is not time yet")
      portal.app.clock.advance(seconds: 3_600)
      async let one: Void = portal.app.parts.desk.publishDue()
      async let other: Void = portal.app.parts.desk.publishDue()
      _ = try await (one, other)
      let releases = try await portal.app.store.releases(of: portal.key)
      #expect(releases.count == 2 && releases[0].reason == .plan)
    }
  }

  @Test("A day that there is not is no other day") func wrongDays() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      for at in ["2023-11-31T10:00:00Z", "-2023-12-01T10:00:00Z", "2023-12-01T24:00:00Z", "2023-12-01T10:00:60Z"] {
        let answer = try await portal.call(.post, "/sites/demo/plans", #"{"at":"\#(at)"}"#, as: .designer)
        #expect(answer.status == 422, "\(at)")
        #expect(answer.json?["errors"]?.array?.first?["pointer"] == "/at", "\(at)")
      }
      #expect(try await portal.app.store.plannedPublishes(of: portal.key).isEmpty)
    }
  }

  @Test("A plan says what it contains, is done when all of it went live another way, and does not come back")
  func settledPlans() async throws {
    try await PortalApp.with { portal in
      let (store, desk) = (portal.app.store, portal.app.parts.desk)
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let at = #"{"at":"2023-11-14T23:00:00Z"}"#
      let empty = try await portal.call(.post, "/sites/demo/plans", at, as: .designer)
      #expect(empty.status == 409 && empty.json?["code"] == "nothing", "there is nothing to plan")
      try await portal.edit()
      #expect(try await portal.call(.post, "/sites/demo/plans", at, as: .designer).status == 201)
      let told = try await portal.call(.get, "/sites/demo/plans", as: .owner).json?["items"]?.array?.first
      #expect(told?["changes"]?.array?.count == 1 && told?["plannedOn"] == 1, "\(String(describing: told))")
      let waiting = try await portal.get("/sites/demo/publish", as: .designer).text
      #expect(waiting.contains("1 Änderung auf 1 Seite") && waiting.contains("geplant von Dana designer"))

      // It goes live another way.
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .owner).status == 201)
      let plan = try #require(try await store.plannedPublishes(of: portal.key).first)
      #expect(plan.state == .done && plan.release == 2)
      #expect(try await portal.get("/sites/demo/publish", as: .designer).text.contains("Schon live seit Version 2"))
      #expect(try await portal.call(.put, "/sites/demo/live", #"{"release":1}"#, as: .designer).status == 200)
      portal.app.clock.advance(seconds: 3_600)
      try await desk.publishDue()
      #expect(try await store.releases(of: portal.key).count == 2)
      #expect(try await store.liveNumber(of: portal.key) == 1, "what was taken back stays away")
    }
  }

  @Test("A plan on a release that visitors do not see any more is given up, and says why")
  func plansAfterGoingBack() async throws {
    try await PortalApp.with { portal in
      let store = portal.app.store
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit("Torte")
      let at = #"{"at":"2023-11-14T23:00:00Z"}"#
      #expect(try await portal.call(.post, "/sites/demo/plans", at, as: .designer).status == 201)
      #expect(try await portal.call(.put, "/sites/demo/live", #"{"release":1}"#, as: .designer).status == 200)
      let plan = try #require(try await store.plannedPublishes(of: portal.key).first)
      #expect(plan.state == .failed && plan.refusal == .outdated)
      #expect(try await portal.get("/sites/demo/publish", as: .designer).text.contains("noch einmal"))
      portal.app.clock.advance(seconds: 3_600)
      try await portal.app.parts.desk.publishDue()
      #expect(try await store.liveNumber(of: portal.key) == 1)
    }
  }

  @Test("A plan whose time comes when it would change nothing makes no release")
  func idlePlans() async throws {
    try await PortalApp.with { portal in
      let store = portal.app.store
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit("Kuchen")
      try await portal.edit("Brot")
      let newest = try await store.revision(of: portal.key)
      let plan = try await store.planPublish(
        Composition(base: newest), at: store.now() + 1, of: portal.key, on: 1, by: nil)
      portal.app.clock.advance(seconds: 1)
      try await portal.app.parts.desk.publishDue()
      #expect(try await store.releases(of: portal.key).count == 1)
      let settled = try await store.plannedPublish(plan.id, of: portal.key)
      #expect(settled?.state == .done && settled?.release == 1)
    }
  }

  @Test("What is wrong with a field is said beside it, and what was ticked and typed stands there again")
  func wrongFields() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      let pending = try #require(try await portal.call(.get, "/sites/demo/pending", as: .designer).json)
      let change = try #require(pending["changes"]?.array?.first?["id"]?.string)
      for (at, words) in [
        ("2020-01-01T10:00", "schon vorbei"), ("2099-01-01T10:00", "in den nächsten zwei Jahren"),
        ("", "Wählen Sie einen Tag"), ("x", "Wählen Sie einen Tag"), ("2023-11-31T10:00", "Wählen Sie einen Tag"),
        ("-2023-12-01T10:00", "Wählen Sie einen Tag"), ("2023-12-01T10:00:60", "Wählen Sie einen Tag"),
      ] {
        let fields = ["chosen": "yes", "revision": "2", "change-\(change)": "on", "at": at]
        let answer = try await portal.form("/sites/demo/plans", fields, as: .designer)
        #expect(answer.status == 422 && answer.text.contains("id=\"at-error\""), "\(at)")
        #expect(answer.text.contains(words) && answer.text.contains("id=\"at\""), "\(at)")
        #expect(at.isEmpty || answer.text.contains("value=\"\(at)\""), "\(at)")
        #expect(answer.text.contains("name=\"change-\(change)\" value=\"on\" checked"), "\(at)")
      }
      #expect(try await portal.app.store.plannedPublishes(of: portal.key).isEmpty)
      // Another kind of refusal keeps the time.
      let nothing = try await portal.form(
        "/sites/demo/plans", ["chosen": "yes", "revision": "2", "at": "2023-12-24T10:00"], as: .designer)
      #expect(nothing.status == 409 && nothing.text.contains("value=\"2023-12-24T10:00\""))

      let fields = ["chosen": "yes", "revision": "2", "change-\(change)": "on", "at": "2023-12-24T10:00"]
      #expect(try await portal.form("/sites/demo/plans", fields, as: .designer).status == 303)
      let plan = try #require(try await portal.app.store.plannedPublishes(of: portal.key).first)
      #expect(plan.at == DateText.moment(field: "2023-12-24T10:00"), "without script the server's time counts")
      #expect(try await portal.get("/sites/demo/publish", as: .designer).text.contains("Zeit des Servers: "))
      let moved = try await portal.form(
        "/sites/demo/plans/\(plan.id)/time", ["at": "2020-01-01T10:00"], as: .designer)
      #expect(moved.status == 422 && moved.text.contains("id=\"at-\(plan.id)-error\""))
      #expect(moved.text.contains("value=\"2020-01-01T10:00\""))

      // Where a script has said which moment the reader means, that one counts.
      let own = ["at": "2023-12-24T10:00", "instant": "2023-12-24T09:00:00.000Z"]
      #expect(try await portal.form("/sites/demo/plans/\(plan.id)/time", own, as: .designer).status == 303)
      #expect(try await portal.app.store.plannedPublish(plan.id, of: portal.key)?.at == 1_703_408_400_000)
      let no = ["at": "2023-12-24T10:00", "instant": "10 o'clock"]
      #expect(try await portal.form("/sites/demo/plans/\(plan.id)/time", no, as: .designer).status == 422)

      let rule = #"{"mode":"approval"}"#
      #expect(try await portal.call(.put, "/sites/demo/publish-rule", rule, as: .designer).status == 200)
      let long = String(repeating: "a", count: 4_001)
      let message = try await portal.form("/sites/demo/publish-requests", ["message": long], as: .owner)
      #expect(message.status == 422 && message.text.contains("id=\"message-error\"") && message.text.contains(long))
      let request = try #require(
        try await portal.call(.post, "/sites/demo/publish-requests", "{}", as: .owner).json?["id"]?.string)
      let back = try await portal.form(
        "/sites/demo/publish-requests/\(request)/return", ["reason": long], as: .designer)
      #expect(back.status == 422 && back.text.contains("id=\"reason-error\"") && back.text.contains(long))
      // Whoever gets something back has to know why.
      for reason in ["", "+%0A+"] {
        let silent = try await portal.form(
          "/sites/demo/publish-requests/\(request)/return", ["reason": reason], as: .designer)
        #expect(silent.status == 422 && silent.text.contains("id=\"reason-error\""))
        #expect(silent.text.contains("Schreiben Sie, was anders werden soll"))
      }
      for body in [#"{"decision":"return"}"#, #"{"decision":"return","reason":" "}"#] {
        let silent = try await portal.call(
          .put, "/sites/demo/publish-requests/\(request)/decision", body, as: .designer)
        #expect(silent.status == 422 && silent.text.contains("/reason"), "\(silent.text)")
      }
      #expect(try await portal.app.store.openPublishRequest(of: portal.key) != nil)
    }
  }

  @Test("What was sent back is told to whoever submits, everywhere, until it is done with")
  func sentBack() async throws {
    try await PortalApp.with { portal in
      let (store, desk) = (portal.app.store, portal.app.parts.desk)
      let title = "Die Agentur bittet um eine Änderung"
      func told(_ who: PortalApp.Who) async throws -> Bool {
        let places = [
          try await portal.get("/sites/demo/publish", as: who).text.contains(title),
          try await portal.get("/sites/demo", as: who).text.contains(title),
          try await portal.get("/sites", as: who).text.contains("Zurückgegeben"),
          try await portal.call(.get, "/sites/demo/publish-requests", as: who).text.contains("returned"),
        ]
        #expect(Set(places).count == 1 || who == .designer, "\(who) \(places)")
        return places[0]
      }
      func sendBack() async throws -> String {
        portal.app.clock.advance(seconds: 1)
        let submitted = try await portal.call(.post, "/sites/demo/publish-requests", "{}", as: .owner)
        let id = try #require(submitted.json?["id"]?.string)
        let body = #"{"decision":"return","reason":"Bitte kürzer"}"#
        #expect(
          try await portal.call(.put, "/sites/demo/publish-requests/\(id)/decision", body, as: .designer).status == 200)
        return id
      }
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let (approval, direct) = (#"{"mode":"approval"}"#, #"{"mode":"direct"}"#)
      #expect(try await portal.call(.put, "/sites/demo/publish-rule", approval, as: .designer).status == 200)
      try await portal.edit()
      let first = try await sendBack()
      #expect(try await told(.owner))
      #expect(try await portal.get("/sites/demo", as: .owner).text.contains("Bitte kürzer"))
      for who in [PortalApp.Who.editor, .reviewer, .designer] { #expect(try await !told(who), "\(who)") }

      // Put aside by whoever has submitted it, and by nobody else.
      let dismissal = "/sites/demo/publish-requests/\(first)/dismissal"
      for (who, status) in [(PortalApp.Who.nobody, 303), (.stranger, 404), (.reviewer, 403), (.designer, 403)] {
        #expect(try await portal.form(dismissal, as: who).status == status, "\(who)")
      }
      #expect(try await told(.owner))
      let put = try await portal.form(dismissal, ["from": "site"], as: .owner)
      #expect(put.status == 303 && put.header("location") == "/sites/demo")
      #expect(try await !told(.owner))
      #expect(try await store.latestPublishRequest(of: portal.key)?.reason == "Bitte kürzer", "it is kept")
      #expect(try await portal.form(dismissal, as: .owner).header("location") == "/sites/demo/publish?news=decided")

      // Submitted again it waits, and taken back it is over.
      let second = try await sendBack()
      #expect(try await told(.owner))
      let decision = "/sites/demo/publish-requests/\(second)/decision"
      #expect(try await portal.call(.put, decision, #"{"decision":"dismiss"}"#, as: .owner).status == 200)
      #expect(try await !told(.owner))

      // Gone from the draft.
      _ = try await sendBack()
      #expect(try await told(.owner))
      try await portal.edit("Brot")
      #expect(try await !told(.owner), "nothing of it waits any more")

      // A plan brings these very changes live; later the site goes back to an older version.
      try await portal.edit("Torte")
      _ = try await sendBack()
      #expect(try await told(.owner))
      let at = Timestamp.utc(store.now() + 60_000)
      #expect(try await portal.call(.post, "/sites/demo/plans", "{\"at\":\"\(at)\"}", as: .designer).status == 201)
      #expect(try await portal.call(.put, "/sites/demo/publish-rule", direct, as: .designer).status == 200)
      #expect(try await told(.owner), "it waits still, whoever publishes it")
      portal.app.clock.advance(seconds: 61)
      try await desk.publishDue()
      #expect(try await !told(.owner))
      #expect(try await portal.call(.put, "/sites/demo/live", #"{"release":1}"#, as: .designer).status == 200)
      #expect(try await !told(.owner), "what was live once is done with")
    }
  }

  @Test("The address of a form that came back leads to the page with the form")
  func formAddresses() async throws {
    try await PortalApp.with { portal in
      let forms = [
        "releases", "live", "plans", "plans/x/time", "publish-requests", "publish-requests/x/return",
        "publish-requests/x/approval", "publish-rule",
      ]
      for form in forms {
        let answer = try await portal.get("/sites/demo/\(form)", as: .designer)
        #expect(answer.status == 303 && answer.header("location") == "/sites/demo/publish", "\(form)")
        #expect(try await portal.get("/sites/demo/\(form)", as: .stranger).status == 404, "\(form)")
        #expect(try await portal.get("/sites/demo/\(form)", as: .nobody).status == 303, "\(form)")
      }
      let domains = try await portal.get("/sites/demo/domains", as: .designer)
      #expect(domains.status == 303 && domains.header("location") == "/sites/demo#domains")
      #expect(try await portal.get("/sites/demo/domains", as: .stranger).status == 404)
      #expect(try await portal.get("/account/password", as: .owner).header("location") == "/account")
    }
  }

  @Test("The screen speaks of what the reader does there") func wordsByMode() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      #expect(
        try await portal.get("/sites/demo/publish", as: .owner).text.contains("schalten Sie live, was fertig ist"))
      let rule = #"{"mode":"approval"}"#
      #expect(try await portal.call(.put, "/sites/demo/publish-rule", rule, as: .designer).status == 200)
      let owner = try await portal.get("/sites/demo/publish", as: .owner).text
      #expect(owner.contains("<h1>Zur Freigabe einreichen</h1>") && owner.contains("reichen Sie ein, was fertig ist"))
      #expect(!owner.contains("schalten Sie live"))
      #expect(try await portal.get("/sites/demo/publish", as: .designer).text.contains("<h1>Veröffentlichen</h1>"))
    }
  }

  @Test("What is submitted is told once, is not offered again, and stays in the request when more is submitted")
  func submittedOnce() async throws {
    try await PortalApp.with { portal in
      let store = portal.app.store
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let rule = #"{"mode":"approval"}"#
      #expect(try await portal.call(.put, "/sites/demo/publish-rule", rule, as: .designer).status == 200)
      try await portal.edit()
      #expect(try await portal.call(.post, "/sites/demo/publish-requests", "{}", as: .owner).status == 201)
      let pending = try #require(try await portal.call(.get, "/sites/demo/pending", as: .owner).json)
      let change = try #require(pending["changes"]?.array?.first?["id"]?.string)
      #expect(pending["changes"]?.array?.first?["submitted"] == true)
      let customer = try await portal.get("/sites/demo/publish", as: .owner).text
      #expect(customer.contains("Alles, was wartet, ist eingereicht"))
      #expect(!customer.contains("change-\(change)") && !customer.contains("formaction"))
      let designer = try await portal.get("/sites/demo/publish", as: .designer).text
      #expect(designer.contains("steht oben in der Anfrage") && !designer.contains("change-\(change)"))
      #expect(designer.split(separator: "Kuchen</ins>").count == 2, "the one change is told once")

      // Something else waits: submitting it takes along what is submitted already, because the last request counts.
      let page = try await store.pages(of: portal.key)[1].page
      let edit = EditRequest(
        expected: nil, operations: [.setMeta(page.id, version: page.since, MetaChange(description: "Wer wir sind"))])
      _ = try await store.edit(edit, of: portal.key, by: try await portal.account(.owner).id)
      let more = try await portal.get("/sites/demo/publish", as: .owner).text
      #expect(more.contains("Dazu einreichen") && more.contains("type=\"hidden\" name=\"change-\(change)\""))
      #expect(more.contains("name=\"change-page-\(page.id)\" value=\"on\" checked"))
      portal.app.clock.advance(seconds: 1)
      let fields = ["chosen": "yes", "revision": "3", "change-\(change)": "on", "change-page-\(page.id)": "on"]
      #expect(try await portal.form("/sites/demo/publish-requests", fields, as: .owner).status == 303)
      let request = try await portal.get("/sites/demo/publish", as: .designer).text
      #expect(request.contains("Kuchen") && request.contains("Wer wir sind"))

      // Whoever changes it once more has something to submit again.
      try await portal.edit("Torte")
      #expect(
        try await portal.get("/sites/demo/publish", as: .owner).text.contains(
          "name=\"change-\(change)\" value=\"on\" checked"))
    }
  }

  @Test("A preview opens with one click, in a page that leads on by itself") func preview() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      #expect(try await portal.get("/sites/demo/publish", as: .owner).text.contains("formtarget=\"_blank\""))
      let opened = try await portal.form("/sites/demo/publish", ["look": "yes"], as: .owner)
      #expect(opened.header("refresh")?.hasPrefix("0; url=http://demo.draft.localhost:8080/~") == true)
      let nothing = try await portal.form(
        "/sites/demo/publish", ["look": "yes", "chosen": "yes", "revision": "2"], as: .owner)
      #expect(nothing.status == 409 && nothing.header("refresh") == nil)
    }
  }

  @Test("What the service has only built anew is no click, and no version to go back to")
  func renewals() async throws {
    try await PortalApp.with { portal in
      let (store, key) = (portal.app.store, portal.key)
      #expect(try await portal.form("/sites/demo/releases", ["newest": "0"], as: .designer).status == 303)
      // As after a change of the program: the same rows, another file.
      func renew() async throws {
        let live = try #require(try await store.liveRelease(of: key))
        let page = try #require(live.manifest.artifacts.first)
        var draft = ReleaseDraft(
          Manifest(live.manifest.artifacts.dropFirst() + [page]), of: live.release.composition, by: nil)
        draft.reason = .renewal
        _ = try await store.publish(draft, of: key)
      }
      try await renew()
      try await portal.edit()
      let answer = try await portal.form("/sites/demo/releases", ["newest": "1"], as: .designer)
      #expect(answer.header("Location")?.contains("published=3") == true)
      #expect(try await portal.form("/sites/demo/releases", ["newest": "1"], as: .designer).status == 303)
      #expect(try await store.releases(of: key).map(\.reason) == [.publish, .renewal, .publish], "clicked twice")
      try await renew()
      #expect(try await SiteCommands(store: store).rollBack("demo", to: nil) == (2, [3]), "not to the same once more")
    }
  }

  @Test("Going back holds only against the release that was looked at; what is live is not built anew for nothing")
  func outdated() async throws {
    try await PortalApp.with { portal in
      let store = portal.app.store
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      await #expect(throws: StoreError.self) { try await store.setLive(1, of: portal.key, insteadOf: 1) }
      #expect(try await store.liveNumber(of: portal.key) == 2)
      try await store.setLive(1, of: portal.key, insteadOf: 2)
      #expect(try await store.liveNumber(of: portal.key) == 1)
      #expect(try await !portal.app.parts.desk.renew(portal.key))
      #expect(try await store.releases(of: portal.key).count == 2)
    }
  }
}
