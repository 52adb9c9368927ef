import Markup
import Model
import Store
import Web

/// The record of an approval: one page to print or to keep as PDF.
struct ApprovalRecordView: Sendable {
  let look: EntryLook
  let site: SiteRecord
  let agency: String
  let told: ToldApproval
  let changes: [Change]
  /// When the record was made, in milliseconds since 1970 UTC.
  let now: Int
  /// The page as it can be reviewed now; nil when it is not there any more.
  let page: String?
  let language: Language

  private var words: ApprovalWords { .of(language) }
  private var subject: String {
    if told.approval.element == nil { return words.wholePage }
    return told.label.isEmpty ? words.unnamed : told.label
  }

  func html() -> [UInt8] {
    let title = "\(words.title) · \(site.name) · \(told.title)"
    var w = HTMLWriter(capacity: 8192)
    w.raw("<!doctype html>")
    w.open("html", ["lang": language.rawValue])
    w.raw("<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
    w.raw("<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">")
    w.element("title", text: title)
    w.open("link", ["rel": "stylesheet", "href": look.record.styleSheet])
    w.element("script", ["type": "module", "src": look.record.module]) { _ in }
    // An empty icon keeps browsers from asking for /favicon.ico.
    w.raw("<link rel=\"icon\" href=\"data:,\"></head><body>")
    w.element("nav", ["class": "screen-only", "aria-label": words.back]) { w in
      w.element("a", ["href": page ?? "/sites/\(site.slug)"], text: words.back)
      w.element("span", text: words.printHint)
    }
    w.element("main") { w in
      w.element("header") { w in
        w.element("p", ["class": "agency"], text: agency.isEmpty ? look.name : agency)
        w.element("h1", text: words.title)
        w.element("p", ["class": "lead"], text: words.lead(told.accountName, told.approval.element == nil))
      }
      facts(&w)
      since(&w)
      w.element("footer") { w in
        w.element("p") { w in
          w.text("\(words.printedAt) ")
          moment(now, &w)
        }
        w.element("p", text: "\(words.number): \(told.approval.id)")
      }
    }
    w.raw("</body></html>")
    return w.bytes
  }

  private func facts(_ w: inout HTMLWriter) {
    let approval = told.approval
    w.element("dl") { w in
      func fact(_ name: String, _ value: String, class style: String? = nil, _ w: inout HTMLWriter) {
        w.element("div") { w in
          w.element("dt", text: name)
          w.element("dd", ["class": style], text: value)
        }
      }
      fact(words.site, site.name, &w)
      fact(words.agency, agency, &w)
      fact(words.page, told.path.map { "\(told.title) (\($0))" } ?? told.title, &w)
      fact(words.section, subject, &w)
      fact(words.approvedBy, told.accountName, &w)
      w.element("div") { w in
        w.element("dt", text: words.at)
        w.element("dd") { w in moment(approval.at, &w) }
      }
      fact(words.revision, String(approval.revision), &w)
      if !approval.words.isEmpty { fact(words.words, approval.words, class: "said", &w) }
      w.element("div", ["class": "wide"]) { w in
        w.element("dt", text: words.fingerprint)
        w.element("dd") { w in
          w.element("code", text: approval.fingerprint)
          w.element("p", ["class": "hint"], text: words.fingerprintHint)
        }
      }
      fact(words.state, words.states(told.standing.state), class: "state \(told.standing.state.rawValue)", &w)
      if let withdrawn = approval.withdrawnAt {
        w.element("div") { w in
          w.element("dt", text: words.withdrawnAt)
          w.element("dd") { w in moment(withdrawn, &w) }
        }
      }
    }
  }

  /// In the server's time zone; the script says it in the reader's, as it stands beside the page. Either is named.
  private func moment(_ moment: Int, _ w: inout HTMLWriter) {
    w.element("time", ["datetime": Timestamp.utc(moment)], text: words.moment(LocalMoment(moment)))
  }

  // MARK: Since then

  private func since(_ w: inout HTMLWriter) {
    w.element("section", ["aria-labelledby": "since"]) { w in
      w.element("h2", ["id": "since"], text: words.since)
      switch told.standing.state {
      case .valid: w.element("p", text: words.nothingSince)
      case .gone: w.element("p", text: words.gone)
      case .withdrawn: w.element("p", text: words.withdrawn)
      case .changed:
        let parts = told.standing.parts.filter { $0.state != .same }
        w.element("ul", ["class": "parts"]) { w in
          for part in parts { line(part, &w) }
        }
        if parts.isEmpty { w.element("p", text: words.onlyOrder) }
        for change in changes { difference(change, &w) }
      }
    }
  }

  private func line(_ part: ApprovalStanding.Part, _ w: inout HTMLWriter) {
    w.element("li") { w in
      let name = part.label.isEmpty ? words.unnamed : part.label
      w.element("strong", text: part.section == nil ? words.pageItself : name)
      w.text(": \(words.partStates(part.state))")
    }
  }

  private func difference(_ change: Change, _ w: inout HTMLWriter) {
    w.element("div", ["class": "change"]) { w in
      w.element("h3") { w in
        w.text(words.property(change.property))
        if !change.label.isEmpty { w.text(" · \(change.label)") }
      }
      let (before, after) = (Self.text(change.before), Self.text(change.after))
      guard before != nil || after != nil else {
        w.element("p", ["class": "hint"], text: words.notInWords)
        return
      }
      if change.property != .added {
        w.element("p") { w in
          w.element("span", ["class": "side"], text: "\(words.before) ")
          w.element("del", text: before ?? words.nothing)
        }
      }
      if change.property != .removed {
        w.element("p") { w in
          w.element("span", ["class": "side"], text: "\(words.after) ")
          w.element("ins", text: after ?? words.nothing)
        }
      }
    }
  }

  /// Words as they are; of a picture its file and what it shows.
  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .null: return nil
    case .string(let text): return text.isEmpty ? nil : text
    default:
      guard let picture = value.object else { return nil }
      let file = picture["source"]?.string?.split(separator: "/").last.map(String.init)
      let parts = [file, picture["alternative"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
      return parts.isEmpty ? nil : parts.joined(separator: " – ")
    }
  }
}
