import type { Page } from 'playwright-core';

/** What is done in a scene before its picture is taken, by real clicks and keys. */
export const steps: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  options: async (page) => {
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('2 receipts found').waitFor();
    await page.getByRole('button', { name: 'Save a rescue copy' }).click();
    await page.getByText('Saved and read again').waitFor();
    await page.getByRole('button', { name: 'Show what it contains' }).click();
    await page.getByText('Nothing has been saved or sent yet').waitFor();
  },
  'no-organisation-refused': async (page) => {
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').waitFor();
  },
  'finish-in-atrium': signIn,
  'pin-form': (page) => page.getByRole('button', { name: 'Set a PIN' }).click(),
  'late-anyway': async (page) => {
    await page.getByRole('button', { name: /^Re-run as a new attempt/ }).click();
    await page.getByRole('button', { name: /^Re-run anyway/ }).waitFor();
  },
  'addresses-failed': async (page) => {
    await page.getByRole('button', { name: 'Compare addresses' }).click();
    await page.getByRole('alert').waitFor();
  },
  'results-loading': details,
  'results-failed': async (page) => {
    await details(page);
    await page.getByRole('alert').waitFor();
  },
  'options-nothing': async (page) => {
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('0 receipts found').waitFor();
    await page.getByRole('button', { name: 'Allow notifications' }).click();
    await page.getByRole('alert').waitFor();
  },
  'signed-out-throttled': signIn,
  'signed-out-wrong': signIn,
  empty: async (page) => {
    await page.getByRole('button', { name: 'Menu' }).click();
  },
  leaving: async (page) => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
  },
  attention: async (page) => {
    await page.getByRole('button', { name: 'Details of Invoice' }).click();
    await page.getByText('No known layout').waitFor();
  },
  verified: async (page) => {
    await page.getByRole('button', { name: 'Details of Aadhaar card' }).click();
    await page.getByRole('button', { name: 'Details of PAN card' }).click();
    await page.getByText('RAVI DESHMUKH', { exact: true }).waitFor();
  },
  addresses: async (page) => {
    await page.getByRole('button', { name: 'Compare addresses' }).click();
    await page.getByText('Same person: 9 of 10').waitFor();
  },
  'options-receipts': async (page) => {
    await page
      .getByRole('button', { name: /^Details of PAN card/ })
      .first()
      .click();
    await page.getByText('abababab').first().waitFor();
  },
  'capture-retake': async (page) => {
    const picture = await page.locator('.retake-pair img').first().screenshot();
    await page
      .getByLabel('File')
      .setInputFiles([{ name: 'pan again.png', mimeType: 'image/png', buffer: picture }]);
    await page.getByAltText(/pan again/).waitFor();
  },
  'capture-retake-done': async (page) => {
    await stagePdf(page);
    await page.getByRole('button', { name: /^Send the new one/ }).click();
    await page.getByText('is on its way as attempt 2').waitFor();
  },
  'capture-retake-pdf': stagePdf,
  'panel-results': async (page) => {
    await details(page);
    await page.getByAltText(/Aadhaar card/).waitFor();
    await page.getByText('Ravi Deshmukh', { exact: true }).last().waitFor();
  },
  'options-rescue': async (page) => {
    await page.getByRole('button', { name: 'Save a rescue copy' }).click();
    await page.getByText('Saved and read again').waitFor();
  },
  'folder-taking': async (page) => {
    const names = ['Aadhaar 2.jpg', 'application.docx', 'IMG_0412.jpg', 'invoice 8.pdf', 'pan.jpg'];
    await dropFolder(page, names);
    await page.getByRole('button', { name: 'Take in 5 documents' }).click();
    await page.getByText('There is no space left').waitFor();
  },
  'folder-table': async (page) => {
    await page.getByRole('button', { name: 'State' }).click();
  },
  capture: async (page) => {
    await page.getByLabel('Files').setInputFiles([
      { name: 'aadhaar front.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(900_000) },
      { name: 'statement.docx', mimeType: 'application/msword', buffer: Buffer.alloc(30_000) },
      { name: 'twice.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(2_400_000) },
    ]);
    await page.getByText('Already captured').waitFor();
  },
};

/** The input takes folders alone, from a disk: the files come as the page would find them there. */
async function dropFolder(page: Page, names: readonly string[]): Promise<void> {
  await page.locator('input[type=file]').evaluate((input, all) => {
    const files = new DataTransfer();
    for (const name of all) files.items.add(new File([new Uint8Array(400_000)], name));
    if (input instanceof HTMLInputElement) input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, names);
}

async function stagePdf(page: Page): Promise<void> {
  await page
    .getByLabel('File')
    .setInputFiles([{ name: 'pan again.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(700_000) }]);
  await page.getByText(/^pan again/).waitFor();
}

async function details(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Details of Aadhaar card' }).click();
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill('not the one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
}
