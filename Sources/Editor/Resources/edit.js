// The portal's side of editing in place: it asks the server what may be changed, tells the draft's frame, takes the frame's proposals, and
// saves them in the name of whoever is signed in. The frame is not trusted: it can propose what the signed-in person may do, nothing else.

import { Bar } from './bar.js'
import { DraftPage } from './draft-page.js'
import { Edits } from './edits.js'
import { watchCover } from './frame-cover.js'
import { FrameLink } from './frame-link.js'
import { isAsCustomer } from './designer-mode.js'
import { Inspector } from './inspector.js'
import { KeptChanges } from './kept-changes.js'
import { LeaveGuard } from './leave-guard.js'
import { linkWords } from './link-words.js'
import { ListActions } from './list-actions.js'
import { OthersChanges } from './others-changes.js'
import { ProblemCards } from './problem-cards.js'
import { Requests, askedEarly } from './requests.js'
import { SaveQueue } from './save-queue.js'
import { SaveState } from './save-state.js'
import { SiteDirectory } from './site-directory.js'
import { Toasts } from './toasts.js'
import { inspectorWordsIn } from './words-inspector.js'
import { wordsIn } from './words.js'
import { Workbench } from './workbench.js'

const main = document.querySelector('main[data-editor]')
if (main instanceof HTMLElement) editScreen(main)

