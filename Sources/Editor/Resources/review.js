// The review page: the draft in its frame, the threads beside it, and everything that is asked of the server, in the name of whoever is here.
// The frame is not trusted: it proposes what to comment on and which thread to open, nothing else.

import { watchCover } from './frame-cover.js'
import { FrameLink } from './frame-link.js'
import { Requests } from './requests.js'
import { ApprovalPart } from './review-approval.js'
import { ReviewBook, aboutOf, isSpread, pageOf } from './review-book.js'
import { REVIEW_FORMS } from './review-channel.js'
import { ReviewComposer, hasBegun, problemText } from './review-composer.js'
import { ReviewList } from './review-list.js'
import { ReviewLive } from './review-live.js'
import { standAboveKeyboard } from './review-sheet.js'
import { SuggestionMaker } from './review-suggest.js'
import { ThreadView } from './review-thread.js'
import { Toasts } from './toasts.js'
import { iconOf, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { frameWords, reviewWordsIn } from './words-review.js'

/** Several changes of the draft are shown as one, in milliseconds. */
const TOGETHER = 800

const narrow = matchMedia('(max-width: 800px)')

/**
 * @typedef {object} ReviewContext what the views share
 * @property {string} language
 * @property {Record<string, string>} words
 * @property {string} site what it is called
 * @property {string} reader the ID of who is here
 * @property {boolean} isAgency
 * @property {boolean} mayWrite
 * @property {boolean} mayEdit
 * @property {ReviewBook} book
 * @property {Toasts} toasts
 * @property {any[]} rounds
 * @property {{id: string, name: string, isAgency: boolean}[]} people
 * @property {() => {id: string, name: string}[]} named whom one can name
 * @property {() => string} page the page in the frame
 * @property {() => {id: string, title: string, path: string}[]} pages those of the site that the picker has
 * @property {(page: string | null) => string} titleOf
 * @property {(thread: any) => boolean} isHere whether the page in the frame shows its part
 * @property {(thread: string) => boolean} isMissing whether its part cannot be seen in the frame
 * @property {(thread: any) => string} linkTo
 * @property {(page: string, element: string | null) => string} editAddress
 * @property {(thread: any) => void} goTo opens the page on which a thread stands now
 * @property {(thread: any, isMeant: boolean) => void} point shows its part in the frame
 * @property {(proposal: import('./review-channel.js').Proposal | null) => void} propose lays it over its part in the frame
 * @property {(id: string, how: {focus?: boolean}) => Promise<void>} openThread
 * @property {(about: {page: string | null, element: string | null, label?: string, pick?: any}) => void} compose
 * @property {(element: string | null) => void} showElement brings it into view and draws a line around it
 * @property {(on: boolean) => void} pickElement whether the next click on the page chooses for an approval
 * @property {() => void} filtered the list shows others than before
 * @property {(text: string) => void} say to those who listen
 */

const main = document.querySelector('main[data-review]')
if (main instanceof HTMLElement) reviewScreen(main)

/** @param {HTMLElement} main */
function reviewScreen(main) {
  const { site = '', draftOrigin = '', language = 'en', api = '/api/v1', reader = '', readerName = '', revision = '0' } = main.dataset
  const words = reviewWordsIn(language)
  const url = `${api}/sites/${encodeURIComponent(site)}`
  const screen = crypto.randomUUID()
  const frameElement = /** @type {HTMLIFrameElement} */ (main.querySelector('iframe[data-draft]'))
  const aside = /** @type {HTMLElement} */ (main.querySelector('[data-review-side]'))
  const say = main.querySelector('[data-say]')
  const book = new ReviewBook(new Requests(url, screen))
  book.expect(main.dataset.page ?? '')
  const isPinned = 'pinned' in main.dataset

  let page = main.dataset.page ?? ''
  let newest = Number(revision)
  let isCommenting = false
  /** What clicks did before one of them chooses for an approval. */
  let wasCommenting = false
  /** Rounds that were asked for because a thread belongs to them. @type {Set<number>} */
  const metRounds = new Set()
  /** @type {Set<string>} */
  let missing = new Set()
  /** Threads of parts that stand on several pages; whether this one shows them the frame finds out. @type {any[]} */
  let maybe = []
  /** @type {ThreadView | null} */
  let opened = null
  /** What is being written about. @type {{composer: ReviewComposer, element: string | null, x: number | null, y: number | null} | null} */
  let composing = null
  let timer = 0
  /** The thread that opens once its page is there. @type {string | null} */
  let wanted = main.dataset.thread || /^#(?:thread-)?([\w-]{6,64})$/.exec(location.hash)?.[1] || null

  /** @type {ReviewContext} */
  const context = {
    language, words, reader, book, rounds: [], people: [], site: main.dataset.siteName ?? site,
    isAgency: 'agency' in main.dataset, mayWrite: 'write' in main.dataset, mayEdit: 'edit' in main.dataset,
    toasts: new Toasts(main, words),
    named: () => context.people.filter(({ id, kind }) => id !== reader && kind === 'account'),
    page: () => page,
    pages: () => [...document.querySelectorAll('[data-page-link]')].map(link => {
      const id = link.getAttribute('data-page-link') ?? ''
      return { id, title: context.titleOf(id), path: link.getAttribute('data-path') ?? '/' }
    }),
    titleOf: id => document.querySelector(`[data-page-link="${CSS.escape(id ?? '')}"] .strong`)?.textContent ?? '',
    isHere: thread => pageOf(thread) === page || book.shows(page, thread.id) && Boolean(thread.element) && !missing.has(thread.id),
    isMissing: id => missing.has(id),
    linkTo: thread => new URL(addressOf(pageOf(thread) ?? page, thread.id), location.href).href,
    editAddress: (page, element) => `/sites/${encodeURIComponent(site)}/edit/${encodeURIComponent(page)}${element ? `#part=${encodeURIComponent(element)}` : ''}`,
    goTo: thread => openPage(pageOf(thread), thread.id),
    point: (thread, isMeant) => {
      if (!thread.element || !context.isHere(thread)) return
      frame.tell({ type: 'select', thread: thread.id, element: thread.element, scroll: isMeant })
      if (isMeant && narrow.matches) setSheet('half')
    },
    propose: proposal => frame.tell({ type: 'propose', proposal }),
    showElement: element => frame.tell({ type: 'select', thread: null, element, scroll: element !== null }),
    pickElement: on => {
      if (narrow.matches) setSheet(on ? 'closed' : 'half')
      if (on) wasCommenting = isCommenting
      setMode(on || wasCommenting)
    },
    openThread, compose, filtered: () => tellPins(), say: text => tell(text),
  }
  const sheetCount = /** @type {HTMLElement | null} */ (main.querySelector('[data-count]'))
  const list = new ReviewList(context, Object.fromEntries(new URLSearchParams(location.search)))
  const approval = 'account' in main.dataset ? new ApprovalPart(context, { site, mayApprove: 'approve' in main.dataset }) : null
  const title = part('h2', { tabIndex: -1 }, words.feedback)
  const back = pressable(words.back, () => showList(true), { icon: 'out', isBare: true, className: 'foyer-plain', choice: 'back' })
  const close = pressable(words.close, () => (setSheet('closed'), sheetButton?.focus()), { icon: 'close', isBare: true, className: 'foyer-plain sheet-only', choice: 'close-sheet' })
  const body = part('div', { className: 'review-side-body' })
  back.hidden = true
  aside.replaceChildren(part('header', { className: 'review-side-head' }, back, title, close), body)
  aside.setAttribute('aria-label', words.feedback)

  // MARK: The frame

  const frame = new FrameLink({
    frame: frameElement, draftOrigin, forms: REVIEW_FORMS, onConnect: shown => showPage(shown),
    onSilence: () => context.toasts.show(words.expired, { stays: true, isProblem: true, name: 'frame', actions: [{ label: words.reload, act: () => location.reload() }] }),
    onMissing: () => context.toasts.show(words.missing, { isProblem: true, name: 'frame' }),
    handlers: {
      pick: message => approval?.isPicking ? approval.picked(message.element) : compose({ page, element: message.element, label: message.label, pick: message }),
      open: ({ thread }) => openThread(thread, { focus: true }),
      placed: message => {
        missing = new Set(message.missing)
        for (const thread of maybe.filter(({ id }) => !missing.has(id) && !book.shows(page, id))) {
          book.foundOn(page, thread.id)
          list.heard(thread, { isNew: true, isGone: false })
        }
        opened?.show(opened.thread)
      },
      leave: () => {
        if (approval?.isPicking) return approval.picked(null)
        if (composing && composing.composer.isEmpty) return showList(false)
        setMode(false)
        lookButton?.focus()
      },
      outward: message => context.toasts.show(filled(words.outward, { url: message.url.replace(/^https?:\/\//i, '').slice(0, 80) }), {
        name: 'outward', actions: [{ label: words.openOutward, choice: 'outward', act: () => open(message.url, '_blank', 'noopener,noreferrer') }],
      }),
      focusPanel: () => {
        setSheet('half')
        title.focus()
      },
    },
  })
  /** How much of the frame the sheet and a keyboard cover. */
  function tellCover() {
    const { top, bottom } = frameElement.getBoundingClientRect()
    const view = globalThis.visualViewport
    const start = view?.offsetTop ?? 0
    const sheet = narrow.matches && main.dataset.sheet !== 'closed' ? aside.getBoundingClientRect().top : Infinity
    const end = Math.min(start + (view?.height ?? innerHeight), sheet)
    frame.tell({ type: 'viewport', top: Math.max(0, Math.round(start - top)), bottom: Math.max(0, Math.round(bottom - end)) })
  }
  watchCover(frameElement, tellCover)
  standAboveKeyboard(aside, tellCover)

  /** @param {string} shown the page in the frame now */
  async function showPage(shown) {
    const turn = frame.turn
    const isOther = shown !== page
    page = main.dataset.page = shown
    missing = new Set()
    if (isOther) followPage(shown)
    frame.tell({ type: 'review', words: frameWords(words), language, threads: pins(), comment: isCommenting })
    frame.tell({ type: 'pins', on: pinsBox?.checked ?? true })
    frame.arrived()
    tellCover()
    tellComposing()
    if (isOther) {
      if (!opened && !composing) list.set({ scope: 'page' })
      else if (opened && pageOf(opened.thread) !== page && opened.isEmpty && wanted !== opened.thread.id) showList(false)
      else list.load()
    }
    try {
      await book.loadPage(shown)
    } catch (error) {
      if (turn === frame.turn) context.toasts.show(problemText(error, words), { isProblem: true, name: 'load' })
    }
    if (turn !== frame.turn) return
    meet(book.all)
    tellPins()
    if (!opened && !composing) list.load()
    if (wanted) {
      const id = wanted
      wanted = null
      await openThread(id, { focus: true, isMeant: true })
    } else if (opened && pageOf(opened.thread) === page) {
      context.point(opened.thread, isOther)
    }
    opened?.preview()
    approval?.show(shown)
    // What the page is built of may have moved, gone or come back.
    if (!isOther && opened?.thread.element) book.load(opened.thread.id).catch(() => null)
    live.start()
  }

  /** What stands on the page, as far as the list admits it. */
  function pins() {
    maybe = book.isWhole(page) ? book.maybeOn(page) : []
    return [...book.ofPage(page), ...maybe].filter(thread => thread.element && thread.place?.state !== 'removed' && (list.admits(thread) || thread.id === opened?.thread.id)).map(thread => ({
      id: thread.id, number: String(thread.number), element: thread.element, x: thread.anchor?.x ?? null, y: thread.anchor?.y ?? null, state: thread.state,
      isUnread: thread.unread === true, isInternal: thread.visibility === 'internal',
      name: filled(words.pinName, { number: thread.number, state: words[thread.state] ?? '', part: aboutOf(thread, words), excerpt: thread.excerpt ?? '' }),
    }))
  }

  function tellPins() {
    frame.tell({ type: 'threads', threads: pins() })
    const waiting = book.ofPage(page).filter(thread => list.waits(thread)).length
    if (!sheetCount) return
    sheetCount.hidden = !waiting
    sheetCount.textContent = String(waiting)
  }

  function tellComposing(focus = false) {
    const isHere = composing?.element
    frame.tell({ type: 'composing', element: isHere ? composing?.element ?? null : null, x: composing?.x ?? null, y: composing?.y ?? null, focus })
  }

  /** @param {string | null} id @param {string | null} [thread] */
  function openPage(id, thread = null) {
    if (!id) return
    const link = document.querySelector(`[data-page-link="${CSS.escape(id)}"]`)
    const path = link?.getAttribute('data-path')
    // Beyond what the picker lists the server finds the page.
    if (!path) return location.assign(addressOf(id, thread))
    wanted = thread
    frameElement.src = frameElement.src.replace(/^([^/]+\/\/[^/]+\/~[^/]+).*$/, (_, draft) => draft + encodeURI(path))
  }

  // MARK: The side

  /** @param {boolean} focus */
  function showList(focus) {
    leave()
    title.textContent = words.feedback
    back.hidden = true
    body.replaceChildren(...(approval ? [approval.element] : []), list.element)
    body.scrollTop = 0
    frame.tell({ type: 'select', thread: null, element: null, scroll: false })
    remember(null)
    tellPins()
    list.load()
    if (focus) title.focus({ preventScroll: true })
  }

  /** The thread or the words that are open make room for others. */
  function leave() {
    if (opened) {
      opened.close()
      remember(null)
    }
    opened = null
    context.propose(null)
    if (composing) {
      composing = null
      tellComposing()
    }
  }

  /** @param {string} id @param {{focus?: boolean, isMeant?: boolean}} [how] */
  async function openThread(id, { focus = false, isMeant = false } = {}) {
    let thread
    try {
      thread = await book.load(id, { isQuiet: true })
    } catch (error) {
      context.toasts.show(problemText(error, words), { isProblem: true, name: 'thread' })
      return
    }
    meet([thread])
    leave()
    opened = new ThreadView(context, thread)
    title.textContent = filled(words.threadTitle, { number: thread.number })
    back.hidden = false
    body.replaceChildren(opened.element)
    body.scrollTop = 0
    remember(id)
    setSheet('half')
    tellPins()
    const isElsewhere = pageOf(thread) !== null && !context.isHere(thread)
    if (isElsewhere && isMeant) openPage(pageOf(thread), id)
    else context.point(thread, true)
    if (focus) title.focus({ preventScroll: true })
    book.seen(thread)
  }

  /** @param {{page: string | null, element: string | null, label?: string, pick?: any}} about */
  function compose(about) {
    if (!context.mayWrite) return
    leave()
    const { pick } = about
    const name = about.element ? about.label || words.kindText : about.page ? words.onPage : words.onSite
    const proposal = about.element ? new SuggestionMaker(context, about.element) : undefined
    const composer = new ReviewComposer({
      proposal, about: `new ${about.page} ${about.element}`, words, label: words.commentLabel, placeholder: words.commentPlaceholder, mayBeInternal: context.isAgency,
      upload: book.upload.bind(book), people: context.named,
      cancel: () => {
        showList(!pick)
        tellComposing()
        if (pick) returnToFrame()
      },
      send: async ({ body, isInternal, files, mentions }, key) => {
        const thread = await book.create({
          ...(about.page ? { page: about.page } : {}), ...(about.element ? { element: about.element } : {}), revision: newest, body,
          anchor: {
            ...(pick && pick.x !== null && pick.y !== null ? { x: pick.x, y: pick.y } : {}),
            viewport: pick?.viewport ?? { width: frameElement.clientWidth, height: frameElement.clientHeight },
            scheme: pick?.scheme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'), browser: browserName(),
          },
          ...(isInternal ? { visibility: 'internal' } : {}), ...(files.length ? { files } : {}), ...(mentions.length ? { mentions } : {}), ...proposal?.body(files),
        }, key)
        await openThread(thread.id, { focus: true })
        tell(words.sent)
      },
    })
    composing = { composer, element: about.element, x: pick?.x ?? null, y: pick?.y ?? null }
    title.textContent = words.newTitle
    back.hidden = false
    body.replaceChildren(part('div', { className: 'review-new' }, part('p', { className: 'review-about' }, part('span', { className: 'review-hint' }, `${words.about}: `), part('strong', {}, name)), proposal?.element, composer.element))
    remember(null)
    setSheet('half')
    tellCover()
    // What was read before is outlined no more.
    frame.tell({ type: 'select', thread: null, element: null, scroll: false })
    tellComposing()
    composer.focus()
  }

  function returnToFrame() {
    frame.focus()
    frame.tell({ type: 'comment', on: isCommenting, focus: true })
  }

  // MARK: What happens elsewhere

  book.onChange = (thread, how) => {
    meet([thread])
    meetRound(thread.round)
    list.heard(thread, how)
    if (context.isHere(thread) || isSpread(thread)) tellPins()
    if (opened?.thread.id !== thread.id) return
    if (how.isGone) {
      context.toasts.show(words.gone, { isProblem: true })
      return showList(true)
    }
    if (thread.comments) opened.show(thread)
    else opened.show({ ...opened.thread, ...thread, comments: opened.thread.comments })
    title.textContent = filled(words.threadTitle, { number: opened.thread.number })
  }

  const live = new ReviewLive(url, {
    screen, known: () => ({ revision: newest, change: book.change }),
    thread: async told => {
      if (Number.isInteger(told.version)) book.change = Math.max(book.change ?? 0, told.version)
      const known = book.get(told.id)
      if (known && known.version === told.version) return
      const thread = await book.load(told.id).catch(() => null)
      if (!thread) return
      if (!known && thread.author?.id !== reader) tell(filled(words.newPins, { number: thread.number }))
      // Who has it open has seen it.
      if (opened?.thread.id === thread.id && !document.hidden) book.seen(thread)
    },
    edit: edit => {
      if (edit.revision <= newest) return
      newest = edit.revision
      if (isPinned) return
      clearTimeout(timer)
      timer = setTimeout(() => frame.refresh(document.querySelector(`[data-page-link="${CSS.escape(page)}"]`)?.getAttribute('data-path') ?? '/'), TOGETHER)
    },
    released: async () => {
      const waiting = opened?.thread
      if (!waiting?.resolution || waiting.resolution.liveSince) return
      const thread = await book.load(waiting.id).catch(() => null)
      if (thread?.resolution?.liveSince) tell(filled(words.threadLive, { number: thread.number }))
    },
    approved: () => approval?.heard(page),
    over: () => context.toasts.show('account' in main.dataset ? words.signedOut : words.linkOver, {
      stays: true, isProblem: true,
      actions: 'account' in main.dataset ? [{ label: words.signIn, act: () => location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`) }] : [],
    }),
  })

  /** A round may have begun since this page was opened. @param {number | null | undefined} number */
  function meetRound(number) {
    if (!number || metRounds.has(number) || context.rounds.some(round => round.number === number)) return
    metRounds.add(number)
    book.rounds().then(rounds => {
      context.rounds = rounds
      list.arranged()
      opened?.show(opened.thread)
    }, () => {})
  }

  /** Who is met can be filtered for. @param {any[]} threads */
  function meet(threads) {
    for (const { author, assignee, comments = [] } of threads) {
      for (const person of [author, assignee && { ...assignee, isAgency: true }, ...comments.map(({ author }) => author)]) {
        if (person?.id && !context.people.some(({ id }) => id === person.id)) context.people.push(person)
      }
    }
  }

  // MARK: The bar

  const lookButton = /** @type {HTMLElement | null} */ (main.querySelector('[data-mode=look]'))
  const commentButton = /** @type {HTMLElement | null} */ (main.querySelector('[data-mode=comment]'))
  const pinsBox = /** @type {HTMLInputElement | null} */ (main.querySelector('input[data-pins]'))
  const sheetButton = /** @type {HTMLElement | null} */ (main.querySelector('[data-choice=sheet]'))

  function setMode(on) {
    isCommenting = on && context.mayWrite
    lookButton?.setAttribute('aria-pressed', String(!isCommenting))
    commentButton?.setAttribute('aria-pressed', String(isCommenting))
    list.showMode(isCommenting)
    frame.tell({ type: 'comment', on: isCommenting })
  }
  lookButton?.addEventListener('click', () => setMode(false))
  commentButton?.addEventListener('click', event => {
    setMode(true)
    if (narrow.matches) setSheet('closed')
    // With a key somebody goes on with keys.
    if (event.detail === 0) returnToFrame()
    tell(words.commentHint)
  })
  pinsBox?.addEventListener('change', () => frame.tell({ type: 'pins', on: pinsBox.checked }))
  sheetButton?.addEventListener('click', () => {
    setSheet('half')
    // Only what somebody has begun to write comes before the list.
    if (composing ? composing.composer.isEmpty : opened?.isEmpty) showList(false)
    title.focus({ preventScroll: true })
  })
  for (const link of document.querySelectorAll('[data-page-link]')) {
    link.addEventListener('click', event => {
      if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return
      event.preventDefault()
      const picker = /** @type {any} */ (link.closest('[popover]'))
      picker?.hidePopover?.()
      openPage(link.getAttribute('data-page-link'))
    })
  }
  for (const box of main.querySelectorAll('input[name=viewport]')) {
    box.addEventListener('change', () => (main.dataset.viewport = /** @type {HTMLInputElement} */ (box).value))
  }

  /** On a phone the side is a sheet over the page. @param {'closed' | 'half'} state */
  function setSheet(state) {
    main.dataset.sheet = state
    sheetButton?.setAttribute('aria-expanded', String(state !== 'closed'))
    tellCover()
  }

  addEventListener('keydown', event => {
    if (event.key === 'F6' && !event.ctrlKey && !event.altKey && !event.shiftKey) {
      event.preventDefault()
      return frame.focus()
    }
    if (event.key !== 'Escape' || event.defaultPrevented || !aside.contains(/** @type {Node} */ (event.target))) return
    if (composing && composing.composer.isEmpty || opened && opened.isEmpty) {
      const wasPick = composing?.element
      event.preventDefault()
      showList(!wasPick)
      if (wasPick) returnToFrame()
    }
  })
  addEventListener('beforeunload', event => { if (hasBegun()) event.preventDefault() })
  addEventListener('pagehide', () => opened?.close(true))
  addEventListener('popstate', () => location.reload())

  function addressOf(page, thread) {
    const query = new URLSearchParams({ ...(page ? { page } : {}), ...(thread ? { thread } : {}) })
    return `${location.pathname}?${query}`
  }

  /** The address of the screen says what is shown. @param {string | null} thread */
  function remember(thread) { history.replaceState(history.state, '', addressOf(page, thread)) }

  function followPage(shown) {
    remember(opened?.thread.id ?? null)
    for (const link of document.querySelectorAll('[data-page-link]')) {
      if (link.getAttribute('data-page-link') === shown) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
    for (const place of document.querySelectorAll('[data-page-title]')) place.textContent = context.titleOf(shown)
  }

  /** @param {string} text */
  function tell(text) { if (say) say.textContent = say.textContent === text ? `${text}\u00a0` : text }

  for (const place of main.querySelectorAll('[data-icon]')) {
    const name = place.getAttribute('data-icon') ?? ''
    place.append(iconOf(name === 'phone' ? 'mobile' : name))
  }
  if (reader) context.people.push({ id: reader, name: readerName, isAgency: context.isAgency })
  Promise.all([book.rounds(), book.people()]).then(([rounds, people]) => {
    context.rounds = rounds
    for (const person of people) {
      // Who was met before is known better now.
      const index = context.people.findIndex(({ id }) => id === person.id)
      if (index < 0) context.people.push(person)
      else context.people[index] = person
    }
    list.arranged()
    opened?.show(opened.thread)
  }, () => {})
  setSheet('closed')
  setMode(!narrow.matches)
  body.replaceChildren(...(approval ? [approval.element] : []), list.element)
  list.load()
}

/** Family and major version: enough to see the same, too little to know somebody again. */
function browserName() {
  const brands = /** @type {any} */ (navigator).userAgentData?.brands ?? []
  const brand = brands.find(({ brand }) => /Chrome|Edge|Opera/.test(brand)) ?? brands.find(({ brand }) => /Chromium/.test(brand))
  if (brand) return `${brand.brand.replace('Google ', '').replace('Microsoft ', '')} ${brand.version}`.slice(0, 40)
  const found = /(Firefox|Version)\/(\d+)/.exec(navigator.userAgent)
  return found ? `${found[1] === 'Version' ? 'Safari' : found[1]} ${found[2]}` : ''
}
