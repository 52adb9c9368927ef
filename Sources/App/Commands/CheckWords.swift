import Model

/// What a check has found, as the command line says it: where, what is wrong, what to do.
package enum CheckWords {
  /// `/kontakt/: the picture “team.jpg” in “Team” has no description — describe it in words, or mark it as decoration`
  package static func line(_ finding: CheckFinding) -> String {
    let place = place(finding)
    return VisibleText.of("\(place.isEmpty ? "" : place + ": ")\(problem(finding)) — \(advice(finding.kind))")
  }

  /// The page's path, or what else the finding stands on.
  package static func place(_ finding: CheckFinding) -> String {
    for (prefix, what) in [("template ", "template"), ("shared ", "shared tree"), ("navigation.", "menu")]
    where finding.page == nil && finding.path.hasPrefix(prefix) {
      return "\(what) “\(finding.path.dropFirst(prefix.count))”"
    }
    return finding.path
  }

  package static func problem(_ finding: CheckFinding) -> String {
    let label = Excerpt.line(finding.label, maximum: 60)
    let detail = Excerpt.line(finding.detail, maximum: 200)
    let subject = label.isEmpty ? "something" : "“\(label)”"
    switch finding.kind {
    case .brokenLink: return "\(subject) leads to “\(detail)”, where there is nothing"
    case .missingAlternative:
      return "the picture “\(detail)”\(label.isEmpty || label == detail ? "" : " in “\(label)”") has no description"
    case .missingTitle: return "the page has no title"
    case .duplicateTitle: return "the title “\(label)” is also that of \(detail)"
    case .missingDescription: return "the page has no description for search engines"
    case .emptyText: return "\(label.isEmpty ? "a text" : subject) is empty"
    case .oversizedImage: return "a picture\(label.isEmpty ? "" : " in “\(label)”") is very large (\(detail))"
    case .unreachablePage: return "no link, menu or list leads to the page"
    case .duplicatePath: return "\(label.isEmpty ? "the page" : subject) has the same address as \(detail)"
    case .brokenRedirect: return "the redirect leads to “\(detail)”, where there is nothing"
    case .placeholder: return "words that were to be replaced are still there: “\(detail.isEmpty ? label : detail)”"
    case .staleTranslation: return "\(subject) translates what has changed since and now says “\(detail)”"
    }
  }

  package static func advice(_ kind: CheckKind) -> String {
    switch kind {
    case .brokenLink: "correct where it leads, or remove it"
    case .missingAlternative: "describe it in words, or mark it as decoration"
    case .missingTitle: "give it one in the page's settings"
    case .duplicateTitle: "say in each what is different about it"
    case .missingDescription: "write one or two sentences in the page's settings"
    case .emptyText: "write something, or hide it"
    case .oversizedImage: "use one of at most 4 MiB and 6000 pixels"
    case .unreachablePage: "lead to it from a page or menu, or keep it a draft"
    case .duplicatePath: "change the address of one of them"
    case .brokenRedirect: "correct it in the site's redirects"
    case .placeholder: "write the real ones"
    case .staleTranslation: "translate it again, or confirm on the page of translations that it is still right"
    }
  }
}
