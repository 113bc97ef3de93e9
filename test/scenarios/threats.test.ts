import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';

/** The attacks that this program must withstand, and the tests that fail without their defences. */
const attacks: ReadonlyArray<{
  readonly attack: string;
  readonly defences: ReadonlyArray<readonly [file: string, title: string]>;
}> = [
  {
    attack: 'a lost or copied laptop',
    defences: [
      ['test/scenarios/secrets.test.ts', 'secrets lie in the session memory alone; signed out, nowhere'],
      ['test/lib/capture/taker.test.ts', 'a capture opens with the broker’s key and its own binding alone'],
    ],
  },
  {
    attack: 'a stolen refresh token, or our own race that looks like one',
    defences: [
      ['test/lib/session/renewal.test.ts', 'twenty callers at once in four contexts: one refresh each'],
      ['test/lib/session/renewal.test.ts', 'killed at every step of a renewal'],
    ],
  },
  {
    attack: 'a hostile script in the portal',
    defences: [
      ['test/lib/portal/watch.test.ts', 'a press that is no person’s does nothing'],
      ['test/lib/portal/watch.test.ts', 'a page cannot look into a chip'],
      ['test/scenarios/hostile-messages.test.ts', '100,000 from pages and content scripts'],
    ],
  },
  {
    attack: 'forged messages of a renderer that was taken over',
    defences: [
      ['test/lib/rpc/server.test.ts', 'a portal page reaches its three verbs alone'],
      ['test/lib/rpc/server.test.ts', 'one busy tab keeps no other waiting'],
      ['test/scenarios/hostile-messages.test.ts', '100,000 from pages and content scripts'],
    ],
  },
  {
    attack: 'another extension',
    defences: [
      ['test/scenarios/hostile-messages.test.ts', '10,000 from a second extension: none is served'],
      ['test/support/build-checks.test.ts', 'extensions that may connect'],
    ],
  },
  {
    attack: 'a package or a build that was taken over',
    defences: [
      ['test/support/build-checks.test.ts', 'an import from elsewhere'],
      ['test/support/build-checks.test.ts', 'another permission'],
      ['test/scenarios/threats.test.ts', 'every package has its exact version'],
    ],
  },
  {
    attack: 'a hostile or broken answer',
    defences: [
      ['test/lib/http/http.test.ts', 'a redirect is not followed'],
      ['test/lib/http/http.test.ts', 'is unreadable, and not quoted'],
    ],
  },
  {
    attack: 'a signed address that leaks',
    defences: [
      ['test/lib/broker/files.test.ts', 'nothing is served, and nothing is signed, once it is withdrawn'],
      ['test/lib/http/http.test.ts', 'no cookies, no cache, no redirect, no referrer'],
      ['test/lib/log.test.ts', 'the fields we know, and nothing else'],
    ],
  },
  {
    attack: 'the broad Atlas token',
    defences: [
      ['test/scenarios/one-laptop.test.ts', 'secrets go to their owners alone'],
      ['test/lib/session/grant.test.ts', "tokens and grant in the session's memory alone"],
      ['test/scenarios/secrets.test.ts', 'no answer to a page holds a token, a grant or a password'],
    ],
  },
  {
    attack: 'a malicious document',
    defences: [
      ['test/lib/capture/sniff.test.ts', 'sniffs %s by its bytes'],
      ['test/lib/capture/sniff.test.ts', 'a page that also says %PDF-'],
      ['test/lib/capture/normalise.test.ts', 'refuses what the codec cannot decode'],
    ],
  },
  {
    attack: 'a click that was tricked out of the agent',
    defences: [
      ['test/support/build-checks.test.ts', 'web accessible resources'],
      ['test/lib/portal/watch.test.ts', 'a press that is no person’s does nothing'],
      ['test/scenarios/threats.test.ts', 'no page can frame ours'],
    ],
  },
  {
    attack: 'the next agent at a shared laptop',
    defences: [
      ['test/scenarios/one-laptop.test.ts', 'the second neither sees nor sends what the first left'],
      ['test/lib/session/session.test.ts', 'sees no name, picture or grant of the last one'],
      ['test/support/build-checks.test.ts', 'incognito'],
    ],
  },
  {
    attack: 'tampering with what lies on the device',
    defences: [
      ['test/lib/broker/files.test.ts', 'sealed for another agent'],
      ['test/lib/broker/files.test.ts', 'announced for another loan than it was sealed for'],
      ['test/lib/outbox/witness.test.ts', 'no entry can be changed, taken out or exchanged'],
    ],
  },
  {
    attack: 'silent loss',
    defences: [
      ['test/lib/outbox/witness.test.ts', 'an emptied database: every capture is named'],
      ['test/e2e/lost-database.test.ts', 'what a damaged database lost is named'],
    ],
  },
  {
    attack: 'a double or a stuck submission',
    defences: [
      ['test/scenarios/one-laptop.test.ts', 'Each document is read once all the same'],
      ['test/scenarios/one-laptop.test.ts', 'a submission that arrives after its fence is read by nobody'],
      ['test/lib/outbox/drain.test.ts', 'two contexts on one disk and one lock do every step once'],
    ],
  },
];

const Versions = z.record(z.string(), z.string());
const Package = z.object({ dependencies: Versions, devDependencies: Versions });
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

test.each(attacks)('$attack: the tests of its defences are there', ({ defences }) => {
  expect(defences.filter(([file, title]) => !read(file).includes(title))).toEqual([]);
});

test('there are fifteen of them', () => {
  expect(attacks).toHaveLength(15);
});

test('every package has its exact version', () => {
  const { dependencies, devDependencies } = Package.parse(JSON.parse(read('package.json')));
  const versions = Object.entries({ ...dependencies, ...devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

/** The manifest as a build for one organisation has it. */
async function manifestFor(hosts: string): Promise<string> {
  vi.stubEnv('SATCHEL_HOSTS', hosts);
  vi.resetModules();
  const { default: config } = await import('@/wxt.config');
  if (typeof config.manifest !== 'function') throw new Error('the manifest depends on the browser');
  const build = { browser: 'chrome', manifestVersion: 3, mode: 'production', command: 'build' } as const;
  return JSON.stringify(await config.manifest(build));
}

test('no page can frame ours, and a build with its hosts baked in speaks to them alone', async () => {
  const open = await manifestFor('');
  const baked = await manifestFor('https://broker.bank.example/*,https://atrium.bank.example/*');
  expect(open).toContain("frame-ancestors 'none'");
  expect(/connect-src ([^;]*)/.exec(open)?.[1]).toContain('https:');
  expect(/connect-src ([^;]*)/.exec(baked)?.[1]).toBe(
    "'self' https://broker.bank.example https://atrium.bank.example",
  );
  expect(baked).not.toMatch(/<all_urls>|"tabs"|web_accessible_resources|optional_host_permissions/);
});
