// The look of what the editor lays over the page. The page's own styles cannot reach in here.

export const overlayStyles = new CSSStyleSheet()
overlayStyles.replaceSync(`
:host {
  all: initial !important;
  position: fixed !important;
  inset: 0 !important;
  inline-size: 100% !important;
  block-size: 100% !important;
  pointer-events: none !important;
  display: block !important;
  color-scheme: light dark;
  --paper: #ffffff;
  --ink: #16181d;
  --quiet: #4a5160;
  --line: #7a8292;
  --accent: #1d4ed8;
  --on-accent: #ffffff;
  --ok: #0f6b3a;
  --error: #b3261e;
  font: 400 16px/1.4 system-ui, sans-serif !important;
  color: var(--ink) !important;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: #1a1e24; --ink: #eceff4; --quiet: #b3bac6; --line: #7b8494;
    --accent: #8ab4ff; --on-accent: #111418; --ok: #7ddba3; --error: #ff9d94;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }

.card {
  position: fixed;
  left: 0;
  top: 0;
  pointer-events: auto;
  background: var(--paper);
  color: var(--ink);
  border: 1px solid var(--line);
  border-radius: 8px;
  box-shadow: 0 4px 16px #0004;
  padding: 8px;
  max-inline-size: min(28rem, calc(100vw - 16px));
}
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.row + .row, .message:not([hidden]) + .row { margin-block-start: 8px; }
.marks { display: flex; gap: 4px; }
.grow { flex: 1 1 auto; }
.ways-out { display: flex; gap: 8px; margin-inline-start: auto; }
.quiet { color: var(--quiet); }
.problem { color: var(--error); font-weight: 600; }
.counter { font-variant-numeric: tabular-nums; }
.counter, .message, p { margin: 0; padding-inline: 4px; }

button, input {
  font: inherit;
  min-block-size: 44px;
  min-inline-size: 44px;
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 0 12px;
  background: var(--paper);
  color: var(--ink);
}
button { cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
button.main, button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.plain { border-color: transparent; text-decoration: underline; color: var(--accent); }
button.square { padding: 0; inline-size: 44px; display: inline-grid; place-items: center; }
svg { inline-size: 20px; block-size: 20px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
input { inline-size: 100%; }
.field { display: grid; gap: 4px; flex: 1 1 12rem; }
.row.link { align-items: end; }

/* What they cover can still be clicked. */
.state, .tip { pointer-events: none; }
:is(.state, .tip) button { pointer-events: auto; }
.state { padding: 2px 4px 2px 10px; display: flex; align-items: center; gap: 4px; font-size: 16px; min-block-size: 36px; }
.state[data-state=saved], .state[data-state=undone] { color: var(--ok); }
.state:is([data-state=failed], [data-state=offline], [data-state=signedOut], [data-state=refused], [data-state=changedElsewhere]) { color: var(--error); }
.state p { padding-inline: 0 6px; }
.tip { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; padding-inline-start: 12px; }
.tip p { flex: 1 1 12rem; }

.heard { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`)
