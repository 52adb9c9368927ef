/// The one script that a site may have: it stands on the search page of sites that can be searched, and nowhere else.
enum SearchScript {
  static let bytes = Array(source.utf8)
  /// Under a name that says its content, so that browsers may keep it for ever.
  static let path = "a/search.\(Fingerprint.text(bytes)).js"

  private static let source = #"""
    // Searches a site in its own index: files of { u: address, t: title, d: description, h: headings, w: words }; large sites
    // have the words apart, by address.
    const box = document.getElementById('search-results')
    const [status, list, pages] = box.children
    const form = box.parentElement.querySelector('form')
    const input = form.elements.q
    const LIMIT = 50

    // Lower case, ä as ae, no accents, a space before every word.
    const fold = text => ' ' + text.toLowerCase()
      .replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss')
      .normalize('NFD').replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim() + ' '
    // For those who write “backerei” for “Bäckerei”.
    const plain = text => text.replace(/([aou])e/g, '$1')
    const field = text => { const all = fold(text); return [all, plain(all)] }

    const files = kind => Promise.all(Array.from({ length: Number(box.dataset.files) }, (_, number) =>
      fetch(`${box.dataset.index}${number}${kind}.json`).then(answer => {
        if (!answer.ok) throw new Error(answer.status)
        return answer.json()
      })))
    let index, apart
    const load = () => index ??= files('').then(all => all.flat().map(page =>
      ({ page, parts: [[field(page.t), 12], [field(page.h ?? ''), 5], [field(`${page.d ?? ''} ${page.w ?? ''}`), 1]] })))
    const loadWords = () => apart ??= Promise.all([load(), files('w')]).then(([entries, all]) => {
      const words = Object.assign({}, ...all)
      for (const entry of entries) entry.parts.push([field(words[entry.page.u] ?? ''), 1])
      return entries
    })

    // A word as somebody may have meant it: one letter more, less, another one, or two that changed places; the first is right.
    const near = word => new RegExp(` (?:${Array.from(word, (_, at) => at && [
      word.slice(0, at) + '\\S?' + word.slice(at + 1), word.slice(0, at) + '\\S' + word.slice(at),
      word.slice(0, at) + (word[at + 1] ?? '') + word[at] + word.slice(at + 2)]).slice(1).flat().join('|')})`)

    // How well a page answers: every word must begin one of its words; titles count most, whole words more than beginnings.
    function score(parts, words) {
      let sum = 0
      for (const word of words) {
        let best = 0
        for (const [forms, weight] of parts) {
          for (const text of forms) {
            if (word.test) best = word.test(text) ? Math.max(best, weight) : best
            else if (text.includes(` ${word} `)) best = Math.max(best, weight + 1)
            else if (text.includes(` ${word}`)) best = Math.max(best, weight)
          }
        }
        if (!best) return 0
        sum += best
      }
      return sum
    }

    function show(found) {
      list.replaceChildren(...found.slice(0, LIMIT).map(({ page }) => {
        const item = document.createElement('li')
        const link = document.createElement('a')
        link.href = page.u
        link.textContent = page.t
        item.append(link)
        if (page.d) {
          const text = document.createElement('p')
          text.textContent = page.d
          item.append(text)
        }
        return item
      }))
    }

    let turn = 0
    async function search() {
      const mine = ++turn
      const words = fold(input.value).trim().split(' ').filter(Boolean)
      pages.hidden = words.length > 0
      if (!words.length) {
        status.textContent = ''
        return show([])
      }
      try {
        const rank = (entries, words) => entries.map(entry => ({ page: entry.page, points: score(entry.parts, words) }))
          .filter(entry => entry.points).sort((one, other) => other.points - one.points)
        let found = rank(await load(), words)
        if (mine !== turn) return
        if ('apart' in box.dataset && found.length < LIMIT) {
          if (found.length) show(found)
          found = rank(await loadWords(), words)
        }
        if (!found.length) found = rank(await load(), words.map(word => word.length > 3 ? near(word) : word))
        if (mine !== turn) return
        show(found)
        const { none, one, many } = box.dataset
        status.textContent = found.length === 0 ? none : found.length === 1 ? one : many.replace('#', found.length)
      } catch {
        index = apart = undefined
        pages.hidden = false
        status.textContent = box.dataset.failed
      }
    }

    function remember() {
      const address = new URL(location.href)
      if (input.value) address.searchParams.set('q', input.value)
      else address.searchParams.delete('q')
      history.replaceState(null, '', address)
    }

    let waiting
    input.addEventListener('input', () => {
      clearTimeout(waiting)
      waiting = setTimeout(() => { remember(); search() }, 150)
    })
    form.addEventListener('submit', event => {
      event.preventDefault()
      remember()
      search()
    })
    input.value = new URL(location.href).searchParams.get('q') ?? ''
    search()
    """#
}
