import Model
import Web

/// Every word that the portal says, in one language. Both languages fill the same structures without defaults, so a text that one of them
/// lacks does not compile.
struct PortalWords: Sendable {
  let common: CommonWords
  let login: LoginWords
  let account: AccountWords
  let site: SiteWords
  let releases: ReleaseWords
  let publish: PublishWords
  let changes: ChangeWords
  let feedback: FeedbackWords
  let approvals: SiteApprovalWords
  let inbox: InboxWords
  let guests: GuestWords
  let rounds: RoundWords
  let domains: DomainWords
  let addresses: AddressWords
  let translations: TranslationWords
  let targets: TargetWords
  let editor: EditorWords
  let errors: ErrorWords

  static func of(_ language: Language) -> PortalWords {
    switch language {
    case .german: german
    case .english: english
    }
  }

  private static let german = PortalWords(
    common: .german, login: .german, account: .german, site: .german, releases: .german, publish: .german,
    changes: .german, feedback: .german, approvals: .german, inbox: .german, guests: .german, rounds: .german,
    domains: .german, addresses: .german, translations: .german,
    targets: .german, editor: .german, errors: .german)
  private static let english = PortalWords(
    common: .english, login: .english, account: .english, site: .english, releases: .english, publish: .english,
    changes: .english, feedback: .english, approvals: .english, inbox: .english, guests: .english, rounds: .english,
    domains: .english, addresses: .english, translations: .english,
    targets: .english, editor: .english,
    errors: .english)
}

extension Language {
  /// What the language calls itself.
  var ownName: String {
    switch self {
    case .german: "Deutsch"
    case .english: "English"
    }
  }
}
