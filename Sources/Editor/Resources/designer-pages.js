// Pages for designers: the settings of the one that is shown, new ones, copies, their order.

import { isSlug, slugFrom } from './designer-rules.js'
import { offerUndo, sent } from './designer-structure.js'
import { selectField, switchField, textField } from './form-parts.js'
import { momentText } from './history-time.js'
import { failure, loading, part, pressable, quiet } from './view-parts.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */
/**
 * @typedef {{id: string, title: string, path: string, slug: string, template: string, version: number, parent?: string, collection?: string, date?: string}} SitePage
 * @typedef {{name: string, title: string, path: string}} Collection
 */

/** So many entries of a collection are shown at once. */
const NEWEST = 5

export class PagesView {
  #context
  #words
  /** @type {HTMLElement | null} */
  #host = null
  /** @type {SitePage[]} */
  #pages = []
  /** @type {Collection[]} */
  #collections = []
  /** What people call the templates. @type {Map<string, string>} */
  #templates = new Map()
  /** The collection for which an entry is wanted as soon as the view is there. @type {string | null} */
  #wanted = null
  #isBusy = false

  /** @param {EditorContext} context */
  constructor(context) {
    this.#context = context
    this.#words = designerWords(context.language)
  }

  /** @returns {import('./side-view.js').View} */
  get view() {
    return {
      name: 'pages', title: this.#words.pages, icon: 'page',
      show: host => {
        this.#host = host
        host.replaceChildren(loading(this.#words.loading))
        this.#load()
      },
      update: () => { if (!this.#isWrittenIn) this.#load() },
    }
  }

  /** Opens the form for a new entry, wherever somebody has asked for it. @param {string} collection */
  newEntry(collection) {
    this.#wanted = collection
    document.dispatchEvent(new CustomEvent('foyer:show', { detail: { view: 'pages' } }))
  }

  async #load() {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      const [collections, templates] = await Promise.all([this.#context.request('/collections'), this.#context.request('/templates')])
      this.#collections = collections.items
      this.#templates = new Map(templates.items.map(({ name, title }) => [name, title]))
      const pages = []
      let after = ''
      do {
        const answer = await this.#context.request(`/pages?limit=100${after && `&after=${encodeURIComponent(after)}`}`)
        pages.push(...answer.items)
        after = answer.next ?? ''
      } while (after && pages.length < 2000)
      this.#pages = pages
      // Somebody may have begun to write while this was fetched; what is saved then brings the next look.
      if (!this.#isWrittenIn) this.#render()
    } catch {
      if (this.#host?.isConnected) this.#host.replaceChildren(failure(this.#words.loadFailed, this.#words.again, () => this.#load()))
    } finally {
      this.#isBusy = false
    }
  }

  get #isWrittenIn() { return Boolean(this.#host?.querySelector('[data-dirty], form.open')) }

  get #page() { return this.#pages.find(({ id }) => id === this.#context.page()) }

  #render() {
    if (!this.#host?.isConnected) return
    const words = this.#words
    const form = part('div', { className: 'foyer-new-page' })
    const open = filled => {
      form.replaceChildren(filled)
      form.querySelector('input')?.focus()
    }
    const close = () => form.replaceChildren()
    const openEntry = (collection, copyOf) => open(this.#entryForm(collection, copyOf, close))
    const page = this.#page
    const collection = this.#collections.find(({ name }) => name === page?.collection)
    const openCopy = () => (collection ? openEntry(collection, page) : open(this.#form(page, close, openEntry)))
    this.#host.replaceChildren(
      part('div', { className: 'foyer-row' },
        pressable(words.pageNew, () => open(this.#form(undefined, close, openEntry)), { icon: 'plus', choice: 'new-page' }),
        page && pressable(collection ? words.entryCopy : words.pageCopy, openCopy, { icon: 'copy', choice: 'copy-page' })),
      form,
      ...this.#collections.map(collection => this.#entries(collection, () => openEntry(collection))),
      ...(page ? [part('section', { className: 'foyer-group' }, part('h3', {}, collection ? words.entrySettings : words.pageSettings), ...this.#settings(page))] : []))
    const wanted = this.#collections.find(({ name }) => name === this.#wanted)
    this.#wanted = null
    if (wanted) openEntry(wanted)
  }

  /** The newest entries of a collection, with the way to a new one. @param {Collection} collection @param {() => void} create */
  #entries(collection, create) {
    const words = this.#words
    const all = this.#pages.filter(page => page.collection === collection.name)
      .sort((one, other) => (other.date ?? '').localeCompare(one.date ?? ''))
    const row = ({ id, title, path, date }) => part('li', {}, part('a', {
      className: 'foyer-entry', href: addressOf(id), ...(id === this.#context.page() ? { 'aria-current': 'page' } : {}),
    }, part('span', {}, title || path), date && part('span', { className: 'foyer-quiet' }, dayText(date, this.#context.language))))
    const list = entries => part('ul', { className: 'foyer-list' }, ...entries.map(row))
    const rest = all.slice(NEWEST)
    return part('section', { className: 'foyer-group', data: { collection: collection.name }, 'aria-label': collection.title },
      part('h3', {}, collection.title),
      pressable(words.entryNew, create, { icon: 'plus', choice: 'new-entry' }),
      all.length ? list(all.slice(0, NEWEST)) : quiet(words.entriesNone),
      rest.length > 0 && part('details', {}, part('summary', {}, filled(words.entriesMore, { count: rest.length })), list(rest)))
  }

  /** @param {SitePage} page */
  #settings(page) {
    const words = this.#words
    const tree = this.#context.tree()
    const set = (change, label) => sent(this.#context, [{ op: 'updatePage', page: page.id, version: this.#version(page), set: change }], {
      page: page.id, label, after: words.saved,
    })
    const templates = [...new Set([page.template, ...this.#pages.map(({ template }) => template)])].filter(Boolean)
    const isHome = page.path === '/'
    const days = { publish: tree.publish ?? '', expires: tree.expires ?? '' }
    const flag = (name, label) => switchField({ label, isOn: tree[name] === true, name, set: isOn => set({ [name]: isOn }, label) })
    const capabilities = tree.capabilities ?? []
    return [
      textField({
        label: words.pageTitle, value: tree.title ?? page.title, name: 'title',
        save: title => (title.trim() ? void set({ title: title.trim() }, words.pageTitle) : words.pageTitleMissing),
      }),
      textField({
        label: words.pageDescription, hint: words.pageDescriptionHint, value: tree.meta?.description ?? '', isLong: true, name: 'description',
        save: description => void set({ description: description.trim() }, words.pageDescription),
      }),
      isHome ? part('p', { className: 'foyer-hint' }, words.pageHome) : textField({
        label: words.pageSlug, hint: words.pageSlugHint, value: page.slug, name: 'slug',
        save: slug => (isSlug(slug) ? void set({ slug }, words.pageSlug) : words.pageSlugWrong),
      }),
      page.collection && textField({
        label: words.entryDate, value: page.date ?? '', name: 'date', isDay: true, save: date => void set({ date }, words.entryDate),
      }),
      templates.length > 1 ? selectField({
        label: words.pageTemplate, value: page.template, name: 'template', options: templates.map(name => [name, this.#templates.get(name) ?? name]),
        set: template => set({ template }, words.pageTemplate),
      }) : '',
      switchField({
        label: words.pageMeta, isOn: capabilities.includes('meta'), name: 'capabilities',
        set: isOn => set({ capabilities: isOn ? [...new Set([...capabilities, 'meta'])] : capabilities.filter(name => name !== 'meta') }, words.pageMeta),
      }),
      flag('draft', words.pageDraft),
      flag('noindex', words.pageNoindex),
      this.#day('publish', days, words.pagePublish, words.pagePublishHint, set),
      this.#day('expires', days, words.pageExpires, words.pageExpiresHint, set),
      ...(isHome ? [] : [!page.collection && this.#place(page), part('div', { className: 'foyer-row' },
        pressable(words.pageRemove, () => this.#remove(page), { icon: 'trash', className: 'secondary small danger', choice: 'remove-page' }))]),
    ]
  }

  /** A day on which the page comes or goes; each field knows what the other one has. */
  #day(name, days, label, hint, set) {
    return textField({
      label, hint, value: days[name], name, isDay: true,
      save: day => {
        const { publish, expires } = { ...days, [name]: day }
        if (publish && expires && expires <= publish) return this.#words.pageDaysWrong
        days[name] = day
        set({ [name]: day }, label)
      },
    })
  }

  #version(page) { return page.id === this.#context.page() ? this.#context.tree().version ?? page.version : page.version }

  /** @param {SitePage} page */
  #place(page) {
    const words = this.#words
    const siblings = this.#pages.filter(other => other.parent === page.parent && !other.collection && other.path !== '/')
    const index = siblings.findIndex(({ id }) => id === page.id)
    const move = (parent, after, label) => sent(this.#context, [{ op: 'movePage', page: page.id, version: this.#version(page), parent, after }], {
      page: page.id, label, after: words.saved,
    })
    const below = new Set([page.id])
    for (const { id, parent } of this.#pages) if (below.has(parent ?? '')) below.add(id)
    const parents = this.#pages.filter(({ id, collection, path }) => !below.has(id) && !collection && path !== '/')
    const step = (label, icon, to) => {
      const button = pressable(label, () => to && move(page.parent ?? null, to.after, label), { icon, choice: `page-${icon}` })
      button.setAttribute('aria-disabled', String(!to))
      return button
    }
    return part('div', {},
      selectField({
        label: words.pageMoveTo, value: page.parent ?? '', name: 'parent',
        options: [['', words.pageTop], ...parents.map(({ id, title, path }) => /** @type {[string, string]} */ ([id, title || path]))],
        set: parent => move(parent || null, null, words.pageMoveTo),
      }),
      part('div', { className: 'foyer-row' },
        step(words.pageUp, 'up', index > 0 ? { after: siblings[index - 2]?.id ?? null } : null),
        step(words.pageDown, 'down', index < siblings.length - 1 ? { after: siblings[index + 1].id } : null)))
  }

  /** @param {SitePage} page */
  async #remove(page) {
    const words = this.#words
    const answer = await sent(this.#context, [{ op: 'removePage', page: page.id, version: this.#version(page) }], { page: page.id, label: words.pageRemove })
    if (!answer) return
    offerUndo(this.#context, filled(words.pageRemoved, { name: page.title || page.path }))
    this.#host?.replaceChildren(part('p', { className: 'foyer-quiet' }, filled(words.pageRemoved, { name: page.title || page.path })),
      part('a', { className: 'button secondary', href: addressOf('') }, words.pages))
  }

  /** @param {SitePage | undefined} copyOf @param {() => void} close @param {(collection: Collection) => void} openEntry */
  #form(copyOf, close, openEntry) {
    const words = this.#words
    const parents = this.#pages.filter(({ collection, path }) => !collection && path !== '/')
    const hint = part('p', { className: 'foyer-hint' })
    const instead = part('div')
    const follow = () => {
      const path = parents.find(({ id }) => id === parent.value)?.path
      const collection = this.#collections.find(collection => path === `/${collection.path}/`)
      hint.replaceChildren(...(collection ? [filled(words.entryInstead, { collection: collection.title })] : []))
      instead.replaceChildren(...(collection ? [pressable(words.entryNew, () => openEntry(collection), { icon: 'plus', choice: 'entry-instead' })] : []))
    }
    const parent = part('select', { id: 'foyer-page-parent', on: { change: follow } }, part('option', { value: '' }, words.pageTop),
      ...parents.map(({ id, title, path }) => part('option', { value: id, selected: id === copyOf?.parent }, title || path)))
    follow()
    return this.#newPage({
      title: copyOf ? filled(words.copyOf, { name: copyOf.title }) : '', submitText: words.pageCreate, label: words.pageNew, close,
      more: [part('label', { htmlFor: parent.id }, words.pageParent), parent, hint, instead],
      members: () => ({
        ...(parent.value ? { parent: parent.value } : {}),
        ...(copyOf ? { copyOf: copyOf.id } : this.#page && !this.#page.collection ? { template: this.#page.template } : {}),
      }),
      created: page => {
        close()
        this.#context.toasts.show(words.pageCreated, { name: 'done', actions: [
          { label: words.pageOpen, choice: 'open-page', act: () => location.assign(addressOf(page)) },
          { label: words.undo, choice: 'undo', act: () => this.#context.undo() },
        ] })
        this.#load()
      },
    })
  }

  /** @param {Collection} collection @param {SitePage | undefined} copyOf @param {() => void} close */
  #entryForm(collection, copyOf, close) {
    const words = this.#words
    const date = part('input', { id: 'foyer-page-date', type: 'date', required: true, value: today() })
    const seed = {
      kind: 'richText', tag: 'div', capabilities: ['text'],
      content: { document: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: words.newText }] }] } },
    }
    return this.#newPage({
      title: copyOf ? filled(words.copyOf, { name: copyOf.title }) : '', submitText: words.entryCreate, close,
      label: `${collection.title}: ${words.entryNew}`,
      heading: copyOf ? words.entryCopy : `${collection.title}: ${words.entryNew}`,
      taken: new Set(this.#pages.filter(page => page.collection === collection.name).map(({ slug }) => slug)),
      more: [part('label', { htmlFor: date.id }, words.entryDate), date],
      members: () => ({
        collection: collection.name, ...(date.value ? { date: date.value } : {}), ...(copyOf ? { copyOf: copyOf.id } : { element: seed }),
      }),
      created: page => location.assign(addressOf(page)),
    })
  }

  /**
   * The form that makes a page or an entry.
   * @param {object} parts
   * @param {string} parts.title
   * @param {string} [parts.heading]
   * @param {string} parts.submitText
   * @param {string} parts.label what the history calls it, before the title
   * @param {Set<string>} [parts.taken] the addresses that are not proposed
   * @param {HTMLElement[]} parts.more
   * @param {() => object} parts.members of the operation besides title and address
   * @param {(page: string) => void} parts.created
   * @param {() => void} parts.close
   */
  #newPage({ title: first, heading, submitText, label, taken = new Set(), more, members, created, close }) {
    const words = this.#words
    const proposed = text => {
      const slug = slugFrom(text)
      let free = slug
      for (let number = 2; slug && taken.has(free); number += 1) free = `${slug}-${number}`
      return free
    }
    let isOwnSlug = false
    const title = part('input', { id: 'foyer-page-title', type: 'text', required: true, value: first, autocomplete: 'off' })
    const slug = part('input', {
      id: 'foyer-page-slug', type: 'text', required: true, spellcheck: false, autocapitalize: 'none', autocomplete: 'off', value: proposed(first),
      on: { input: () => { isOwnSlug = true } },
    })
    title.addEventListener('input', () => { if (!isOwnSlug) slug.value = proposed(title.value) })
    const problem = part('p', { className: 'foyer-problem-line', role: 'alert' })
    const submit = async event => {
      event.preventDefault()
      problem.textContent = !title.value.trim() ? words.pageTitleMissing : !isSlug(slug.value) ? words.pageSlugWrong
        : taken.has(slug.value) ? words.pageSlugTaken : ''
      if (problem.textContent) return (title.value.trim() ? slug : title).focus()
      const operation = { op: 'createPage', title: title.value.trim(), slug: slug.value, ...members() }
      const answer = await sent(this.#context, [operation], { label: `${label}: ${operation.title}` })
      const page = answer?.pages?.[0]?.id ?? answer?.added?.[0]
      if (page) created(page)
    }
    const form = part('form', { className: 'foyer-form open', noValidate: true, on: { submit } },
      heading && part('h3', {}, heading),
      part('label', { htmlFor: title.id }, words.pageTitle), title,
      part('label', { htmlFor: slug.id }, words.pageSlug), slug, part('p', { className: 'foyer-hint' }, words.pageSlugHint),
      ...more, problem,
      part('div', { className: 'foyer-row' }, part('button', { type: 'submit', className: 'primary small', data: { choice: 'create-page' } }, submitText),
        pressable(words.cancel, close, { choice: 'cancel-page' })))
    form.method = 'dialog'
    return form
  }
}

/** The day where somebody sits, as dates are written in forms. */
function today() {
  const now = new Date()
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(number => String(number).padStart(2, '0')).join('-')
}

/** A day as people write it. @param {string} date @param {string} language */
const dayText = (date, language) => momentText(`${date}T12:00:00`, language, { dateStyle: 'medium' })

/** The address of the editing screen for a page; without one the site's start page. @param {string} page */
const addressOf = page => location.pathname.replace(/\/edit(\/[^/]*)?$/, page ? `/edit/${encodeURIComponent(page)}` : '/edit')
