import type { Page } from 'playwright-core';
import { asha } from '@/test/support/stack';

/** Names the organisation, as it is done once on a laptop. */
export async function connect(popup: Page, address: string): Promise<void> {
  await popup.getByLabel('Organisation address').fill(address);
  await popup.getByRole('button', { name: 'Continue' }).click();
}

/** Signs in with a password, and waits until the popup shows that it worked. */
export async function signIn(popup: Page): Promise<void> {
  await popup.getByLabel('Tenant').fill(asha.tenant);
  await popup.getByLabel('Email').fill(asha.email);
  await popup.getByLabel('Password', { exact: true }).fill(asha.password);
  await popup.getByRole('button', { name: 'Sign in', exact: true }).click();
  await popup.getByRole('button', { name: 'Menu' }).waitFor();
}
