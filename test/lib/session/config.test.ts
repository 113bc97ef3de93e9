import { describe, expect, test } from 'vitest';
import { createConfig, originsOf } from '@/lib/config';
import type { PublicConfig } from '@/lib/contract/broker';
import { createHttp } from '@/lib/http/http';
import { createVault } from '@/lib/session/vault';
import { createFakeWorld } from '@/test/support/fake-world';
import { createMemoryArea, loses, says } from './office';
import type { Answer } from './office';

const published: PublicConfig = {
  organisation: { name: 'Sunrise Finance' },
  atlas: { api: 'flow' },
  products: [
    { productType: 'P', label: 'Loan', documents: [{ kind: 'PAN', label: 'PAN card', required: true }] },
  ],
  portals: [
    {
      id: 'demo',
      name: 'Demo',
      match: ['https://portal.test/*', 'https://portal.test/*'],
      loan: { id: { from: 'url', pattern: '(x)' } },
      documents: [{ selector: 'img' }],
    },
  ],
  addresses: {
    broker: 'https://broker.test:8443',
    atrium: 'https://atrium.test',
    atlas: 'https://atlas.test',
    store: 'https://broker.test',
  },
  sealingKey: { keyId: 'k1', publicKey: 'B'.repeat(87) },
};

function setUp({ answer = says(200, published), baked = '' }: { answer?: Answer; baked?: string } = {}) {
  const world = createFakeWorld();
  const asked = new Array<string>();
  const network = { answer };
  for (const scheme of ['https://', 'http://']) {
    world.routes[scheme] = async (request) => {
      asked.push(request.url);
      return network.answer(request);
    };
  }
  const vault = createVault({ session: createMemoryArea(), local: createMemoryArea() });
  return { config: createConfig(createHttp(world), vault, baked), asked, network, world };
}

describe('an organisation address', () => {
  test.each([
    ['satchel.sunrise.test', 'https://satchel.sunrise.test'],
    ['  https://satchel.sunrise.test/ ', 'https://satchel.sunrise.test'],
    ['https://satchel.sunrise.test/some/path?x=1#y', 'https://satchel.sunrise.test'],
    ['HTTPS://Satchel.Sunrise.Test', 'https://satchel.sunrise.test'],
    ['satchel.sunrise.test:8443', 'https://satchel.sunrise.test:8443'],
    ['https://user:secret@satchel.sunrise.test', 'https://satchel.sunrise.test'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://localhost:4000', 'http://localhost:4000'],
  ])('%j asks %s', async (typed, origin) => {
    const { config, asked } = setUp();
    expect((await config.set(typed)).address).toBe(origin);
    expect(asked).toEqual([`${origin}/v1/config`]);
    expect((await config.get())?.address).toBe(origin);
  });

  test.each([
    'http://satchel.sunrise.test',
    'http://127.0.0.1.evil.test',
    'http://localhost.evil.test',
    'ftp://satchel.sunrise.test',
    'javascript://x',
    'https://',
    'two words',
    '',
  ])('%j is refused before anything is asked', async (typed) => {
    const { config, asked } = setUp();
    await expect(config.set(typed)).rejects.toMatchObject({ code: 'rejected', reason: 'address-malformed' });
    expect(asked).toEqual([]);
  });
});

describe('what answers there', () => {
  const odd: ReadonlyArray<readonly [string, Answer, string]> = [
    ['a page', () => new Response('<html>'), 'broker-not-satchel'],
    ['another service', says(200, { name: 'x' }), 'broker-not-satchel'],
    ['404', says(404), 'broker-not-satchel'],
    [
      'a key that is none',
      says(200, { ...published, sealingKey: { keyId: 'k', publicKey: 'x' } }),
      'broker-not-satchel',
    ],
    [
      'an address of another scheme',
      says(200, { ...published, addresses: { ...published.addresses, store: 'file:///x' } }),
      'broker-not-satchel',
    ],
    ['nobody', loses, 'broker-unreachable'],
    ['503', says(503), 'broker-unreachable'],
  ];
  test.each(odd)('%s: said as such, and what was known stays', async (_, answer, reason) => {
    const { config, network } = setUp();
    await config.set('one.test');
    network.answer = answer;
    await expect(config.set('two.test')).rejects.toMatchObject({ reason });
    expect((await config.get())?.address).toBe('https://one.test');
  });
});

describe('what is known', () => {
  test('without an address: nothing, and nothing is asked', async () => {
    const { config, asked } = setUp();
    expect(await config.get()).toBeUndefined();
    await expect(config.require()).rejects.toMatchObject({ reason: 'no-profile' });
    expect(asked).toEqual([]);
  });

  test('a build with an address asks there once', async () => {
    const { config, asked } = setUp({ baked: 'https://baked.test' });
    expect((await config.get())?.address).toBe('https://baked.test');
    await config.get();
    expect(asked).toEqual(['https://baked.test/v1/config']);
  });

  test('news are taken, and silence changes nothing', async () => {
    const { config, network } = setUp();
    await config.refresh();
    expect(await config.get()).toBeUndefined();
    await config.set('one.test');
    network.answer = says(200, { ...published, organisation: { name: 'Sunrise Bank' } });
    await config.refresh();
    expect((await config.get())?.config.organisation.name).toBe('Sunrise Bank');
    network.answer = loses;
    await config.refresh();
    expect((await config.get())?.config.organisation.name).toBe('Sunrise Bank');
  });

  test('hosts and portals as match patterns: each once, without a port', () => {
    expect(originsOf({ address: 'https://broker.test', config: published })).toEqual({
      hosts: ['https://broker.test/*', 'https://atrium.test/*', 'https://atlas.test/*'],
      portals: ['https://portal.test/*'],
    });
  });
});
