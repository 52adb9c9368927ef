import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// A person's own account.
struct AccountRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("account", use: show)
    pages.post("account", use: save)
    pages.post("account/password", use: changePassword)
    pages.post("account/language", use: chooseLanguage)
    pages.post("account/sessions", use: endOtherSessions)
    // A form that comes back with what is wrong leaves its address in the bar.
    for form in ["account/password", "account/language", "account/sessions"] {
      pages.get("\(form)") { _, _ -> Response in .seeOther("/account") }
    }
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let message = request.uri.queryParameters["done"].flatMap { AccountView.Message(rawValue: String($0)) }
    return try await answer(request, context, message: message)
  }

  @Sendable private func save(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let form = try await request.form(context)
    guard let name = try? form.required("name") else {
      return try await answer(request, context, trouble: .nameMissing)
    }
    guard name.utf8.count <= 200 else { return try await answer(request, context, trouble: .nameTooLong) }
    let language = try language(form)
    try await services.saveAccount(account, name, language.rawValue)
    return .seeOther("/account?done=saved")
  }

  @Sendable private func chooseLanguage(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let form = try await request.form(context)
    let language = try language(form)
    try await services.saveAccount(account, account.name, language.rawValue)
    return .seeOther(SafePath(form["next"]).text)
  }

  @Sendable private func changePassword(_ request: Request, _ context: WebContext) async throws -> Response {
    let actor = try context.requireActor()
    let form = try await request.form(context, limit: 16_384)
    guard let old = form["currentPassword"], !old.isEmpty else {
      return try await answer(request, context, trouble: .currentPasswordMissing)
    }
    do {
      try await services.access.changePassword(
        of: actor, from: old, to: form["newPassword"] ?? "", address: context.clientAddress)
      return .seeOther("/account?done=password")
    } catch let error as AccessError {
      return try await answer(request, context, trouble: .password(error))
    }
  }

  @Sendable private func endOtherSessions(_ request: Request, _ context: WebContext) async throws -> Response {
    let actor = try context.requireActor()
    _ = try await request.form(context)
    try await services.access.sessions.endOthers(of: actor)
    return .seeOther("/account?done=others")
  }

  private func language(_ form: FormFields) throws(Problem) -> Language {
    guard let language = form["language"].flatMap(Language.init(rawValue:)) else {
      throw .unprocessable("/language", "must be de or en")
    }
    return language
  }

  private func answer(
    _ request: Request, _ context: WebContext, message: AccountView.Message? = nil, trouble: AccountView.Trouble? = nil
  ) async throws -> Response {
    let actor = try context.requireActor()
    let sessions = try await services.store.loginSessions(of: actor.account)
    let sites = try await services.store.visibleSites(to: actor.account)
    let screen = screens.screen(context, request: request)
    let view = AccountView(
      account: actor.account, otherSessions: sessions.count { $0.hash != actor.session },
      navigation: Navigation(sites: sites, origins: services.origins).links(
        for: nil, at: .account, screen.words.common),
      message: message, trouble: trouble)
    return .html(view.html(screen), status: trouble == nil ? .ok : .unprocessableContent)
  }
}
