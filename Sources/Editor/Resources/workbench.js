// Everything around the draft that is not the panel: taking back, history, what others do, wishes, the overview, and the designer's tools.
// It is put together here, and the screen knows only this one.

import { overviewView } from './customer-overview.js'
import { AddView } from './designer-add.js'
import { addressAs, customerBanner, designSwitch, isAsCustomer, isDesigning } from './designer-mode.js'
import { PagesView } from './designer-pages.js'
import { OutlineView } from './designer-tree.js'
import { historyView } from './history-page.js'
import { forgetMarks } from './history-section.js'
import { VisitorChanges } from './history-visitors.js'
import { LiveEvents } from './live-events.js'
import { NotesView } from './note-section.js'
import { PresenceList } from './presence-list.js'
import { PublishDialog } from './publish-dialog.js'
import { SideView } from './side-view.js'
import { reviewAddress } from './thread-section.js'
import { UndoRedo } from './undo-redo.js'
import { iconOf, part, pressable, unseen } from './view-parts.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'
import { historyWords } from './words-history.js'
import { reviewWordsIn } from './words-review.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */

/** Several edits of somebody who types fast are shown as one, in milliseconds. */
const TOGETHER = 150
/** How long the frame may take to know its parts, in milliseconds. */
const ARRIVAL = 600

export class Workbench {
  #main
  #context
  #parts
  #words
  #side
  #live
  #presence
  #visitors
  #notes
  #outline
  #add
  #pages
  #rail = part('nav', { className: 'foyer-rail' })
  /** @type {string | null} */
  #selected = null
  #timer = 0
  #asking = 0
  /** @type {import('./live-events.js').LiveEdit[]} */
  #heard = []
  #isStarted = false

