import { html } from 'hono/html';
import type { Loan, LoanDocument } from './portal-loans';
import { firstDocuments, loans } from './portal-loans';

type Markup = ReturnType<typeof html>;

const rupees = (amount: number) => `₹${amount.toLocaleString('en-IN')}`;
const current = (yes: boolean) => (yes ? html`aria-current="page"` : '');

/** Parts of a loan's page, each with an address of its own under the loan's. */
export const tabs = [
  { path: '', label: 'Documents', show: documentsTab },
  { path: '/schedule', label: 'Repayment schedule', show: scheduleTab },
  { path: '/activity', label: 'Activity', show: activityTab },
] as const;
export type Tab = (typeof tabs)[number];

/** The frame around every page. */
export function shell(title: string, path: string, content: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} – Sunrise Finance Loan Desk</title>
        <link rel="icon" href="/assets/sun.svg" />
        <link rel="stylesheet" href="/assets/portal.css" />
        <script type="module" src="/assets/portal.js"></script>
      </head>
      <body>
        <header class="bar">
          <div>
            <div class="brand">
              <img src="/assets/sun.svg" alt="" width="28" height="28" />Sunrise Finance
              <span>Loan Desk</span>
            </div>
            <nav aria-label="Main">
              <a href="/loans" data-move ${current(path !== '/loans/new')}>Loans</a>
              <a href="/loans/new" data-move ${current(path === '/loans/new')}>New application</a>
            </nav>
            <div class="who">Asha Patil<br /><small>Pune West branch</small></div>
          </div>
        </header>
        <main>${content}</main>
        <footer>Sunrise Finance is an invented lender, and every document here is a specimen.</footer>
      </body>
    </html>`;
}

export function listPage(): Markup {
  return html`<div class="head">
      <div>
        <h1>Loans</h1>
        <p class="soft">${loans.length} consumer durable loans at your branch</p>
      </div>
      <a class="button" href="/loans/new" data-move>New application</a>
    </div>
    <div class="card">
      <table>
        <thead>
          <tr>
            <th>Loan</th>
            <th>Customer</th>
            <th>Product</th>
            <th>Applied</th>
            <th class="number">Amount</th>
            <th>Status</th>
          </tr>
        </thead>
        <tbody>
          ${loans.map(
            (loan) =>
              html`<tr>
                <td><a class="id" href="/loans/${loan.id}" data-move>${loan.id}</a></td>
                <td>${loan.customer}</td>
                <td>${loan.product}</td>
                <td>${loan.applied}</td>
                <td class="number">${rupees(loan.amount)}</td>
                <td>${pill(loan)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

export function loanPage(loan: Loan, tab: Tab): Markup {
  return html`<p class="crumb"><a href="/loans" data-move>Loans</a> / ${loan.id}</p>
    <article data-product-type="POC_CDL">
      <div class="head">
        <h1><span data-field="customer">${loan.customer}</span></h1>
        ${pill(loan)}
      </div>
      <div class="card">
        <dl class="facts">
          ${Object.entries(facts(loan)).map(
            ([label, value]) =>
              html`<div>
                <dt>${label}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>
        <nav class="tabs" aria-label="Loan">
          ${tabs.map(
            ({ path, label }) =>
              html`<a href="/loans/${loan.id}${path}" data-move ${current(path === tab.path)}>${label}</a>`,
          )}
        </nav>
      </div>
      ${tab.show(loan)}
    </article>`;
}

/** An application that has no number yet: nothing on it belongs to a loan. */
export function newPage(): Markup {
  return html`<div class="head"><h1>New application</h1></div>
    <form class="card form">
      <label>Customer name <input name="customer" autocomplete="off" /></label>
      <label>Mobile number <input name="mobile" inputmode="tel" autocomplete="off" /></label>
      <label>Product <input name="product" autocomplete="off" /></label>
      <label>Dealer <input name="dealer" autocomplete="off" /></label>
    </form>
    <section class="section">
      <h2>Documents</h2>
      <div class="documents">${firstDocuments.map((document) => documentCard(document))}</div>
    </section>`;
}

/** What a page without a session is answered with, status 200, whatever was asked for. */
export function loginPage(): Markup {
  return html`<form class="card login">
    <h1>Sign in</h1>
    <p class="soft">Your session has ended. Sign in to go on.</p>
    <label>Employee number <input name="employee" autocomplete="username" /></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" /></label>
    <button class="button" type="button">Sign in</button>
  </form>`;
}

function pill({ status }: Loan): Markup {
  return html`<span class="pill" data-status="${status}">${status}</span>`;
}

function facts(loan: Loan): Readonly<Record<string, string>> {
  return {
    'Loan number': loan.id,
    Scheme: 'Consumer durable loan',
    Product: loan.product,
    Mobile: loan.mobile,
    'Amount financed': rupees(loan.amount),
    Tenure: `${loan.months} months`,
    Applied: loan.applied,
    Dealer: loan.dealer,
  };
}

function documentsTab(loan: Loan): Markup {
  return html`<section class="section">
    <h2>Documents</h2>
    <div class="documents">${loan.documents.map((document) => documentCard(document, loan.id))}</div>
  </section>`;
}

function documentCard(document: LoanDocument, loanId?: string): Markup {
  return html`<div class="card document">
    <h3>${document.label}</h3>
    <p class="soft">${document.note}</p>
    ${shown(document, loanId)}
  </div>`;
}

function shown(document: LoanDocument, loanId = ''): Markup {
  const { kind, label } = document;
  if (document.shown === 'input') {
    const upload = loanId && html`data-upload="/loans/${loanId}/uploads/${kind}"`;
    return html`<input
        type="file"
        accept="image/jpeg,image/png,application/pdf"
        aria-label="${label}"
        data-document-kind="${kind}"
        ${upload}
      />
      <div class="preview"></div>`;
  }
  const address = `/loans/${loanId}/documents/${document.file.replace(/^.*\//, '')}`;
  if (document.shown === 'image')
    return html`<img src="${address}" alt="${label}" data-document-kind="${kind}" />`;
  return html`<div class="file">
    <b>PDF</b><a href="${address}" target="_blank" data-document-kind="${kind}">${label} (PDF)</a>
  </div>`;
}

function scheduleTab(loan: Loan): Markup {
  const instalment = Math.ceil(loan.amount / loan.months);
  return html`<section class="section">
    <h2>Repayment schedule</h2>
    <div class="card">
      <table>
        <thead>
          <tr>
            <th>Instalment</th>
            <th class="number">Amount</th>
            <th class="number">Balance</th>
          </tr>
        </thead>
        <tbody>
          ${Array.from(
            { length: loan.months },
            (_, index) =>
              html`<tr>
                <td>${index + 1}</td>
                <td class="number">${rupees(Math.min(instalment, loan.amount - index * instalment))}</td>
                <td class="number">${rupees(Math.max(0, loan.amount - (index + 1) * instalment))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function activityTab(loan: Loan): Markup {
  return html`<section class="section">
    <h2>Activity</h2>
    <ul class="card log">
      <li><time>${loan.applied}, 11:42</time>Documents asked for from the branch</li>
      <li><time>${loan.applied}, 11:38</time>Delivery order issued to the dealer</li>
      <li><time>${loan.applied}, 11:05</time>Application received from ${loan.dealer}</li>
    </ul>
  </section>`;
}
