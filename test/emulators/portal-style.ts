/** The portal's own style sheet. */
export const portalStyle = `
* { box-sizing: border-box; margin: 0; }
:root { --navy: #10294a; --sun: #e9951c; --line: #dfe4ea; --soft: #5a6675; --back: #f3f5f8; --link: #0f5ea8; }
body { font: 15px/1.5 'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif; color: #1b2430; background: var(--back); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid #7db4ea; outline-offset: 2px; border-radius: 4px; }
.bar { background: var(--navy); color: #fff; }
.bar > div { max-width: 1120px; margin: auto; padding: 0 24px; height: 60px; display: flex; align-items: center; gap: 32px; }
.brand { display: flex; align-items: center; gap: 10px; font-size: 17px; font-weight: 600; }
.brand span { font-weight: 400; opacity: 0.75; padding-left: 12px; border-left: 1px solid rgb(255 255 255 / 0.3); margin-left: 4px; }
.bar nav { display: flex; gap: 24px; flex: 1; height: 100%; }
.bar nav a { color: #d5deea; display: flex; align-items: center; border-bottom: 3px solid transparent; border-top: 3px solid transparent; }
.bar nav a:hover { text-decoration: none; color: #fff; }
.bar nav a[aria-current] { color: #fff; border-bottom-color: var(--sun); }
.who { text-align: right; font-size: 13px; line-height: 1.3; }
.who small { opacity: 0.7; }
main { max-width: 1120px; margin: auto; padding: 28px 24px 64px; }
.head { display: flex; align-items: center; justify-content: space-between; margin-bottom: 18px; }
h1 { font-size: 23px; font-weight: 600; }
h2 { font-size: 16px; font-weight: 600; }
.soft { color: var(--soft); font-size: 13px; }
.crumb { font-size: 13px; margin-bottom: 10px; }
.card { background: #fff; border: 1px solid var(--line); border-radius: 8px; }
.button { background: var(--navy); color: #fff; padding: 8px 16px; border-radius: 6px; font-weight: 600; border: 0; font: inherit; }
.button:hover { background: #1b3c69; text-decoration: none; }
table { width: 100%; border-collapse: collapse; }
th { font-size: 12px; font-weight: 600; text-align: left; color: var(--soft); padding: 12px 18px; border-bottom: 1px solid var(--line); }
td { padding: 14px 18px; border-bottom: 1px solid #edf0f4; }
tr:last-child td { border-bottom: 0; }
tbody tr:hover { background: #f8fafc; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.id { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.pill { display: inline-block; font-size: 12px; font-weight: 600; padding: 2px 10px; border-radius: 20px; white-space: nowrap; background: #e6ebf1; color: #34414f; }
.pill[data-status='Documents pending'] { background: #fdf0d8; color: #7a4a00; }
.pill[data-status='Under review'] { background: #e2eefb; color: #0b4a86; }
.pill[data-status='Approved'], .pill[data-status='Disbursed'] { background: #dff3e6; color: #14623a; }
.facts { display: grid; grid-template-columns: repeat(4, 1fr); gap: 18px 24px; padding: 20px 22px; }
.facts dt { color: var(--soft); font-size: 12px; }
.facts dd { margin: 0; font-weight: 600; }
.tabs { display: flex; gap: 26px; padding: 0 22px; border-top: 1px solid var(--line); }
.tabs a { padding: 12px 0 10px; color: var(--soft); border-bottom: 3px solid transparent; font-weight: 600; }
.tabs a[aria-current] { color: var(--navy); border-bottom-color: var(--sun); }
.section { margin-top: 20px; }
.section > h2 { margin-bottom: 12px; }
.documents { display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; align-items: start; }
.document { padding: 16px; min-height: 128px; }
.document h3 { font-size: 14px; font-weight: 600; }
.document p { margin-bottom: 12px; }
.document img { display: block; width: 100%; aspect-ratio: 50 / 33; object-fit: cover; object-position: top; border: 1px solid var(--line); border-radius: 6px; background: #eef1f5; }
.document .preview img { aspect-ratio: auto; height: 150px; object-fit: contain; }
.file { display: flex; flex-wrap: wrap; align-items: center; gap: 10px; border: 1px solid var(--line); border-radius: 6px; padding: 12px; }
.file a { white-space: nowrap; }
.file b { font-size: 11px; color: #b3261e; border: 1px solid #e3b5b1; border-radius: 4px; padding: 3px 5px; }
input[type='file'] { width: 100%; font: inherit; font-size: 13px; color: var(--soft); border: 1px dashed #b5bfca; border-radius: 6px; padding: 10px; background: #fafbfc; }
input::file-selector-button { font: inherit; font-weight: 600; color: var(--navy); background: #fff; border: 1px solid #b5bfca; border-radius: 5px; padding: 5px 10px; margin-right: 10px; }
.preview { margin-top: 10px; font-size: 13px; }
.preview:empty { display: none; }
.state { display: block; margin-top: 6px; }
.state[data-state='done'] { color: #14623a; }
.state[data-state='failed'] { color: #b3261e; }
.form { padding: 22px; display: grid; grid-template-columns: 1fr 1fr; gap: 16px 24px; }
.form label, .login label { display: grid; gap: 4px; font-size: 13px; color: var(--soft); }
.form input, .login input { font: inherit; padding: 8px 10px; border: 1px solid #b5bfca; border-radius: 6px; }
.log { padding: 8px 22px; list-style: none; }
.log li { padding: 12px 0; border-bottom: 1px solid #edf0f4; display: flex; gap: 24px; }
.log li:last-child { border: 0; }
.log time { color: var(--soft); width: 130px; }
.login { max-width: 380px; margin: 60px auto; padding: 28px; display: grid; gap: 16px; }
footer { max-width: 1120px; margin: auto; padding: 0 24px 32px; color: var(--soft); font-size: 12px; }
@media (max-width: 900px) { .documents { grid-template-columns: 1fr 1fr; } .facts { grid-template-columns: 1fr 1fr; } }
`;
