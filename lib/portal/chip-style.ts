/** Important, so that no rule of the portal reaches the host; a shadow's important rules win over the page's. */
const HOST = `
:host { all: initial !important; position: relative !important; z-index: 2147483000 !important;
  display: inline-block !important; vertical-align: middle !important; }`;

const COLOURS = `
:host { --ground: #fff; --ink: #17324d; --line: #9fb4c8; --quiet: #4a5b6b; --good: #0b6b3a; --bad: #a32018; }
@media (prefers-color-scheme: dark) { :host { --ground: #18242f; --ink: #e3eef8; --line: #53687b;
  --quiet: #b3c2cf; --good: #6fd8a0; --bad: #ffa79f; } }`;

export const chipStyle = `${HOST}
:host { margin: 0 6px !important; }
:host(.over) { position: absolute !important; margin: 0 !important; }
${COLOURS}
.chip { display: inline-flex; align-items: center; max-width: 34rem; border: 1px solid var(--line);
  border-radius: 15px; background: var(--ground); color: var(--ink); box-shadow: 0 1px 3px #0003;
  font: 500 13px/1.3 system-ui, sans-serif; text-align: start; }
button { all: unset; display: inline-flex; align-items: center; gap: 6px; box-sizing: border-box;
  min-height: 28px; padding: 3px 10px; border-radius: 14px; cursor: pointer; }
button:hover { background: color-mix(in srgb, var(--ink) 10%, transparent); }
button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
button[aria-disabled='true'] { cursor: default; color: var(--quiet); background: none; }
svg { width: 14px; height: 14px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; }
.name { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 17rem; }
:host(.over) .chip { flex-wrap: wrap; max-width: var(--width); }
:host(.over) button { max-width: 100%; }
:host(.over) .note { padding: 0 12px 5px; }
.note { padding: 3px 12px 3px 2px; color: var(--quiet); font-weight: 400; }
.note:empty { display: none; }
[data-tone='good'] .note { color: var(--good); }
[data-tone='bad'] .note { color: var(--bad); }
[data-tone='bad'], [data-tone='good'] { border-color: currentColor; }
.narrow .name, .narrow .note { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.narrow[data-tone='good'] svg { color: var(--good); }
.narrow[data-tone='bad'] svg { color: var(--bad); }
@media (prefers-reduced-motion: no-preference) { [data-tone='busy'] svg { animation: turn 1s linear infinite; }
  @keyframes turn { to { rotate: 360deg; } } }`;

export const toastStyle = `${HOST}
:host { position: fixed !important; inset-block-end: 24px !important; inset-inline: 0 !important;
  pointer-events: none !important; }
${COLOURS}
p { all: unset; display: block; width: fit-content; max-width: min(28rem, 90vw); margin-inline: auto;
  padding: 10px 18px; border: 1px solid var(--line); border-radius: 12px; background: var(--ground);
  color: var(--ink); box-shadow: 0 4px 16px #0004; font: 500 14px/1.4 system-ui, sans-serif; }
p:empty { opacity: 0; }
[data-tone='good'] { border-color: var(--good); }
[data-tone='bad'] { border-color: var(--bad); }`;
