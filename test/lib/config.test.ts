import { describe, expect, test } from 'vitest';
import { createConfig, originsOf } from '@/lib/config';
import { createHttp } from '@/lib/http/http';
import { createVault } from '@/lib/session/vault';
import { failureOf } from '@/test/lib/session/at-work';
import { createFakeWorld } from '@/test/support/fake-world';
import { createMemoryArea } from '@/test/lib/session/office';

const publicConfig = (origin: string) => ({
  organisation: { name: 'Sunrise Finance' },
  atlas: { api: 'flow' },
  products: [
    {
      productType: 'POC_CDL',
      label: 'Loan',
      documents: [{ kind: 'PAN', label: 'PAN card', required: true }],
    },
  ],
  portals: [
    {
      id: 'desk',
      name: 'Desk',
      match: ['https://portal.test/loans/*'],
      loan: { id: { from: 'url', pattern: '/(\\d+)' } },
      documents: [{ selector: 'img' }],
    },
  ],
  addresses: {
    broker: origin,
    atrium: 'https://atrium.test',
    atlas: 'https://atlas.test',
    store: 'https://store.test:9000',
  },
  sealingKey: { keyId: 'k1', publicKey: 'B'.repeat(87) },
});

function createDesk(baked = '') {
  const world = createFakeWorld();
  for (const origin of ['https://one.test', 'https://two.test']) {
    world.routes[`${origin}/v1/config`] = async () => Response.json(publicConfig(origin));
  }
  world.routes['https://other.test'] = async () =>
    new Response('<html>', { headers: { 'content-type': 'text/html' } });
  const vault = createVault({ session: createMemoryArea(), local: createMemoryArea() });
  return { world, vault, config: createConfig(createHttp(world), vault, baked) };
}

describe('the organisation address', () => {
  test.each([
    ['one.test', 'https://one.test'],
    [' https://one.test/anything?x=1 ', 'https://one.test'],
  ])('%j is taken as %s', async (typed, address) => {
    const { config } = createDesk();
    expect((await config.set(typed)).address).toBe(address);
    expect((await config.get())?.config.organisation.name).toBe('Sunrise Finance');
  });

  test.each([
    ['', 'address-malformed'],
    ['not an address', 'address-malformed'],
    ['http://one.test', 'address-malformed'],
    ['ftp://one.test', 'address-malformed'],
    ['https://other.test', 'broker-not-satchel'],
    ['https://nobody.test', 'broker-unreachable'],
  ])('%j is refused: %s, and nothing is kept', async (typed, reason) => {
    const { config } = createDesk();
    expect((await failureOf(config.set(typed))).reason).toBe(reason);
    expect(await config.get()).toBeUndefined();
  });

  test('another organisation ends the session with the first before it is known', async () => {
    const { config } = createDesk();
    const known: Array<string | undefined> = [];
    const leave = async () => void known.push((await config.get())?.address);
    await config.set('one.test', leave);
    await config.set('one.test', leave);
    expect(known).toEqual([]);
    await failureOf(config.set('nobody.test', leave));
    expect(known).toEqual([]);
    await config.set('two.test', leave);
    expect(known).toEqual(['https://one.test']);
    expect((await config.get())?.address).toBe('https://two.test');
  });

  test('a build that knows its address asks nobody for it', async () => {
    expect((await createDesk('https://two.test').config.get())?.address).toBe('https://two.test');
  });

  test('what is known survives a broker that does not answer', async () => {
    const { config, world } = createDesk();
    await config.set('one.test');
    world.setOnline(false);
    await config.refresh();
    expect((await config.get())?.address).toBe('https://one.test');
  });

  test('permissions are asked for hosts, without ports', async () => {
    const { config } = createDesk();
    expect(originsOf(await config.set('one.test'))).toEqual({
      hosts: ['https://one.test/*', 'https://atrium.test/*', 'https://atlas.test/*', 'https://store.test/*'],
      portals: ['https://portal.test/loans/*'],
    });
  });
});
