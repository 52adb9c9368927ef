// Which sections the panel has, in the order in which it shows them. A section gives an element of the page, or null where it has nothing
// to offer. What somebody is in the middle of entering survives a change elsewhere when the section carries `data-busy` meanwhile.

import { variantSection, visibilitySection } from './appearance-section.js'
import { companySection } from './company-section.js'
import { designerSection } from './designer-section.js'
import { historySection } from './history-section.js'
import { imageSection } from './image-section.js'
import { linkSection } from './link-section.js'
import { listSection, orderSection } from './list-section.js'
import { markdownSection } from './markdown-section.js'
import { noteSection } from './note-section.js'
import { insideSection, introductionSection, outlineSection, statusSection } from './outline-section.js'
import { pageSection } from './page-section.js'
import { presenceSection } from './presence-list.js'
import { threadSection } from './thread-section.js'

/** @type {{name: string, make: import('./inspector.js').Section}[]} */
export const SECTIONS = [
  { name: 'introduction', make: introductionSection },
  { name: 'presence', make: presenceSection },
  { name: 'status', make: statusSection },
  { name: 'field', make: (context, element) => (element ? companySection(context, element) : null) },
  { name: 'markdown', make: markdownSection },
  { name: 'image', make: imageSection },
  { name: 'link', make: linkSection },
  { name: 'inside', make: insideSection },
  { name: 'items', make: listSection },
  { name: 'variant', make: variantSection },
  { name: 'visible', make: visibilitySection },
  { name: 'order', make: orderSection },
  { name: 'outline', make: outlineSection },
  { name: 'meta', make: pageSection },
  { name: 'company', make: (context, element) => (element ? null : companySection(context, null)) },
  { name: 'designer', make: designerSection },
  { name: 'note', make: noteSection },
  { name: 'threads', make: threadSection },
  { name: 'history', make: historySection },
]
