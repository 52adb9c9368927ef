// What changed between two texts, in whole words: people read words, not letters.

/** @typedef {{kind: 'same' | 'removed' | 'added', text: string}} Piece */

/** Above this many comparisons the answer is not worth the wait: the whole text is then shown as replaced. */
const LARGEST_TABLE = 1_000_000

/**
 * @param {string} before
 * @param {string} after
 * @returns {Piece[]} in reading order; the removed words of a place stand before the added ones
 */
export function differenceOf(before, after) {
  const old = partsOf(before)
  const now = partsOf(after)
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1
  let end = 0
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1
  const middle = between(old.slice(start, old.length - end), now.slice(start, now.length - end))
  const pieces = [...old.slice(0, start).map(same), ...middle, ...old.slice(old.length - end).map(same)]
  return readable(joined(pieces))
}

/** Words, runs of white space, and every other sign for itself. @param {string} text */
const partsOf = text => text.match(/\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? []

/** @param {string} text @returns {Piece} */
const same = text => ({ kind: 'same', text })
const removed = text => /** @type {Piece} */ ({ kind: 'removed', text })
const added = text => /** @type {Piece} */ ({ kind: 'added', text })

/** The longest common subsequence of two lists of words. @param {string[]} old @param {string[]} now @returns {Piece[]} */
function between(old, now) {
  if (!old.length || !now.length || old.length * now.length > LARGEST_TABLE) return [...old.map(removed), ...now.map(added)]
  const width = now.length + 1
  // How long the common part is from here to the ends.
  const length = new Uint32Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      length[i * width + j] = old[i] === now[j]
        ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1])
    }
  }
  /** @type {Piece[]} */
  const pieces = []
  let i = 0
  let j = 0
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      pieces.push(same(old[i]))
      i += 1
      j += 1
    } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
      pieces.push(removed(old[i]))
      i += 1
    } else {
      pieces.push(added(now[j]))
      j += 1
    }
  }
  return [...pieces, ...old.slice(i).map(removed), ...now.slice(j).map(added)]
}

/**
 * What stayed between two changes and is shorter than both belongs to the change: a new sentence that happens to have an “and” where the old
 * one had it reads as one replacement.
 * @param {Piece[]} pieces
 */
function readable(pieces) {
  for (let from = 0; ;) {
    const index = pieces.findIndex((piece, index) => index >= from && piece.kind === 'same' && piece.text.length <= Math.min(changeBefore(pieces, index), changeBehind(pieces, index)))
    if (index < 0) return pieces
    const { text } = pieces[index]
    pieces = joined([...pieces.slice(0, index), removed(text), added(text), ...pieces.slice(index + 1)])
    // What is joined now is longer, so what stands before it may belong to it, too.
    from = Math.max(0, index - 3)
  }
}

/** How much was changed right before a place. @param {Piece[]} pieces @param {number} index */
function changeBefore(pieces, index) {
  let length = 0
  for (let place = index - 1; place >= 0 && pieces[place].kind !== 'same'; place -= 1) length = Math.max(length, pieces[place].text.length)
  return length
}

/** @param {Piece[]} pieces @param {number} index */
function changeBehind(pieces, index) {
  let length = 0
  for (let place = index + 1; place < pieces.length && pieces[place].kind !== 'same'; place += 1) length = Math.max(length, pieces[place].text.length)
  return length
}

/** @param {Piece[]} pieces */
function joined(pieces) {
  /** @type {Piece[]} */
  const result = []
  let gone = ''
  let come = ''
  const close = () => {
    if (gone) result.push(removed(gone))
    if (come) result.push(added(come))
    gone = come = ''
  }
  for (const { kind, text } of pieces) {
    if (kind === 'removed') gone += text
    else if (kind === 'added') come += text
    else {
      close()
      const last = result.at(-1)
      if (last?.kind === 'same') last.text += text
      else result.push(same(text))
    }
  }
  close()
  return result
}