/** @param {HTMLElement} main */
function editScreen(main) {
  const { site = '', draftOrigin = '', language = 'en', api = '/api/v1', address = '', account = '' } = main.dataset
  const url = `${api}/sites/${encodeURIComponent(site)}`
  const screen = crypto.randomUUID()
  /** @type {Record<string, string>} */
  const words = { ...wordsIn(language), ...inspectorWordsIn(language) }

  const requests = new Requests(url, screen)
  const askTree = askedEarly(main.dataset.page ?? '', shown =>
    requests.send(`/pages/${encodeURIComponent(shown)}/tree${isAsCustomer() ? '?as=customer' : ''}`))
  const directory = new SiteDirectory(path => requests.send(path), draftOrigin)
  const page = new DraftPage(main.dataset.page ?? '', words)
  const kept = new KeptChanges(site)
  const state = new SaveState(main.querySelector('[data-save-state]'), main.querySelector('[data-say]'), words)
  const cards = new ProblemCards(main, {
    words, pictureURL: directory.pictureURL, linkWords: target => linkWords(target, directory, words),
  })
  const queue = new SaveQueue({
    url: `${url}/edits`, screen, kept,
    onOutcome: (change, outcome) => edits.settled(change, outcome),
    onReplaced: (change, next) => edits.replaced(change, next),
  })
  const frame = new FrameLink({
    frame: /** @type {HTMLIFrameElement} */ (main.querySelector('iframe[data-draft]')), draftOrigin,
    onConnect: shown => (guard.typing(false), state.typing(false), showPage(shown)),
    onSilence: () => state.show('expired', words.expired),
    onMissing: () => (guard.typing(false), state.typing(false), state.show('missing', words.missing)),
    handlers: {
      change: message => edits.proposeText(message),
      changeDocument: message => edits.proposeDocument(message),
      typing: message => {
        const isChanged = message.isOpen === true && message.isChanged === true
        guard.typing(isChanged)
        state.typing(isChanged, message.isHeld === true)
        open = message.isOpen === true ? message.element : null
        if (!open) {
          others.closed()
          context.toasts.close('others')
        }
      },
      retry: () => queue.retry(),
      undo: () => context.undo(),
      redo: () => context.redo(),
      finished: message => guard.finished(message.ticket, message.isClean === true),
      select: message => inspector.selected(message.element),
      open: message => inspector.show(message.element, message.what),
      item: message => lists.fromFrame(message),
      focusPanel: () => inspector.focus(),
      reveal: message => bar.reveal(message.on),
    },
  })
  const guard = new LeaveGuard({
    isSaved: () => queue.isEmpty, finishTyping: ticket => (frame.isThere ? frame.tell({ type: 'finish', ticket }) : guard.finished(ticket, true)),
    retry: () => queue.retry(), words,
  })
  const edits = new Edits({
    queue, kept, cards, page, state, tell: frame.tell, refresh, pictureAddress: directory.draftAddress, words,
    onConflict: () => context.toasts.close('others'),
    onChange: answer => {
      inspector.update()
      if (answer) workbench.saved()
    },
  })

  /** @type {import('./inspector.js').EditorContext} */
  const context = {
    site, address, account, url, language, words, screen, mayDesign: false,
    page: () => page.id,
    tree: () => page.tree,
    element: id => page.get(id),
    request: (path, options) => requests.send(path, options),
    submit: edits.submit,
    select: id => inspector.select(id),
    refresh, say: state.say, tell: frame.tell,
    undo: () => workbench.undoRedo.undo(),
    redo: () => workbench.undoRedo.redo(),
    draft: page, directory, toasts: new Toasts(main, words), lists: /** @type {any} */ (null),
    focusDraft: () => frame.focus(),
  }
  const lists = (context.lists = new ListActions(context))
  const inspector = new Inspector(/** @type {HTMLElement} */ (main.querySelector('[data-inspector]')), context)
  /** The element whose text is open. @type {string | null} */
  let open = null
  const others = new OthersChanges({
    page, refresh, tell: frame.tell, pictureAddress: directory.draftAddress, isSaved: () => queue.isEmpty, typing: () => open,
    load: () => loadTree(page.id, () => true),
  })
  const workbench = new Workbench(main, context, {
    settle: () => guard.settle(), took: answer => edits.took(answer), undone: text => state.show('undone', text), typing: () => open,
    marked: () => inspector.update(), reload: () => others.show(), inspect: (id, what) => inspector.show(id, what),
  })
  inspector.onChoose = id => workbench.selected(id)
  const bar = new Bar(main, {
    reveal: on => frame.tell({ type: 'reveal', on }), say: state.say, inspector, words,
  })
  bar.openPanelIfWide()
  const tellCover = watchCover(/** @type {HTMLIFrameElement} */ (main.querySelector('iframe[data-draft]')), frame.tell)

  for (const change of kept.all()) edits.offer(change)
  addEventListener('keydown', event => {
    const isField = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
    const key = event.key.toLowerCase()
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isField || !['z', 'y'].includes(key)) return
    event.preventDefault()
    if (key === 'y' || event.shiftKey) context.redo()
    else context.undo()
  })

  /** The frame shows another page: what may be changed there? @param {string} shown */
  async function showPage(shown) {
    const turn = frame.turn
    const isSame = shown === page.id
    if (!await loadTree(shown, () => turn === frame.turn)) return
    const pages = await directory.pages().catch(() => [])
    if (turn !== frame.turn) return
    frame.tell({
      type: 'page', elements: page.forFrame(), words: wordsIn(language), language, mayDesign: context.mayDesign,
      path: page.tree.path, pages: pages.map(({ id, title, path }) => ({ id, title, path })),
    })
    frame.arrived()
    tellCover()
    bar.greet()
    // What became of the last change can be read on while the page that shows it loads.
    const isTold = isSame && ['saved', 'undone'].includes(state.current)
    if (queue.isEmpty && !cards.count && !isTold) state.show('ready', words.ready)
  }

  /** @param {string} shown @param {() => boolean} isWanted whether the answer still matters when it comes */
  async function loadTree(shown, isWanted) {
    let tree
    try {
      tree = await askTree(shown)
    } catch (error) {
      if (error.status === 401) state.show('signedOut', words.signedOut)
      // The page is gone: the frame says so, and offers a way on.
      else if (error.status === 404 && isWanted()) frame.refresh(page.tree.path ?? '/')
      else state.show(error.status ? 'failed' : 'offline', words.loadFailed)
      inspector.failed()
      return false
    }
    if (!isWanted()) return false
    const isOther = shown !== page.id
    if (!isOther && page.tree.path && page.tree.path !== tree.path) {
      directory.forget()
      followAddress(page.tree.path, tree.path)
    }
    page.id = main.dataset.page = shown
    page.load(tree)
    context.mayDesign = (tree.mayDesign ?? false) && !isAsCustomer()
    if (isOther) followPage(shown, tree)
    inspector.loaded(isOther)
    workbench.loaded()
    return true
  }

  /** What there is and where it stands has changed: the tree is asked again, and the frame shows the newest draft. */
  async function refresh() {
    // What is being typed is handed over before the page goes.
    if (!await guard.finish()) return
    const shown = page.id
    if (await loadTree(shown, () => shown === page.id)) frame.refresh(page.tree.path)
  }
}

/** Address, title and picker of the screen tell the page that the frame shows. */
function followPage(page, tree) {
  history.replaceState(history.state, '', location.pathname.replace(/\/edit(\/[^/]*)?$/, `/edit/${encodeURIComponent(page)}`) + location.search)
  for (const title of document.querySelectorAll('[data-page-title]')) title.textContent = tree.title || tree.path
  for (const link of document.querySelectorAll('[data-page-link]')) {
    if (link.getAttribute('data-page-link') === page) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

/** A page stands elsewhere, and with it what stands below it: the picker tells the new addresses. @param {string} from @param {string} to */
function followAddress(from, to) {
  for (const link of document.querySelectorAll('[data-page-link][data-path]')) {
    if (!(link instanceof HTMLElement) || !link.dataset.path?.startsWith(from)) continue
    const before = link.dataset.path
    link.dataset.path = to + before.slice(from.length)
    const shown = link.querySelector('.path')
    if (shown) shown.textContent = (shown.textContent ?? '').replace(before, () => link.dataset.path ?? '')
  }
}
