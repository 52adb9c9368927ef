// Pages for designers: the settings of the one that is shown, new ones, copies, their order.

import { isSlug, slugFrom } from './designer-rules.js'
import { offerUndo, sent } from './designer-structure.js'
import { selectField, switchField, textField } from './form-parts.js'
import { failure, loading, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */
/** @typedef {{id: string, title: string, path: string, slug: string, template: string, version: number, parent?: string, collection?: string}} SitePage */

export class PagesView {
  #context
  #words
  /** @type {HTMLElement | null} */
  #host = null
  /** @type {SitePage[]} */
  #pages = []
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
      update: () => { if (!this.#host?.querySelector('[data-dirty], form.open')) this.#load() },
    }
  }

  async #load() {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      const pages = []
      let after = ''
      do {
        const answer = await this.#context.request(`/pages?limit=100${after && `&after=${encodeURIComponent(after)}`}`)
        pages.push(...answer.items)
        after = answer.next ?? ''
      } while (after && pages.length < 2000)
      this.#pages = pages
      this.#render()
    } catch {
      if (this.#host?.isConnected) this.#host.replaceChildren(failure(this.#words.loadFailed, this.#words.again, () => this.#load()))
    } finally {
      this.#isBusy = false
    }
  }

  get #page() { return this.#pages.find(({ id }) => id === this.#context.page()) }

  #render() {
    if (!this.#host?.isConnected) return
    const words = this.#words
    const form = part('div', { className: 'foyer-new-page' })
    const openForm = copyOf => {
      form.replaceChildren(this.#form(copyOf, () => form.replaceChildren()))
      form.querySelector('input')?.focus()
    }
    const page = this.#page
    this.#host.replaceChildren(
      part('div', { className: 'foyer-row' },
        pressable(words.pageNew, () => openForm(undefined), { icon: 'plus', choice: 'new-page' }),
        page && pressable(words.pageCopy, () => openForm(page), { icon: 'copy', choice: 'copy-page' })),
      form,
      ...(page ? [part('section', { className: 'foyer-group' }, part('h3', {}, words.pageSettings), ...this.#settings(page))] : []))
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
      templates.length > 1 ? selectField({
        label: words.pageTemplate, value: page.template, name: 'template', options: templates.map(name => [name, name]),
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
      ...(isHome ? [] : [this.#place(page), part('div', { className: 'foyer-row' },
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

  /** @param {SitePage | undefined} copyOf @param {() => void} close */
  #form(copyOf, close) {
    const words = this.#words
    let isOwnSlug = false
    const title = part('input', { id: 'foyer-page-title', type: 'text', required: true, value: copyOf ? filled(words.copyOf, { name: copyOf.title }) : '' })
    const slug = part('input', { id: 'foyer-page-slug', type: 'text', required: true, spellcheck: false, autocapitalize: 'none', value: slugFrom(title.value), on: { input: () => { isOwnSlug = true } } })
    title.addEventListener('input', () => { if (!isOwnSlug) slug.value = slugFrom(title.value) })
    const parents = this.#pages.filter(({ collection, path }) => !collection && path !== '/')
    const parent = part('select', { id: 'foyer-page-parent' }, part('option', { value: '' }, words.pageTop),
      ...parents.map(({ id, title, path }) => part('option', { value: id, selected: id === copyOf?.parent }, title || path)))
    const problem = part('p', { className: 'foyer-problem-line', role: 'alert' })
    const submit = async event => {
      event.preventDefault()
      problem.textContent = !title.value.trim() ? words.pageTitleMissing : isSlug(slug.value) ? '' : words.pageSlugWrong
      if (problem.textContent) return (title.value.trim() ? slug : title).focus()
      const operation = {
        op: 'createPage', title: title.value.trim(), slug: slug.value, ...(parent.value ? { parent: parent.value } : {}),
        ...(copyOf ? { copyOf: copyOf.id } : this.#page ? { template: this.#page.template } : {}),
      }
      const answer = await sent(this.#context, [operation], { label: `${words.pageNew}: ${operation.title}` })
      const page = answer?.pages?.[0]?.id ?? answer?.added?.[0]
      if (!page) return
      close()
      this.#context.toasts.show(words.pageCreated, { name: 'done', actions: [
        { label: words.pageOpen, choice: 'open-page', act: () => location.assign(addressOf(page)) },
        { label: words.undo, choice: 'undo', act: () => this.#context.undo() },
      ] })
      this.#load()
    }
    const form = part('form', { className: 'foyer-form open', noValidate: true, on: { submit } },
      part('label', { htmlFor: title.id }, words.pageTitle), title,
      part('label', { htmlFor: slug.id }, words.pageSlug), slug, part('p', { className: 'foyer-hint' }, words.pageSlugHint),
      part('label', { htmlFor: parent.id }, words.pageParent), parent, problem,
      part('div', { className: 'foyer-row' }, part('button', { type: 'submit', className: 'primary small', data: { choice: 'create-page' } }, words.pageCreate),
        pressable(words.cancel, close, { choice: 'cancel-page' })))
    form.method = 'dialog'
    return form
  }
}

/** The address of the editing screen for a page; without one the site's start page. @param {string} page */
const addressOf = page => location.pathname.replace(/\/edit(\/[^/]*)?$/, page ? `/edit/${encodeURIComponent(page)}` : '/edit')
