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
  --surface: #f3f5f8;
  --ink: #16181d;
  --quiet: #4a5160;
  --line: #7a8292;
  --soft: #d8dce4;
  --accent: #1d4ed8;
  --on-accent: #ffffff;
  --tint: #e8eefc;
  --ok: #0f6b3a;
  --error: #b3261e;
  --person: #6b3fa0;
  --control: 36px;
  font: 400 16px/1.4 system-ui, sans-serif !important;
  color: var(--ink) !important;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: #1a1e24; --surface: #242a33; --ink: #eceff4; --quiet: #b3bac6; --line: #7b8494; --soft: #3a424e;
    --accent: #8ab4ff; --on-accent: #111418; --tint: #24324d; --ok: #7ddba3; --error: #ff9d94;
  }
}
@media (pointer: coarse) { :host { --control: 44px; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }

.card {
  position: fixed;
  left: 0;
  top: 0;
  pointer-events: auto;
  background: var(--paper);
  color: var(--ink);
  border: 1px solid var(--soft);
  border-radius: 10px;
  box-shadow: 0 1px 2px #0003, 0 6px 20px #0003;
  padding: 8px;
  max-inline-size: min(34rem, calc(100vw - 16px));
}
.card.docked { inline-size: calc(100vw - 16px); max-inline-size: none; max-block-size: 60vh; overflow: auto; }
.card.away { visibility: hidden; }
.row, .actions, .tools, .group { display: flex; align-items: center; }
.row { flex-wrap: wrap; gap: 8px; }
.quiet { color: var(--quiet); }
.problem { color: var(--error); font-weight: 600; }
p { margin: 0; padding-inline: 4px; }
.counter { font-variant-numeric: tabular-nums; }

button, input, select {
  font: inherit;
  min-block-size: var(--control);
  min-inline-size: var(--control);
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 0 12px;
  background: var(--paper);
  color: var(--ink);
}
button { cursor: pointer; touch-action: manipulation; }
button:hover:not(:disabled, [aria-disabled=true]) { border-color: var(--accent); color: var(--accent); }
button:is(:disabled, [aria-disabled=true]) { color: var(--line); border-color: var(--soft); cursor: default; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button.main:hover:not(:disabled) { color: var(--on-accent); filter: brightness(1.1); }
button.plain { border-color: transparent; background: none; text-decoration: underline; color: var(--accent); }
button.square { padding: 0; inline-size: var(--control); display: inline-grid; place-items: center; flex: none; }
button.labelled { display: inline-flex; align-items: center; gap: 6px; padding: 0 10px; white-space: nowrap; }
svg { inline-size: 20px; block-size: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
input, .field select { inline-size: 100%; }
.field { display: grid; gap: 4px; flex: 1 1 12rem; }

/* Tools and actions are quiet until somebody points at them. */
:is(.tools, .actions) :is(button, select) { border-color: transparent; background: none; }
:is(.tools, .actions) button:hover:not(:disabled, [aria-disabled=true]) { background: var(--surface); border-color: transparent; color: var(--ink); }
:is(.tools, .actions) button[aria-pressed=true] { background: var(--tint); color: var(--accent); }
.tools { flex-wrap: wrap; gap: 2px 10px; }
.tools select { border-color: var(--soft); max-inline-size: 13rem; }
.group { gap: 2px; }
.group:not(:has(> :not([hidden]))) { display: none; }
.touch { display: none; }
.group:has(> .touch) { display: none; }
@media (pointer: coarse) {
  .touch { display: inline-grid; }
  .group:has(> .touch) { display: flex; }
}

/* The bar at the selected part */
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0 4px; padding: 4px; }
.name { display: flex; align-items: center; gap: 6px; font-weight: 600; min-block-size: var(--control); padding-inline: 8px; min-inline-size: 0; }
.name span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-inline-size: 16rem; }
.name svg { color: var(--accent); }
.bar .note { order: 3; flex: 1 0 100%; padding: 0 8px 6px; color: var(--quiet); max-inline-size: 30rem; }
.labelled.bare { inline-size: var(--control); padding: 0; justify-content: center; }
.labelled.bare .label { display: none; }
.bar .refusal { order: 4; flex: 1 0 100%; padding: 0 8px 6px; }
.bar .actions { flex-wrap: wrap; order: 1; border-inline-start: 1px solid var(--soft); padding-inline-start: 4px; }
.bar .actions + .actions { border: 0; padding: 0; }
.bar.tip .name svg { color: var(--quiet); }
.bar.tip { inline-size: max-content; max-inline-size: min(27rem, calc(100vw - 16px)); }
.bar.tip .note { order: 0; padding-block-end: 2px; }
.bar.tip .actions { border: 0; padding: 0; }
.bar.docked .name { flex: 1 1 40%; min-inline-size: 40%; }
.bar.docked .actions { border: 0; }
.bar.docked .actions.more { order: 0; }
.bar.docked .actions:not(.more) { flex: 0 1 auto; }
.tip .actions button.labelled { color: var(--accent); }

/* The panel of an open text */
.panel { display: grid; gap: 6px; min-inline-size: min(20rem, calc(100vw - 16px)); }
.panel .row.link { align-items: end; padding: 8px; background: var(--surface); border-radius: 6px; }
.panel .ends { gap: 8px; flex-wrap: nowrap; }
.status { display: flex; flex-wrap: wrap; flex: 1 1 0; min-inline-size: 0; line-height: 1.25; }
.status p { padding-inline: 4px 0; }
.ways-out { display: flex; gap: 8px; margin-inline-start: auto; }
.step[data-state=saved] { color: var(--ok); }
.step[data-state=failed] { color: var(--error); }
.panel .head { justify-content: space-between; border-block-start: 1px solid var(--soft); margin: 2px -8px -8px; padding: 2px 4px; background: var(--surface); border-radius: 0 0 10px 10px; gap: 4px; flex-wrap: nowrap; }
.panel .head .name { font-weight: 400; color: var(--quiet); }
.panel .head .name svg { inline-size: 16px; block-size: 16px; color: inherit; }
/* A keyboard leaves little room. */
.panel.docked { gap: 4px; padding-block-start: 4px; }
.panel.docked .ways-out { gap: 6px; }
.panel.docked .ways-out button { padding-inline: 9px; }
.panel.docked .tools { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; margin-inline: -8px; padding-inline: 8px; }
.panel.docked .tools select { max-inline-size: 9rem; }
.panel.docked .head { order: -1; margin: -4px -8px 0; border: 0; border-radius: 10px 10px 0 0; border-block-end: 1px solid var(--soft); padding-block: 0; }
.panel .head .actions button:hover:not(:disabled, [aria-disabled=true]) { background: var(--paper); }

/* What they cover can still be clicked. */
.state, .tip { pointer-events: none; }
:is(.state, .tip) button { pointer-events: auto; }
.state { padding: 2px 4px 2px 10px; display: flex; align-items: center; gap: 4px; min-block-size: 36px; }
.state[data-state=saved], .state[data-state=undone] { color: var(--ok); }
.state:is([data-state=failed], [data-state=offline], [data-state=signedOut], [data-state=refused], [data-state=changedElsewhere]) { color: var(--error); }
.state p { padding-inline: 0 6px; }

/* Lines around parts of the page: two colours, so that they are seen on any background, and nothing between the line and the part. */
.box { position: fixed; left: 0; top: 0; }
.box::before { content: ""; position: absolute; inset: -5px; border: 2px solid #fff; border-radius: 5px; outline: 2px dashed #1d4ed8; outline-offset: -2px; }
/* Letters of large headings reach below their line: nothing is drawn close to it. */
.box.selected::before { inset: -9px; border: 3px solid #1d4ed8; outline: 2px solid #fff; outline-offset: 0; }
.box[data-over]::before { border: 3px dashed #b3261e !important; }
.box.hovered::before { outline-style: solid; }
.box.ghost::before { outline-color: #4a5160; }
.box.person::before { outline: 2px solid #6b3fa0; }
.sign {
  position: absolute;
  inset-block-start: -15px;
  inset-inline-end: -10px;
  display: inline-flex;
  align-items: center;
  gap: 4px;
  min-block-size: 22px;
  padding: 0 6px;
  border-radius: 11px;
  border: 2px solid #fff;
  background: #1d4ed8;
  color: #fff;
  font-size: 13px;
  line-height: 1.3;
  font-weight: 600;
  white-space: nowrap;
}
.sign svg { inline-size: 14px; block-size: 14px; }
.offered > .sign { padding: 0 4px; }
.ghost > .sign { background: #4a5160; inset-inline: -10px auto; }
/* Who is here stands over every line, beside the corner that one's own selection rounds. */
.boxes { isolation: isolate; }
.box.person { z-index: 1; }
.person > .sign { background: #6b3fa0; pointer-events: auto; inset-block-start: auto; inset-block-end: -22px; inset-inline-end: 10px; }
.hovered > .sign { inset-inline: -5px auto; border-radius: 4px; }
.box[data-inside] > .sign { inset-block-start: 2px; }

.heard { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (forced-colors: active) {
  .box::before { border-color: Canvas; outline-color: Highlight; }
  .box.selected::before { border-color: Highlight; outline-color: Canvas; }
  .sign, .card { border-color: CanvasText; }
  button[aria-pressed=true] { outline: 2px solid Highlight; }
}
@media (prefers-reduced-motion: no-preference) {
  .bar:not(.docked), .panel:not(.docked) { animation: appear .12s ease-out; }
  @keyframes appear { from { opacity: 0; } }
}
`)
