/** Important, so that no rule of the portal reaches the host; a shadow's important rules win over the page's. */
const HOST = `
:host { all: initial !important; position: relative !important; z-index: 2147483000 !important;
  display: inline-block !important; vertical-align: middle !important; }`;

const COLOURS = `
:host { --ground: #fff; --ink: #17324d; --line: #9fb4c8; --quiet: #4a5b6b; --good: #0b6b3a; --bad: #a32018; }
@media (prefers-color-scheme: dark) { :host { --ground: #18242f; --ink: #e3eef8; --line: #53687b;
  --quiet: #b3c2cf; --good: #6fd8a0; --bad: #ffa79f; } }`;

/** A bag with a plus, as a shape of 14 px: a picture would be for the page's own policy to forbid. */
const BAG = [
  'M1.05 3.68h11.9v8.83H1.05zM2.45 5.08v6.04h9.1V5.08z',
  'M4.11 3.68v-.62a1.58 1.58 0 0 1 1.58-1.58h2.62a1.58 1.58 0 0 1 1.58 1.58v.62h-1.4v-.62a.18.18 0 0 0-.18-.18H5.69a.18.18 0 0 0-.18.18v.62z',
  'M6.3 6.56h1.4v3.5H6.3zM5.25 7.61h3.5v1.4h-3.5z',
].join('');

export const chipStyle = `${HOST}
:host { margin: 0 6px !important; }
:host(.over) { position: absolute !important; width: 0 !important; height: 0 !important; margin: 0 !important; }
${COLOURS}
/* In em of the host, whose size is the agent's own text size and not the page's. */
.chip { display: inline-flex; align-items: center; max-width: 42em; border: 1px solid var(--line);
  border-radius: 15px; background: var(--ground); color: var(--ink); box-shadow: 0 1px 3px #0003;
  font: 500 0.8125em/1.3 system-ui, sans-serif; text-align: start; }
button { all: unset; display: inline-flex; align-items: center; gap: 6px; box-sizing: border-box;
  min-height: 2.15em; padding: 3px 10px; border-radius: 14px; cursor: pointer; }
button:hover { background: color-mix(in srgb, var(--ink) 10%, transparent); }
button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
button[aria-disabled='true'] { cursor: default; color: var(--quiet); background: none; }
button::before { content: ''; width: 14px; height: 14px; flex: none; background: currentColor;
  forced-color-adjust: none; clip-path: path('${BAG}'); }
.name { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 21em; }
:host(.over) .chip { position: absolute; bottom: 0; left: 0; flex-wrap: wrap; box-sizing: border-box;
  width: max-content; }
:host(.over) button { max-width: 100%; }
:host(.over) .note { padding: 0 12px 5px; }
.note { padding: 3px 12px 3px 2px; color: var(--quiet); font-weight: 400; }
.note:empty { display: none; }
[data-tone='good'] .note { color: var(--good); }
[data-tone='bad'] .note { color: var(--bad); }
[data-tone='bad'], [data-tone='good'] { border-color: currentColor; }
.narrow .name, .narrow .note { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.narrow[data-tone='good'] button::before { color: var(--good); }
.narrow[data-tone='bad'] button::before { color: var(--bad); }
@media (max-width: 40em) { .chip { flex-wrap: wrap; max-width: 80vw; overflow-wrap: anywhere; }
  .name { white-space: normal; } .note { padding-inline-start: 12px; } }
@media (prefers-reduced-motion: no-preference) { [data-tone='busy'] button::before { animation: turn 1s linear infinite; }
  @keyframes turn { to { rotate: 360deg; } } }`;

export const toastStyle = `${HOST}
:host { position: fixed !important; inset-block-end: 24px !important; inset-inline: 0 !important;
  pointer-events: none !important; }
${COLOURS}
p { all: unset; display: block; width: fit-content; max-width: min(32em, 90vw); margin-inline: auto;
  padding: 10px 18px; border: 1px solid var(--line); border-radius: 12px; background: var(--ground);
  color: var(--ink); box-shadow: 0 4px 16px #0004; font: 500 0.875em/1.4 system-ui, sans-serif; }
p:empty { opacity: 0; }
[data-tone='good'] { border-color: var(--good); }
[data-tone='bad'] { border-color: var(--bad); }`;
