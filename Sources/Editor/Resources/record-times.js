// The moments of an approval's record as the reader's clock has them, like everywhere else in the portal: with the zone, since paper has no clock.

import { momentText } from './history-time.js'

for (const time of document.querySelectorAll('time')) {
  const date = new Date(time.dateTime)
  if (isNaN(date.getTime())) continue
  time.textContent = `${momentText(date, document.documentElement.lang, { dateStyle: 'long', timeStyle: 'medium' })} (${zoneOf(date)})`
}

/** How far the clock is ahead of UTC, which means the same everywhere: `UTC+01:00`. @param {Date} date */
function zoneOf(date) {
  const minutes = -date.getTimezoneOffset()
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map(number => String(number).padStart(2, '0'))
  return `UTC${minutes < 0 ? '−' : '+'}${hours}:${rest}`
}
