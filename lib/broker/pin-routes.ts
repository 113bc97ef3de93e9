import type { Context, Hono } from 'hono';
import { PinForgetting, PinOpening, PinRegistration } from '@/lib/contract/pin';
import type { Owner } from '@/lib/domain/agent';
import type { Env } from './frame';
import { limitBody, readJson } from './frame';
import type { Parts } from './parts';
import { Refused } from './refused';

const REQUEST_BYTES = 1_024;

/** The broker's half of staying signed in by a PIN; where the organisation does not allow it, there is none. */
export function addPinRoutes(
  app: Hono<Env>,
  { config, pins }: Pick<Parts, 'config' | 'pins'>,
  agentOf: (c: Context<Env>) => Promise<Owner>,
): void {
  const limit = limitBody(REQUEST_BYTES);
  const mustBeOn = () => {
    if (!config.organisation.signIn?.pin) throw new Refused('not_found');
  };

  app.post('/v1/pins', limit, async (c) => {
    await agentOf(c);
    mustBeOn();
    return c.json(await pins.register((await readJson(c, PinRegistration)).proof));
  });

  app.post('/v1/pins/open', limit, async (c) => {
    mustBeOn();
    const { handle, proof } = await readJson(c, PinOpening);
    return c.json(await pins.open(handle, proof));
  });

  // Also where it is no longer allowed: what lies there shall go.
  app.post('/v1/pins/forget', limit, async (c) => {
    await pins.forget((await readJson(c, PinForgetting)).handle);
    return c.json({ ok: true });
  });
}
