// How the page shows what may be changed. Constructed, because the draft's Content-Security-Policy allows no inline style; two colours, so
// that the line is seen on any background.

export const pageStyles = new CSSStyleSheet()
pageStyles.replaceSync(`
[data-foyer-unlocked] { cursor: text !important; }
[data-foyer-unlocked]:is(:hover, :focus-visible, [data-foyer-open]) {
  outline: 2px solid #1d4ed8 !important;
  outline-offset: 3px !important;
  box-shadow: 0 0 0 3px #fff, 0 0 0 7px #fff8 !important;
}
[data-foyer-open] { outline-width: 3px !important; }
[data-foyer-over] { outline: 3px dashed #b3261e !important; }
[data-foyer-open], [data-foyer-open] .ProseMirror { white-space: break-spaces !important; overflow-wrap: break-word; }
[data-foyer-open]:is([contenteditable], :has([contenteditable])) { user-select: text !important; }
.ProseMirror { min-width: 1ch; }
.ProseMirror:focus { outline-color: #1d4ed8; }
span.ProseMirror { outline: none; display: inline-block; }

/* Without a pointer that can hover, what may be changed shows itself all the time. */
@media (hover: none) {
  [data-foyer-unlocked]:not([data-foyer-open], :focus-visible) { outline: 1px dashed #1d4ed8; outline-offset: 3px; }
}
@media (forced-colors: active) {
  [data-foyer-unlocked]:is(:hover, :focus-visible, [data-foyer-open]) { outline-color: Highlight !important; }
}
`)
