// The history of the page and of the site: every edit with its author, what it changed, and the ways back.

import { changeLine } from './history-changes.js'
import { dayOf, timeElement } from './history-time.js'
import { wayTo } from './page-links.js'
import { PagedList } from './paged-list.js'
import { avatar, badge, iconOf, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { historyWords } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */

/** So many changes of an edit are shown at once. */
const FIRST = 4

/**
 * @param {EditorContext} context
 * @param {import('./toasts.js').Toasts} toasts
 * @returns {import('./side-view.js').View}
 */
export function historyView(context, toasts) {
  const words = historyWords(context.language)
  let isSite = false
  /** @type {PagedList | undefined} */
  let list
  const load = host => {
    const path = isSite ? '/history' : `/pages/${encodeURIComponent(context.page())}/history`
    list = new PagedList(context, host, {
      path, empty: words.historyEmpty, icon: 'history',
      make: (edit, before) => [
        ...(dayOf(edit.at, context.language) === (before && dayOf(before.at, context.language)) ? [] : [day(edit, context)]),
        editItem(context, edit, { isSite, isNewest: !before }, toasts),
      ],
    })
    list.load()
  }
  return {
    name: 'history', title: words.history, icon: 'history',
    show(host) {
      const body = part('div', {})
      const choice = chooser([[words.historyPage, false], [words.historySite, true]], isSite, value => {
        isSite = value
        load(body)
      })
      host.append(choice, body)
      load(body)
    },
    update: () => list?.load(),
  }
}

/**
 * Two or three ways to look at the same, as radio buttons that look like one control.
 * @template Value
 * @param {[string, Value][]} choices
 * @param {Value} chosen
 * @param {(value: Value) => void} choose
 */
export function chooser(choices, chosen, choose) {
  const name = `choice-${crypto.randomUUID()}`
  return part('div', { className: 'foyer-chooser', role: 'radiogroup' }, ...choices.map(([label, value]) =>
    part('label', {}, part('input', { type: 'radio', name, checked: value === chosen, on: { change: () => choose(value) } }), part('span', {}, label))))
}

/** @param {any} edit @param {EditorContext} context */
const day = ({ at }, { language }) => part('li', { className: 'foyer-day' }, part('h3', {}, dayOf(at, language)))

/**
 * @param {EditorContext} context
 * @param {any} edit
 * @param {{isSite: boolean, isNewest: boolean}} place
 * @param {import('./toasts.js').Toasts} toasts
 */
function editItem(context, edit, { isSite, isNewest }, toasts) {
  const words = historyWords(context.language)
  const author = edit.author?.name ?? words.somebody
  const time = timeElement(edit.at, context.language, words.justNow)
  const actions = part('div', { className: 'foyer-edit-actions' })
  const way = edit.changes.map(change => wayTo(context, change, words.showOnPage)).find(Boolean)
  if (way) actions.append(way)
  if (edit.mayRevert) {
    actions.append(pressable(words.takeBack, () => send(context, { op: 'revert', revision: edit.revision }, words.takeBack, words.tookBack), {
      icon: 'undo', choice: 'take-back',
    }))
  }
  if (!isNewest) {
    const [label, after] = isSite ? [words.restoreSite, words.siteRestored] : [words.restorePage, words.pageRestored]
    const operation = isSite ? { op: 'restoreSite', revision: edit.revision } : { op: 'restorePage', page: context.page(), revision: edit.revision }
    const restore = pressable(label, () => ask(restore, filled(words.restoreAsk, { time: time.textContent ?? '' }), words, async () => {
      if (!(await send(context, operation, label, after))) return
      toasts.show(after, { name: 'restore', actions: [{ label: words.undo, choice: 'undo', act: () => context.undo() }] })
    }), { icon: 'history', choice: 'restore-page' })
    actions.append(restore)
  }
  actions.append(previewLink(context, edit.revision, time.title))
  return part('li', { className: 'foyer-edit', data: { revision: String(edit.revision) } },
    part('div', { className: 'foyer-version-head' }, avatar(author),
      part('p', {}, part('strong', {}, author), ' ', part('span', { className: 'foyer-quiet' }, time)),
      edit.release && badge(filled(words.release, { number: edit.release }), 'live')),
    reason(edit, words),
    changeList(context, edit.changes),
    others(edit.others, words),
    actions.childElementCount > 0 && actions)
}

/** The site as it stood then, as visitors would have seen it. @param {EditorContext} context @param {number} revision @param {string} time */
function previewLink({ site, language }, revision, time) {
  const words = historyWords(language)
  return part('a', {
    className: 'button secondary small', href: `/sites/${encodeURIComponent(site)}/preview?revision=${revision}`, target: '_blank', rel: 'noopener',
    'aria-label': filled(words.previewOf, { time }), data: { choice: 'preview' },
  }, iconOf('eye'), part('span', {}, words.preview))
}

/** @param {EditorContext} context @param {import('./history-changes.js').ChangeOf[]} changes */
export function changeList(context, changes) {
  if (!changes.length) return null
  const words = historyWords(context.language)
  const lines = changes.map(change => part('li', {}, changeLine(context, change)))
  const list = part('ul', { className: 'foyer-changes' }, ...lines.slice(0, FIRST))
  if (lines.length > FIRST) {
    const all = pressable(filled(words.showAll, { count: lines.length }), () => {
      const rest = lines.slice(FIRST)
      list.append(...rest)
      all.closest('li')?.remove()
      rest[0].tabIndex = -1
      rest[0].focus()
    }, { choice: 'all' })
    list.append(part('li', {}, all))
  }
  return list
}

/** What was changed in parts that are none of this person's business is counted, not told. */
export function others(count, words) {
  if (!count) return null
  return part('p', { className: 'foyer-quiet' }, count === 1 ? words.othersOne : filled(words.othersMany, { count }))
}

function reason({ revision, reason: why, restores, author }, words) {
  const text = revision === 1 && !author ? words.imported : restores ? words.restoredFrom : why
  return text && part('p', { className: 'foyer-quiet' }, text)
}

/** A question in the place of the button that asks it. */
function ask(button, question, words, act) {
  const give = () => {
    box.replaceWith(button)
    button.focus()
  }
  const yes = pressable(words.restoreYes, () => (give(), act()), { className: 'primary small', choice: 'yes' })
  const box = part('div', { className: 'foyer-ask', role: 'group', 'aria-label': question, on: {
    keydown: event => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      give()
    },
  } }, part('p', {}, question), part('div', { className: 'foyer-row' }, yes, pressable(words.cancel, give, { choice: 'no' })))
  button.replaceWith(box)
  yes.focus()
}

async function send(context, operation, label, after) {
  try {
    await context.submit([operation], { label, after })
    return true
  } catch {
    return false
  }
}
