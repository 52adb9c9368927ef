// How a review looks over the page. `all: initial` and `!important` keep what the page inherits and demands away from it; within the tree
// no rule of the page holds. The numbers of threads are read on pages of any colour, so pins bring a ring of their own.

export const reviewStyles = new CSSStyleSheet()
reviewStyles.replaceSync(`
:host {
  all: initial !important;
  position: absolute !important;
  inset: 0 auto auto 0 !important;
  inline-size: 0 !important;
  block-size: 0 !important;
  overflow: visible !important;
  pointer-events: none !important;
  display: block !important;
  zoom: 1 !important;
  color-scheme: light dark;
  direction: ltr !important;
  --accent: #1d4ed8;
  font: 600 14px/1 system-ui, sans-serif !important;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }

.pin {
  position: absolute;
  left: 0;
  top: 0;
  display: grid;
  grid-auto-flow: column;
  place-items: center;
  place-content: center;
  gap: 1px;
  inline-size: 30px;
  block-size: 30px;
  padding: 0;
  border: 2px solid #fff;
  border-radius: 15px 15px 15px 3px;
  outline: 1px solid #16181d80;
  box-shadow: 0 2px 6px #0006;
  background: #b3261e;
  color: #fff;
  font: 700 13px/1 system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
  letter-spacing: -.03em;
  pointer-events: auto;
  cursor: pointer;
  touch-action: manipulation;
}
/* Fingers need more room than eyes. */
@media (pointer: coarse) { .pin::before { content: ""; position: absolute; inset: -8px; } }
.pin .state {
  position: absolute;
  inset: auto -7px -6px auto;
  display: grid;
  place-items: center;
  inline-size: 17px;
  block-size: 17px;
  border: 1px solid #16181d80;
  border-radius: 50%;
  background: #fff;
  color: #16181d;
  font: 800 11px/1 system-ui, sans-serif;
  letter-spacing: 0;
}
.pin[data-state=inProgress] { background: #8a4b00; }
.pin[data-state=question] { background: #6b3fa0; }
.pin[data-state=done] { background: #0f6b3a; }
.pin:is([data-state=accepted], [data-state=declined], [data-state=duplicate]) { background: #4a5160; }
.pin[data-internal] { border-style: dashed; border-color: #16181d; outline-color: #fff; background: #ffd76a; color: #16181d; }
.pin[data-unread]::after {
  content: "";
  position: absolute;
  inset: -6px -6px auto auto;
  inline-size: 12px;
  block-size: 12px;
  border: 2px solid #fff;
  border-radius: 50%;
  background: #1d4ed8;
}
.pin:hover { z-index: 2; filter: brightness(1.15); }
.pin[aria-current] { z-index: 3; outline: 3px solid #1d4ed8; outline-offset: 1px; }
.pin:focus-visible { z-index: 4; outline: 3px solid #1d4ed8; outline-offset: 1px; box-shadow: 0 0 0 7px #fff; }
.pin[data-cut]:not(:focus-visible) { opacity: 0; pointer-events: none; }
:host([data-quiet]) .pins { display: none; }

/* Lines around a part: two colours, so that they are seen on any background. */
.box, .target { position: absolute; left: 0; top: 0; min-inline-size: 8px; min-block-size: 8px; }
.box::before, .target::before { content: ""; position: absolute; inset: -5px; border: 2px solid #fff; border-radius: 6px; outline: 2px solid #1d4ed8; outline-offset: -2px; }
.box.hover::before { background: #1d4ed814; }
.box.chosen::before, .target::before { inset: -6px; border: 3px solid #1d4ed8; outline: 2px solid #fff; outline-offset: 0; }
.box.composed::before { border: 3px dashed #1d4ed8; outline: 2px solid #fff; outline-offset: 0; background: #1d4ed81f; }
.target { padding: 0; border: 0; background: none; color: inherit; font: inherit; outline: none; }
.sign {
  position: absolute;
  inset-block-end: calc(100% + 8px);
  inset-inline-start: -6px;
  max-inline-size: min(22rem, calc(100vw - 16px));
  padding: 5px 8px;
  border: 1px solid #fff;
  border-radius: 5px;
  background: #1d4ed8;
  color: #fff;
  font: 600 13px/1.3 system-ui, sans-serif;
  text-align: start;
  white-space: nowrap;
  overflow: hidden;
  text-overflow: ellipsis;
}
[data-inside] > .sign { inset-block: 4px auto; inset-inline-start: 4px; }
.mark {
  position: absolute;
  left: -4px;
  top: -26px;
  inline-size: 30px;
  block-size: 30px;
  border: 2px solid #fff;
  border-radius: 15px 15px 15px 3px;
  outline: 2px solid #1d4ed8;
  background: #1d4ed8;
}
.mark::before { content: "+"; display: grid; place-items: center; block-size: 100%; color: #fff; font: 700 20px/1 system-ui, sans-serif; }

.proposal { position: absolute; left: 0; top: 0; outline: 3px dashed #0f6b3a; outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
.proposal-words { inline-size: 100%; min-block-size: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
.proposal[data-picture] .proposal-words { block-size: 100%; background: #fff; }
.proposal canvas { display: block; inline-size: 100%; block-size: 100%; object-fit: cover; }
.proposal[data-removal] { outline-color: #b3261e; background: repeating-linear-gradient(135deg, #b3261e59 0 6px, #fff9 6px 14px); }
.proposal-sign { position: absolute; inset: 100% auto auto 0; z-index: 1; margin-block-start: 6px; padding: 5px 8px; border: 1px solid #fff; border-radius: 5px; background: #0f6b3a; color: #fff; font: 600 13px/1.3 system-ui, sans-serif; white-space: nowrap; }
.proposal[data-removal] .proposal-sign { background: #b3261e; }

@media (forced-colors: active) {
  .pin { border-color: ButtonText; background: ButtonFace; color: ButtonText; }
  .pin[aria-current] { background: Highlight; color: HighlightText; }
  .box::before, .target::before { border-color: Highlight; outline-color: Canvas; }
}
@media print { :host { display: none !important; } }
`)

/** For the page itself, while parts of it are chosen: what shows another page swallows no click. */
export const reviewPageStyles = new CSSStyleSheet()
reviewPageStyles.replaceSync(`
@media screen {
  html[data-foyer-comment], html[data-foyer-comment] * { cursor: crosshair !important; }
  html[data-foyer-comment] :is(iframe, object, embed, video, audio) { pointer-events: none !important; }
  html[data-foyer-comment] :is(button, input, select, textarea, fieldset):disabled { pointer-events: none !important; }
}
`)
