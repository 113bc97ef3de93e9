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
  'capture-retake': async (page) => {
    const picture = await page.locator('.retake-pair img').first().screenshot();
    await page
      .getByLabel('File')
      .setInputFiles([{ name: 'pan again.png', mimeType: 'image/png', buffer: picture }]);
    await page.getByAltText(/pan again/).waitFor();
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

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill('not the one');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
}
