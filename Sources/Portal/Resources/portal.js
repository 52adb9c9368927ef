// What the portal's pages gain where scripts run: times as the reader's own clock has them, and parts that keep up with what goes on. All of it
// is there without this as well.

const page = document.documentElement.lang
// What is English here has a day before its month and no a.m.
const language = page === 'en' ? 'en-GB' : page
const today = { de: (day, time) => `${day}, ${time} Uhr`, en: (day, time) => `${day} at ${time}` }[page]

/** @param {Intl.DateTimeFormatOptions} options @param {Date} date */
const written = (options, date) => new Intl.DateTimeFormat(language, options).format(date)
const CLOCK = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit' })
const DAY = /** @type {const} */ ({ day: 'numeric', month: 'long', year: 'numeric' })

/** Whole days between then and now, by the reader's calendar. @param {Date} date */
function daysAgo(date) {
  const midnight = new Date()
  midnight.setHours(0, 0, 0, 0)
  return Math.round((midnight.getTime() - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000)
}

/** @param {HTMLTimeElement} element */
function convert(element) {
  const date = new Date(element.dateTime)
  if (isNaN(date.getTime())) return
  if (element.dataset.time === 'moment') {
    element.textContent = written({ ...DAY, ...CLOCK, timeZoneName: 'short' }, date)
    return
  }
  const days = daysAgo(date)
  const isNear = today && days >= 0 && days < 2
  element.textContent = isNear
    ? today(new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day'), written(CLOCK, date))
    : written({ ...DAY, ...CLOCK }, date)
}

/** As a field of the kind `datetime-local` has it. @param {Date} date */
function fieldValue(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What is typed means the reader's own time, so the moment goes along with it. @param {HTMLInputElement} field */
function ownTime(field) {
  if (field.dataset.instant) field.value = fieldValue(new Date(field.dataset.instant))
  field.form?.addEventListener('formdata', event => {
    const date = new Date(field.value)
    if (!isNaN(date.getTime())) event.formData.set('instant', date.toISOString())
    // Half a moment would be sent as none.
    else if (field.validity.badInput) event.formData.set(field.name, '?')
  })
}

for (const field of document.querySelectorAll('input[type=datetime-local]')) ownTime(/** @type {HTMLInputElement} */ (field))
for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-own-zone]'))) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll('_', ' ')
  element.textContent = `${element.dataset.ownZone} ${zone}`
}

/** What is shown once is there to be taken along. @param {Element} part */
function copyable(part) {
  const field = part.querySelector('input')
  const button = part.querySelector('button')
  const said = part.querySelector('[data-copied]')
  if (!field || !button || !(said instanceof HTMLElement)) return
  button.hidden = false
  field.addEventListener('focus', () => field.select())
  if (document.activeElement === field) field.select()
  button.addEventListener('click', async () => {
    said.textContent = ''
    // Without a secure connection there is only the older way.
    const isCopied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false)
    if (!isCopied) field.focus()
    if (isCopied || document.execCommand('copy')) said.textContent = said.dataset.copied ?? ''
  })
}

for (const part of document.querySelectorAll('[data-copy]')) copyable(part)

const PAUSE = 2000

/** Puts the newest state of a part in its place until there is nothing left to tell. @param {HTMLElement} element */
function follow(element) {
  setTimeout(async () => {
    // Nobody looks, or nothing comes: the same again later.
    const answer = document.hidden ? null : await fetch(element.dataset.live ?? '').catch(() => null)
    if (answer?.status === 204) return element.remove()
    const next = answer?.ok && !answer.redirected
      ? new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-live]')
      : null
    if (next) element.replaceWith(next)
    follow(/** @type {HTMLElement} */ (next ?? element))
  }, PAUSE)
}

for (const element of document.querySelectorAll('[data-live]')) follow(/** @type {HTMLElement} */ (element))

// The inbox: what can be chosen there goes by keys while nobody types, and all at once. Its parts come and go.

const TYPED = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog'
/** Single letters may be in the way of who speaks to their computer, so they can be turned off. */
const KEYS_OFF = 'foyer-inbox-keys-off'

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return
  if (event.target.closest(TYPED) || document.querySelector('dialog[open]') || localStorage.getItem(KEYS_OFF)) return
  const list = document.querySelector('[data-keys]')
  const all = /** @type {HTMLElement[]} */ ([...list?.querySelectorAll('a[href*="/review"]') ?? []])
  const item = list?.contains(event.target) ? event.target.closest('li') : null
  const index = all.findIndex(link => item?.contains(link))
  if (event.key === 'j') all[index + 1]?.focus()
  else if (event.key === 'k') all[index < 0 ? all.length - 1 : index - 1]?.focus()
  else if (event.key === 'x' && item) /** @type {HTMLElement | null} */ (item.querySelector('.inbox-tick input'))?.click()
  else return
  event.preventDefault()
})

document.addEventListener('change', event => {
  if (event.target instanceof HTMLInputElement && event.target.closest('[data-keys-choice]')) {
    return event.target.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, '1')
  }
  const all = event.target instanceof HTMLInputElement ? event.target.closest('[data-all]')?.querySelector('input') : null
  if (!all) return
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('.inbox-tick input'))) box.checked = all.checked
})

/** @param {ParentNode} part that is there now */
function arrange(part) {
  for (const label of part.querySelectorAll('[data-all], [data-keys-choice]')) label.removeAttribute('hidden')
  const keys = part.querySelector('[data-keys-choice] input')
  if (keys instanceof HTMLInputElement) keys.checked = !localStorage.getItem(KEYS_OFF)
  for (const element of part.querySelectorAll('time[data-time]')) convert(/** @type {HTMLTimeElement} */ (element))
  const board = part.querySelector('.board')
  // In double quotes it is a file of its own; in others it would come with every page.
  if (board instanceof HTMLElement) import("./board.js").then(({ Board }) => new Board(board), () => {})
}

arrange(document)
document.addEventListener('htmx:afterSettle', () => {
  const inbox = document.getElementById('inbox')
  if (!inbox) return
  arrange(inbox)
  // What has happened is read first.
  const news = inbox.querySelector('.notice, h1')
  if (!(news instanceof HTMLElement)) return
  news.tabIndex = -1
  news.focus({ preventScroll: true })
})
