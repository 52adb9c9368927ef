// What became of the changes: in the bar for those who see it, in the screen's one live region for those who listen.

const FINE = new Set(['ready', 'saving', 'saved', 'undone', 'typing'])

export class SaveState {
  #output
  #region
  #words
  #timer = 0
  /** What was told last; while somebody types something newer than it, that is told instead. */
  #told = { state: 'ready', text: '', spoken: /** @type {string | undefined} */ (undefined) }
  /** @type {'' | 'typing' | 'held'} */
  #typed = ''

  /** @param {Element | null} output @param {Element | null} region @param {Record<string, string>} words */
  constructor(output, region, words) {
    this.#output = output instanceof HTMLElement ? output : document.createElement('p')
    this.#region = region instanceof HTMLElement ? region : document.body.appendChild(liveRegion())
    this.#words = words
  }

  get current() { return this.#output.dataset.detail ?? '' }

  /**
   * @param {string} state
   * @param {string} text
   * @param {string} [spoken] instead of the text; where the text is the short form of a problem, the title says it in full
   */
  show(state, text, spoken) {
    this.#told = { state, text, spoken }
    this.#draw()
    // That something is under way is no news.
    if (state !== 'saving' && state !== 'ready') this.say(spoken ?? text)
  }

  /**
   * Somebody has typed what is not saved yet.
   * @param {boolean} isOn
   * @param {boolean} [isHeld] it cannot be saved as it is; the text itself says why
   */
  typing(isOn, isHeld = false) {
    const typed = !isOn ? '' : isHeld ? 'held' : 'typing'
    if (typed === this.#typed) return
    this.#typed = typed
    this.#draw()
  }

  #draw() {
    const { state, text, spoken } = this.#told
    // A problem is told whatever else is typed.
    if (!this.#typed || !FINE.has(state)) this.#write(state, text, spoken)
    else this.#write(this.#typed, this.#words.unsaved)
  }

  /** @param {string} state @param {string} text @param {string} [spoken] */
  #write(state, text, spoken) {
    this.#output.dataset.state = FINE.has(state) ? state : 'failed'
    this.#output.dataset.detail = state
    const words = Object.assign(document.createElement('span'), { textContent: text })
    this.#output.replaceChildren(...(text ? [words] : []))
    this.#output.title = FINE.has(state) ? text : spoken ?? text
    if (state === 'signedOut') {
      const link = Object.assign(document.createElement('a'), { href: '/login', target: '_blank', textContent: this.#words.signIn })
      this.#output.append(link)
    }
  }

  /** @param {string} text */
  say = text => {
    clearTimeout(this.#timer)
    // The same words twice are heard twice only when the region was empty in between.
    this.#region.textContent = ''
    this.#timer = setTimeout(() => { this.#region.textContent = text }, 50)
  }
}

function liveRegion() {
  const region = document.createElement('div')
  region.className = 'unseen'
  region.setAttribute('role', 'status')
  region.dataset.say = ''
  return region
}
