import Model
import SiteFolder
import Synchronization

/// What open pages are told while somebody works on a site's folder.
package final class LiveReload: Sendable {
  package enum Event: Sendable {
    /// There is a new build; `styles` when nothing but style sheets has changed.
    case built(number: Int, styles: Bool)
    /// The folder cannot be built as it is.
    case broken([Diagnostic])
  }

  private struct State {
    var number = 0
    var trouble: [Diagnostic] = []
    var listeners: [Int: AsyncStream<Event>.Continuation] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  package init() {}

  package func built(onlyStyles: Bool) {
    tell { state in
      state.number += 1
      state.trouble = []
      return .built(number: state.number, styles: onlyStyles)
    }
  }

  package func broke(_ trouble: [Diagnostic]) {
    tell { state in
      state.trouble = trouble
      return .broken(trouble)
    }
  }

  private func tell(_ change: (inout State) -> Event) {
    let (event, listeners) = state.withLock { state in (change(&state), Array(state.listeners.values)) }
    for listener in listeners { listener.yield(event) }
  }

  /// The number of the newest build.
  var number: Int { state.withLock { $0.number } }

  /// What holds now, then everything that happens.
  func events() -> AsyncStream<Event> {
    AsyncStream(bufferingPolicy: .bufferingNewest(16)) { continuation in
      let id = state.withLock { state in
        state.next += 1
        state.listeners[state.next] = continuation
        continuation.yield(
          state.trouble.isEmpty ? .built(number: state.number, styles: false) : .broken(state.trouble))
        return state.next
      }
      continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.listeners[id] = nil } }
    }
  }
}

extension LiveReload.Event {
  /// In the form of server-sent events.
  var text: String {
    switch self {
    case .built(let number, let styles):
      let json: JSONValue = ["number": .integer(number), "styles": .bool(styles)]
      return "event: built\ndata: \(json.canonical)\n\n"
    case .broken(let diagnostics):
      let json: JSONValue = .array(diagnostics.prefix(50).map(\.json))
      return "event: broken\ndata: \(json.canonical)\n\n"
    }
  }
}

extension Diagnostic {
  package var json: JSONValue {
    .record([
      "severity": .string(severity.rawValue), "file": .string(VisibleText.of(file)),
      "line": line.map { .integer($0) }, "column": column.map { .integer($0) },
      "message": .string(VisibleText.of(message)), "advice": .string(VisibleText.of(advice)),
    ])
  }
}

/// The script that pages get on the way out, and only there: no built file holds it.
enum LiveReloadScript {
  static let path = "/_foyer/live.js"
  static let events = "/_foyer/events"

  static let text = #"""
    // Shows this page again when its site has been built anew, and says what is wrong when it could not be.
    const script = document.currentScript
    const place = `foyer-place ${location.pathname}`
    let shown = Number(script.dataset.build)
    let box = null

    try {
      const before = JSON.parse(sessionStorage.getItem(place) ?? 'null')
      sessionStorage.removeItem(place)
      if (before) scrollTo({ left: before.left, top: before.top, behavior: 'instant' })
    } catch {}

    function reload() {
      try { sessionStorage.setItem(place, JSON.stringify({ left: scrollX, top: scrollY })) } catch {}
      location.reload()
    }

    // The page's own sheet gives way to the new one; nothing else moves.
    async function restyle(number) {
      const answer = await fetch(location.href, { cache: 'no-store' })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const css = [...page.querySelectorAll('head style')].map(style => style.textContent).join('\n')
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(css)
      for (const style of document.querySelectorAll('head style')) style.disabled = style.sheet.disabled = true
      document.adoptedStyleSheets = [sheet]
      shown = number
      document.documentElement.dataset.foyerStyled = String(number)
    }

    const look = `
      :host{all:initial}
      section{position:fixed;inset:auto 0 0;z-index:2147483647;max-height:70vh;overflow:auto;padding:1.25rem 1.5rem;background:#2a0f0c;color:#fff;
        font:15px/1.5 system-ui,sans-serif;border-top:4px solid #ff8a75;box-shadow:0 -1rem 3rem #0008}
      h2{margin:0 3rem .5rem 0;font-size:1.15rem}ol{margin:0;padding:0;list-style:none}li{padding:.6rem 0;border-top:1px solid #ffffff38}
      code{font:14px/1.4 ui-monospace,monospace;color:#ffc9bf;overflow-wrap:anywhere}p{margin:.2rem 0}.advice{color:#ffe3de}
      button{position:absolute;top:1rem;right:1.25rem;min-width:44px;min-height:44px;border:1px solid #fff;border-radius:6px;background:none;color:#fff;
        font:inherit;cursor:pointer}button:focus-visible,section:focus-visible{outline:3px solid #ffc9bf;outline-offset:-6px}`

    function say(diagnostics) {
      hide()
      box = document.createElement('foyer-trouble')
      const root = box.attachShadow({ mode: 'open' })
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(look)
      root.adoptedStyleSheets = [sheet]
      const add = (parent, tag, text, set = {}) => parent.appendChild(Object.assign(document.createElement(tag), set, { textContent: text }))
      const section = add(root, 'section', '', { tabIndex: -1 })
      section.setAttribute('role', 'alertdialog')
      section.setAttribute('aria-labelledby', 'title')
      section.setAttribute('aria-describedby', 'list')
      const errors = diagnostics.filter(({ severity }) => severity === 'error')
      add(section, 'h2', `The site cannot be built: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`, { id: 'title' })
      const list = add(section, 'ol', '', { id: 'list' })
      for (const { file, line, column, message, advice } of errors) {
        const item = add(list, 'li', '')
        add(item, 'code', [file, line, column].filter(Boolean).join(':'))
        add(item, 'p', message)
        if (advice) add(item, 'p', advice, { className: 'advice' })
      }
      add(section, 'button', 'Close', { type: 'button', onclick: hide })
      section.addEventListener('keydown', event => { if (event.key === 'Escape') hide() })
      document.body.append(box)
      section.focus({ preventScroll: true })
    }

    function hide() {
      box?.remove()
      box = null
    }

    const stream = new EventSource('/_foyer/events')
    stream.addEventListener('built', event => {
      const { number, styles } = JSON.parse(event.data)
      hide()
      if (number === shown) return
      if (styles && number === shown + 1) restyle(number).catch(reload)
      else reload()
    })
    stream.addEventListener('broken', event => say(JSON.parse(event.data)))
    addEventListener('pagehide', () => stream.close())
    """#
}
