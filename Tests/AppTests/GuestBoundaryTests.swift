import App
import HTTPTypes
import Hummingbird
import Model
import Store
import Testing
import Web

/// What a guest is outside of feedback: nobody.
@Suite("Guests and all other routes") struct GuestBoundaryTests {
  /// Routes that ask who takes part in a site's feedback. Whoever adds one writes tests for its guests.
  static let open: Set<String> = Set(
    [
      "GET threads", "POST threads", "GET threads/changes", "GET threads/counts", "GET threads/people",
      "GET threads/{thread}", "PATCH threads/{thread}", "PUT threads/{thread}/seen", "POST threads/{thread}/comments",
      "PATCH threads/{thread}/comments/{comment}", "DELETE threads/{thread}/comments/{comment}",
      "POST threads/{thread}/suggestion/accept", "GET threads/{thread}/resolution", "POST threads/files",
      "POST threads/{thread}/suggestion/take-back", "GET threads/{thread}/pictures/{picture}",
      "GET threads/{thread}/screenshot", "GET threads/{thread}/screenshot/large",
      "GET elements/{element}/proposal", "GET elements/{element}/picture",
      "GET threads/files/{file}/{name}", "GET pages/{page}/threads", "GET rounds", "POST rounds",
      "PATCH rounds/{round}", "GET events",
    ].map { $0.replacing(" ", with: " /api/v1/sites/{site}/") } + ["GET /sites/{site}/review"])

  /// Values for the parameters in paths, which all name something that is there.
  private static let values = [
    "site": "mine", "page": "mine-home", "element": "mine-headline", "revision": "1", "release": "1", "number": "1",
    "token": "~none", "screen": "tab", "path": "x", "hash": String(repeating: "a", count: 64), "name": "x",
  ]

  @Test("Every route answers a guest as it answers nobody, but for those of feedback") func everyRoute() async throws {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      let routers = FaceRouters(
        origins: scene.app.parts.origins, access: scene.app.access, assets: scene.app.parts.assets)
      let routes = try Faces.standard.portal(routers, scene.app.parts).routes
      var asked = 0
      var names: Set<String> = []
      for route in routes {
        let name = "\(route.method.rawValue) \(route.path)"
        names.insert(name)
        // What is asked with HEAD is answered by the same route.
        guard !Self.open.contains(name.replacing("HEAD ", with: "GET ")), !"\(route.path)".hasPrefix("/review/"),
          !"\(route.path)".hasPrefix("/guest/")
        else { continue }
        let path = "\(route.path)".split(separator: "/", omittingEmptySubsequences: false).map { part in
          part.hasPrefix("{") ? Self.values[String(part.dropFirst().dropLast())] ?? "x" : String(part)
        }.joined(separator: "/").replacing("**", with: "x")
        var headers: HTTPFields = [.secFetchSite: "same-origin", .accept: "text/html"]
        let hasBody = route.method != .get && route.method != .head
        let isAPI = path.hasPrefix("/api/")
        if hasBody { headers[.contentType] = isAPI ? "application/json" : "application/x-www-form-urlencoded" }
        let body = hasBody ? (isAPI ? "{}" : "") : nil
        let nobody = try await scene.app.send(route.method, path, headers, body: body)
        headers[.cookie] = guest[.cookie]
        let seen = try await scene.app.send(route.method, path, headers, body: body)
        #expect(seen.status == nobody.status && seen.body == nobody.body, "\(name)")
        #expect(seen.header("Location") == nobody.header("Location"), "\(name)")
        #expect(seen.header("Set-Cookie") == nobody.header("Set-Cookie"), "\(name)")
        if isAPI, path.contains("/sites") { #expect([401, 404].contains(seen.status), "\(name): \(seen.status)") }
        asked += 1
      }
      #expect(asked > 80)
      for name in Self.open { #expect(names.contains(name), "\(name)") }
      #expect(try await scene.visit(guest) != nil, "the session was good all the time")
    }
  }
}
