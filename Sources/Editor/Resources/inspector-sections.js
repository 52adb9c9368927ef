// Which sections the panel has, in the order in which it shows them. A section gives an element of the page, or null where it has nothing
// to offer. What somebody is in the middle of entering survives a change elsewhere when the section carries `data-busy` meanwhile.

/** @type {{name: string, make: import('./inspector.js').Section}[]} */
export const SECTIONS = []
