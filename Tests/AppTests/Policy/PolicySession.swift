import Access
import App
import Database
import HTTPTypes
import Model
import Store
import Web

/// Three customers' sites with everybody who might ask for a change, and the requests that they make one after the other.
struct PolicySession {
  struct Person {
    let name: String
    /// The role in each site; nil where there is none.
    let roles: [Role?]
    let cookie: HTTPFields?
  }

  /// What one run has shown.
  struct Outcome {
    var violation: String?
    var carriedOut = 0
    /// Of those, by customers' people.
    var byCustomers = 0
  }

  let app: TestApp
  let sites: [SiteKey]
  let projects: [ProjectID]
  let people: [Person]
  let agency: AgencyID

  /// Mostly those in which customers edit.
  private static let phases: [Phase] = [.done, .done, .done, .feedback, .feedback, .feedback, .revision, .creation]

  /// A new service, and the requests of the seeds in their order, until one of them breaks the promise.
  static func run(_ seeds: [UInt64]) async throws -> Outcome {
    var outcome = Outcome()
    let assets = try StaticAssets(
      folders: resourceFolders(home: TestApp.checkout), vendor: try VendorFiles(home: TestApp.checkout))
    try await TestApp.with(faces: .standard, assets: assets) { app in
      let session = try await PolicySession(app: app)
      outcome = try await session.run(seeds)
    }
    return outcome
  }

  private init(app: TestApp) async throws {
    self.app = app
    var people: [(String, [Role?], Account?)] = []
    let designer = try await app.person("designer@example.org", role: .designer)
    agency = designer.agency
    for role in [Role.admin, .support] {
      people.append(
        (role.rawValue, [role, role, role], try await app.person("\(role.rawValue)@example.org", role: role)))
    }
    people.append(("designer", [.designer, .designer, .designer], designer))
    people.append(("nobody", [nil, nil, nil], nil))
    var sites: [SiteKey] = []
    var projects: [ProjectID] = []
    for (number, slug) in ["bakery", "clinic", "garage"].enumerated() {
      let project = try await app.store.createProject(name: slug, phase: .done, agency: agency)
      projects.append(project.id)
      sites.append(
        try await app.store.createSite(
          PolicySite.snapshot(slug), slug: slug, project: project.id, agency: agency, author: designer.id))
      for role in [Role.owner, .editor, .reviewer] {
        let account = try await app.person("\(role.rawValue)@\(slug).example.org", role: nil)
        try await app.store.setMembership(role, of: account, in: project.id)
        var roles: [Role?] = [nil, nil, nil]
        roles[number] = role
        // Customers' people ask more often than the others.
        for _ in 0..<(role == .reviewer ? 1 : 3) { people.append(("\(role.rawValue) of \(slug)", roles, account)) }
      }
    }
    self.sites = sites
    self.projects = projects
    var cookies: [AccountID: HTTPFields] = [:]
    self.people = try await {
      var result: [Person] = []
      for (name, roles, account) in people {
        if let account, cookies[account.id] == nil {
          cookies[account.id] = app.cookie(try await app.access.sessions.open(for: account).secret)
        }
        result.append(Person(name: name, roles: roles, cookie: account.flatMap { cookies[$0.id] }))
      }
      return result
    }()
  }

  private func run(_ seeds: [UInt64]) async throws -> Outcome {
    var outcome = Outcome()
    var states = try await read()
    var phases = [Phase](repeating: .done, count: 3)
    var gone: [[String]] = [[], [], []]
    for (number, seed) in seeds.enumerated() {
      if seed % 97 == 0 {
        let site = Int(seed / 97 % 3)
        phases[site] = Self.phases[Int(seed / 291 % UInt64(Self.phases.count))]
        try await app.store.setPhase(phases[site], of: projects[site], agency: agency)
      }
      let request = PolicyRequest(seed: seed, people: people.count, states: states, gone: gone)
      let person = people[request.person]
      let slug = ["bakery", "clinic", "garage"][request.site]
      let answer = try await app.post("/api/v1/sites/\(slug)/edits", request.body, person.cookie ?? [:])
      let role = person.roles[request.site]
      var problem = statusProblem(answer.status, person: person, role: role)
      let mayEdit = role.map {
        $0.mayDesign || $0 == .support || $0.mayEditUnlocked && phases[request.site].customersMayEdit
      }
      if request.mustSucceed, mayEdit == true, answer.status != 201 { problem = "refused although it is allowed" }

      let revisions = try await app.store.database.read { transaction in
        try sites.map { try PolicyState.revision(of: $0, in: transaction) }
      }
      for site in sites.indices where problem == nil {
        let expected = states[site].revision + (site == request.site && answer.status == 201 ? 1 : 0)
        if revisions[site] != expected { problem = "site \(site) is at revision \(revisions[site]), not \(expected)" }
      }
      if problem == nil, answer.status == 201, let role {
        let new = try await read(request.site)
        problem = PolicyModel(role: role, phase: phases[request.site]).violation(from: states[request.site], to: new)
        gone[request.site] += states[request.site].order.filter { new.rows[$0] == nil }
        gone[request.site] = gone[request.site].suffix(50)
        states[request.site] = new
        outcome.carriedOut += 1
        if !role.isAgency { outcome.byCustomers += 1 }
      }
      if let problem {
        outcome.violation =
          "request \(number) of \(seeds.count): \(problem)\n  \(person.name) on \(slug) in \(phases[request.site])\n  \(request.body.prefix(600))\n  \(answer.status) \(answer.text.prefix(300))"
        return outcome
      }
    }
    // What no request has touched must still be what its rows say, hash by hash.
    for site in sites { _ = try await app.store.snapshot(of: site) }
    return outcome
  }

  private func statusProblem(_ status: Int, person: Person, role: Role?) -> String? {
    if person.cookie == nil { return status == 401 ? nil : "nobody was answered \(status)" }
    guard let role else { return status == 404 ? nil : "a stranger was answered \(status)" }
    if !role.mayDesign, !role.mayEditUnlocked, ![400, 403, 422].contains(status) {
      return "a \(role.rawValue) was answered \(status)"
    }
    return [201, 400, 403, 404, 409, 413, 422].contains(status) ? nil : "an answer of \(status)"
  }

  private func read() async throws -> [PolicyState] {
    try await app.store.database.read { transaction in try sites.map { try PolicyState($0, in: transaction) } }
  }

  private func read(_ site: Int) async throws -> PolicyState {
    try await app.store.database.read { try PolicyState(sites[site], in: $0) }
  }
}
