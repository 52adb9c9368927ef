// How the page shows what may be changed. Constructed, because the draft's Content-Security-Policy allows no inline style; two colours, so
// that the line is seen on any background.

export const pageStyles = new CSSStyleSheet()
pageStyles.replaceSync(`
[data-foyer-unlocked=""] { cursor: text !important; }
[data-foyer-unlocked="part"]:not([data-foyer-unlocked=""] *) { cursor: pointer; }
[data-foyer-unlocked]:focus-visible {
  outline: 3px solid #1d4ed8 !important;
  outline-offset: 2px !important;
  box-shadow: 0 0 0 2px #fff, 0 0 0 7px #fff !important;
}
/* The line around an open text is drawn over the page. */
[data-foyer-open] { outline: none !important; box-shadow: none !important; }
[data-foyer-open], [data-foyer-open] .ProseMirror { white-space: break-spaces !important; overflow-wrap: break-word; }
[data-foyer-open] pre { white-space: pre-wrap !important; }
[data-foyer-open]:is([contenteditable], :has([contenteditable])) { user-select: text !important; }
.ProseMirror { min-width: 1ch; }
.ProseMirror, .ProseMirror:focus { outline: none !important; }
span.ProseMirror { display: inline-block; }
.ProseMirror hr.ProseMirror-selectednode { outline: 2px solid #1d4ed8; outline-offset: 3px; }
/* An empty line has nothing that would keep it open. */
.ProseMirror :is(p, h2, h3, h4, h5, h6, li, pre):empty { min-block-size: 1lh; }
/* The only line of an item is written without a paragraph, so it looks like none. */
.ProseMirror .foyer-line { all: unset !important; display: inline !important; }

/* What visitors do not see, for those who may show it again. */
[data-foyer-ghost] { opacity: .45 !important; }
[data-foyer-ghost]:is(:hover, :focus-visible, :focus-within, [data-foyer-open]) { opacity: .8 !important; }

html[data-foyer-design] [data-eid] { cursor: default; }
html[data-foyer-design] [data-foyer-open] { cursor: text !important; }

/* Without a pointer that can hover, what may be changed shows itself all the time. */
@media (hover: none) {
  [data-foyer-unlocked]:not([data-foyer-open], [data-foyer-selected], :focus-visible) {
    outline: 2px dashed #1d4ed8;
    outline-offset: 2px;
    box-shadow: 0 0 0 4px #ffffffb3;
  }
}
@media (forced-colors: active) {
  [data-foyer-unlocked]:focus-visible { outline-color: Highlight !important; }
}
`)