  /**
   * @param {HTMLElement} main
   * @param {EditorContext} context
   * @param {object} parts
   * @param {() => Promise<boolean>} parts.settle hands over what is being typed and waits until all is saved
   * @param {(answer: import('./inspector.js').EditAnswer) => Promise<void> | void} parts.took shows what an edit has made
   * @param {(text: string) => void} parts.undone
   * @param {() => string | null} parts.typing the element whose text is open
   * @param {() => void} parts.marked the panel shows other marks now
   * @param {() => Promise<void>} parts.reload asks for the tree and shows what others have changed
   * @param {(id: string | null, what?: string) => void} parts.inspect opens the panel for an element, at one of its sections
   */
  constructor(main, context, parts) {
    this.#main = main
    this.#context = context
    this.#parts = parts
    const words = (this.#words = historyWords(context.language))
    this.#presence = new PresenceList(context)
    const publishing = new PublishDialog(main, context, { settle: parts.settle, done: () => this.#published() })
    this.#visitors = new VisitorChanges(context, publishing, count => this.#count('visitors', count))
    this.#notes = new NotesView(context, count => this.#count('notes', count))
    this.#outline = new OutlineView(context, () => this.#side.show('add'))
    this.#add = new AddView(context)
    this.#pages = new PagesView(context)
    this.#side = new SideView([
      overviewView(context), historyView(context, context.toasts), this.#visitors.view, this.#notes.view,
      this.#outline.view, this.#add.view, this.#pages.view,
    ], words.close)
    this.undoRedo = new UndoRedo(context, {
      settle: parts.settle, took: parts.took, reload: parts.reload, done: parts.undone, toasts: context.toasts,
      showHistory: element => parts.inspect(element, 'history'),
    })
    this.#live = new LiveEvents(context, {
      edited: edit => this.#heardOf(edit),
      people: people => {
        this.#presence.show(people)
        this.#notes.hear()
      },
      over: () => context.toasts.show(words.over, { stays: true, isProblem: true, actions: [{ label: words.signIn, act: () => location.assign('/login') }] }),
      place: () => ({ page: context.page(), element: this.#selected }),
    })
    context.selected = () => this.#selected
    main.querySelector('.stage')?.before(this.#rail, this.#side.side)
    document.addEventListener('foyer:show', event => this.#side.show(/** @type {CustomEvent} */ (event).detail.view))
    main.addEventListener('foyer:view', event => this.#viewed(/** @type {CustomEvent} */ (event).detail.view))
    if (isAsCustomer()) main.querySelector('.workplace, .stage')?.before(customerBanner(context.language))
  }

  // MARK: What the screen tells

  /** The tree of a page is there: the first time, or another one, or newer. */
  loaded() {
    if (!this.#isStarted) this.#start()
    this.#live.start(this.#context.tree().revision)
    this.#live.moved()
    this.#presence.update()
    this.#side.update()
    this.#visitors.refresh()
  }

  /** @param {string | null} id */
  selected(id) {
    this.#selected = id
    // On a phone the sheet lies over what was chosen in it.
    if (id && matchMedia('(max-width: 900px)').matches && this.#side.name !== 'outline') this.#side.close()
    this.#live.moved()
    this.#outline.selected(id)
    this.#add.selected()
  }

  /** Something is stored. */
  saved() {
    clearTimeout(this.#asking)
    this.#asking = setTimeout(() => this.undoRedo.refresh(), TOGETHER)
    this.#visitors.refresh()
    if (['history', 'overview'].includes(this.#side.name ?? '')) this.#side.update()
  }

  /** What visitors see is other than before: counts and marks follow. */
  #published() {
    this.#visitors.load()
    this.#side.update()
    forgetMarks()
    this.#parts.marked()
  }

  // MARK: The bar

  #start() {
    this.#isStarted = true
    const { mayDesign } = this.#context
    const words = this.#words
    const design = designerWords(this.#context.language)
    this.#rail.setAttribute('aria-label', words.tools)
    this.#rail.append(
      this.#toggle('overview', words.overviewShort, words.overview, 'list'),
      this.#toggle('history', words.history, words.history, 'history'),
      this.#toggle('visitors', words.visitorsShort, words.visitors, 'globe'),
      this.#wayToReview(),
      ...(mayDesign ? [
        this.#toggle('notes', words.notesShort, words.notes, 'note'),
        this.#toggle('outline', design.tree, design.outline, 'outline', true),
        this.#toggle('add', design.add, design.addTitle, 'plus', true),
        this.#toggle('pages', design.pages, design.pages, 'page', true),
        part('span', { className: 'foyer-rail-gap' }),
        part('a', { className: 'foyer-rail-item', href: addressAs(true), title: design.asCustomer, data: { choice: 'as-customer' } },
          iconOf('eye'), part('span', {}, design.asCustomerShort)),
        designSwitch(this.#context, () => this.#designed({ isSwitched: true })),
      ] : []))
    const { undoButton, redoButton } = this.undoRedo
    const tools = this.#main.querySelector('[data-bar-tools]')
    tools?.prepend(undoButton, redoButton)
    tools?.before(this.#presence.element)
    this.#designed()
    this.undoRedo.refresh()
    if (mayDesign) this.#notes.start()
    const wanted = /^#part=([\w-]{1,64})$/.exec(location.hash)?.[1]
    // The frame must have heard of the page first.
    if (wanted && this.#context.element(wanted)) setTimeout(() => this.#context.select(wanted), ARRIVAL)
    if (mayDesign) this.#offerEntries(design)
  }

  /** Where pages are chosen, entries are begun; the portal's own list of pages leads here, too. @param {Record<string, string>} words */
  #offerEntries(words) {
    for (const group of document.querySelectorAll('#page-picker [data-collection]')) {
      const name = group.getAttribute('data-collection') ?? ''
      const create = () => {
        /** @type {any} */ (group.closest('[popover]'))?.hidePopover?.()
        this.#pages.newEntry(name)
      }
      group.querySelector('h2')?.after(pressable(words.entryNew, create, { icon: 'plus', choice: 'new-entry' }))
    }
    const wanted = /^#entry=([\w-]{1,100})$/.exec(location.hash)?.[1]
    if (!wanted) return
    // Going back and forth, or loading again, begins no other one.
    history.replaceState(history.state, '', location.pathname + location.search)
    this.#pages.newEntry(wanted)
  }

  /** Feedback on the page that is shown when somebody goes there. */
  #wayToReview() {
    const { feedback, comment } = reviewWordsIn(this.#context.language)
    const { site } = this.#context
    const link = part('a', { className: 'foyer-rail-item', href: reviewAddress(site, this.#context.page()), title: feedback, data: { choice: 'review' }, on: {
      click: () => (link.href = reviewAddress(site, this.#context.page())),
    } }, iconOf('note'), part('span', {}, comment))
    return link
  }

  /** @param {string} name @param {string} label @param {string} title @param {string} icon @param {boolean} [isDesign] with the designer's tools only */
  #toggle(name, label, title, icon, isDesign = false) {
    const button = pressable(label, () => this.#side.toggle(name, button), { icon, className: 'foyer-rail-item', choice: `view-${name}`, title })
    button.setAttribute('aria-expanded', 'false')
    button.setAttribute('aria-controls', 'foyer-side')
    button.dataset.view = name
    if (isDesign) button.dataset.design = ''
    return button
  }

  #viewed(name) {
    for (const button of this.#main.querySelectorAll('button[data-view]')) {
      button.setAttribute('aria-expanded', String(button.getAttribute('data-view') === name))
    }
    this.#main.toggleAttribute('data-side', Boolean(name))
  }

  #count(view, count) {
    const button = this.#main.querySelector(`button[data-view="${view}"]`)
    if (!(button instanceof HTMLElement)) return
    for (const old of button.querySelectorAll('.foyer-count, .unseen')) old.remove()
    const words = this.#words
    const title = view === 'notes' ? words.notes : words.visitors
    const text = !count ? '' : view === 'notes' ? `${words.notesOpen}: ${count}` : count === 1 ? words.visitorsCountOne : filled(words.visitorsCountMany, { count })
    button.title = [title, text].filter(Boolean).join(' – ')
    if (!count) return
    button.append(part('span', { className: 'foyer-count', 'aria-hidden': 'true' }, count > 99 ? '99+' : String(count)), unseen(` – ${text}`))
  }

  /** @param {{isSwitched?: boolean}} [how] */
  #designed({ isSwitched = false } = {}) {
    const isOn = this.#context.mayDesign && isDesigning()
    this.#main.toggleAttribute('data-designing', isOn)
    for (const button of this.#rail.querySelectorAll('[data-design]')) if (button instanceof HTMLElement) button.hidden = !isOn
    if (!isOn && ['outline', 'add', 'pages'].includes(this.#side.name ?? '')) this.#side.close()
    this.#context.tell({ type: 'mode', design: isOn })
    // Its fields stand in the panel.
    if (isSwitched && (this.#selected || isOn && matchMedia('(min-width: 1100px)').matches)) this.#parts.inspect(this.#selected)
  }

  // MARK: What others do

  /** @param {import('./live-events.js').LiveEdit} edit */
  #heardOf(edit) {
    this.#notes.hear()
    this.#heard.push(edit)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#showOthers(), TOGETHER)
  }

  async #showOthers() {
    const edits = this.#heard.splice(0)
    const page = this.#context.page()
    const touches = edit => edit.elements.some(({ id }) => this.#context.element(id)) || edit.removed.some(id => this.#context.element(id))
      || edit.added.length > 0 || edit.pages.includes(page)
    // Another theme is another look of every page, whatever stands on it.
    const isRestyled = edits.some(edit => edit.theme === true)
    const open = this.#parts.typing()
    const clash = open && edits.findLast(edit => edit.elements.some(({ id }) => id === open) || edit.removed.includes(open))
    const name = clash?.author?.name ?? this.#words.somebody
    if (clash) this.#context.toasts.show(filled(this.#words.changedWhileOpen, { name }), { name: 'others', stays: true })
    if (isRestyled) await this.#context.refresh()
    else if (edits.some(touches)) await this.#parts.reload()
    this.saved()
  }
}
