// Times as people say them: “5 minutes ago”, with the exact time for those who ask.

const UNITS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([['day', 86_400], ['hour', 3600], ['minute', 60]])
/** From here on a date says more than a number of days. */
const RELATIVE_UNTIL = 7 * 86_400

/**
 * A moment in words. What is English here has a day before its month and no a.m.
 * @param {string | Date} at
 * @param {string} language
 * @param {Intl.DateTimeFormatOptions} [style] a date with its time unless it says something else
 */
export const momentText = (at, language, style = { dateStyle: 'medium', timeStyle: 'short' }) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, style).format(new Date(at))

/**
 * @param {string} at
 * @param {string} language
 * @param {string} justNow
 */
export function timeElement(at, language, justNow) {
  const time = document.createElement('time')
  const date = new Date(at)
  time.dateTime = at
  time.title = momentText(date, language, { dateStyle: 'full', timeStyle: 'medium' })
  time.textContent = spokenTime(date, language, justNow)
  return time
}

/** @param {Date} date @param {string} language @param {string} justNow */
function spokenTime(date, language, justNow) {
  const seconds = Math.max(0, (Date.now() - date.getTime()) / 1000)
  if (seconds < 60) return justNow
  if (seconds >= RELATIVE_UNTIL) return momentText(date, language)
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? UNITS[2]
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(seconds / length), unit)
}

/** The day as a heading: “Today”, “Yesterday”, or its date. @param {string} at @param {string} language */
export function dayOf(at, language) {
  const date = new Date(at)
  const midnight = new Date()
  midnight.setHours(0, 0, 0, 0)
  const days = Math.floor((midnight.getTime() - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000 + 0.5)
  if (days > 1) return momentText(date, language, { dateStyle: 'full' })
  const text = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day')
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
}
