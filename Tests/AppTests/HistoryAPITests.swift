import App
import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing

/// History and change through the API; the store's tests say what is told.
@Suite("History over HTTP")
struct HistoryAPITests {
  private static let site = "/api/v1/sites/mine"

  @Test("Nobody, the wrong role, another's site, the wrong question")
  func whoMayAsk() async throws {
    try await SiteAPITests.with { scene in
      let paths = [
        "/elements/mine-headline/history", "/pages/mine-home/history", "/history", "/changes?from=1", "/undo",
        "/unlocked",
      ]
      for path in paths {
        let people: [(HTTPFields, Int)] = [
          ([:], 401), (scene.otherOwner, 404), (scene.reviewer, 403), (scene.owner, 200), (scene.designer, 200),
        ]
        for (person, status) in people {
          let answer = try await scene.app.send(.get, Self.site + path, person)
          #expect(answer.status == status, "\(path): \(answer.text)")
        }
      }
      let rows: [(String, HTTPFields, Int, String)] = [
        ("/elements/mine-locked/history", scene.owner, 403, "locked"),
        ("/elements/other-headline/history", scene.owner, 404, "notFound"),
        ("/elements/other-headline/history", scene.designer, 404, "notFound"),
        ("/elements/nowhere/history", scene.owner, 404, "notFound"),
        ("/elements/%C3%A4/history", scene.owner, 404, "notFound"),
        ("/elements/mine-headline/history?limit=0", scene.owner, 422, "invalid"),
        ("/elements/mine-headline/history?after=x", scene.owner, 422, "invalid"),
        ("/pages/other-home/history", scene.owner, 404, "notFound"),
        ("/pages/nowhere/history", scene.designer, 404, "notFound"),
        ("/history?after=0", scene.owner, 422, "invalid"),
        ("/changes", scene.owner, 422, "invalid"), ("/changes?from=x", scene.owner, 422, "invalid"),
        ("/changes?from=0", scene.owner, 422, "invalid"), ("/changes?from=1&to=9", scene.owner, 422, "invalid"),
        ("/changes?from=1&page=%C3%A4", scene.owner, 422, "invalid"),
        ("/changes?from=1&page=other-home", scene.owner, 404, "notFound"),
      ]
      for (path, person, status, code) in rows {
        let answer = try await scene.app.send(.get, Self.site + path, person)
        #expect(answer.status == status && answer.json?["code"] == .string(code), "\(path): \(answer.text)")
        #expect(!answer.text.contains("Seit 1952"), "\(path)")
      }
    }
  }

  @Test("What is told of an edit", arguments: TestDatabases.engines)
  func told(engine: Database.Engine) async throws {
    try await SiteAPITests.with(engine) { scene in
      func get(_ path: String, _ person: HTTPFields) async throws -> JSONValue {
        let answer = try await scene.app.send(.get, Self.site + path, person)
        #expect(answer.status == 200, "\(path): \(answer.text)")
        return try #require(answer.json)
      }
      _ = try await scene.app.post(Self.site + "/releases", "{}", scene.designer)
      _ = try await scene.edit(scene.setText(scene.headline, "Brot & Salz"), as: scene.owner)
      _ = try await scene.edit(scene.setText(scene.locked, "Seit 1953"), as: scene.designer)

      let change: JSONValue = [
        "element": "mine-headline", "page": "mine-home", "kind": "text", "label": "headline", "property": "text",
        "before": "Frisches Brot", "after": "Brot & Salz",
      ]
      let versions = try await get("/elements/mine-headline/history?limit=1", scene.owner)
      let version = try #require(versions["items"]?.array?.first)
      #expect(version["revision"] == 2 && version["changes"] == [change] && version["author"]?["name"] == "Dana")
      #expect(version["isCurrent"] == true && version["isLive"] == false && version["isRemoved"] == false)
      #expect(version["at"] == "2023-11-14T22:13:20Z" && version["content"] == ["text": InlineText("Brot & Salz").json])
      #expect(versions["next"] == "2")
      let older = try await get("/elements/mine-headline/history?limit=1&after=2", scene.owner)
      #expect(older["next"] == nil && older["items"]?.array?.first?["isLive"] == true)
      #expect(older["items"]?.array?.first?["release"] == 1)

      for path in ["/pages/mine-home/history", "/history"] {
        let items = try await get(path, scene.owner)["items"]?.array ?? []
        #expect(items.map { $0["revision"] } == [3, 2, 1], "\(path)")
        #expect(items[0]["changes"] == [] && items[0]["others"] == 1 && items[0]["mayRevert"] == false)
        #expect(items[1]["changes"] == [change] && items[1]["others"] == 0 && items[1]["mayRevert"] == true)
        #expect(items[2]["reason"] == "import" && items[2]["release"] == 1)
        let all = try await get(path, scene.designer)["items"]?.array ?? []
        #expect(all[0]["changes"]?.array?.first?["after"] == "Seit 1953" && all[0]["others"] == 0)
      }
      for path in ["/changes?from=1", "/changes?from=1&to=3&page=mine-home"] {
        #expect(try await get(path, scene.owner) == ["from": 1, "to": 3, "changes": [change], "others": 1])
      }
      #expect(try await get("/undo", scene.owner) == ["undo": 2, "redo": .null])
      _ = try await scene.edit(#"{"op":"revert","revision":2}"#, as: scene.owner)
      #expect(try await get("/undo", scene.owner) == ["undo": .null, "redo": 4])
      let unlocked = try await get("/unlocked", scene.owner)
      #expect(
        unlocked == [
          "pages": [
            [
              "page": "mine-home", "title": "Start", "path": "/", "capabilities": [],
              "elements": [
                ["id": "mine-headline", "kind": "text", "label": "headline", "capabilities": ["text"]]
              ],
            ]
          ], "shared": [], "templates": [],
        ])
    }
  }
}
