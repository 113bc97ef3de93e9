/** A defence: what it does, how it is taken away, and the test that fails without it. */
export interface Defence {
  readonly what: string;
  /** `find` stands in its file exactly once. */
  readonly edit: { readonly file: string; readonly find: string; readonly put: string };
  readonly test: { readonly file: string; readonly title: string };
}

export interface Attack {
  readonly attack: string;
  readonly defences: readonly Defence[];
}

type Edit = readonly [file: string, find: string, put: string];
type Test = readonly [file: string, title: string];

const without = (what: string, [file, find, put]: Edit, [testFile, title]: Test): Defence => ({
  what,
  edit: { file, find, put },
  test: { file: testFile, title },
});

const vault = 'lib/session/vault.ts';
const access = 'lib/session/session.ts';
const http = 'lib/http/http.ts';
const files = 'lib/broker/files.ts';
const checks = 'test/support/build-checks.ts';
const secrets = 'test/scenarios/secrets.test.ts';
const session = 'test/lib/session/session.test.ts';
const built = 'test/support/build-checks.test.ts';
const served = 'test/lib/broker/files.test.ts';
const asked = 'test/lib/http/http.test.ts';
const threats = 'test/scenarios/threats.test.ts';

/** The fifteen attacks of the threat model. `npm run attacks` takes each defence away and runs its test. */
export const attacks: readonly Attack[] = [
  {
    attack: 'a lost or copied laptop',
    defences: [
      without(
        'tokens lie in the session’s memory, not on the disk',
        [vault, "tokens: { area: 'session',", "tokens: { area: 'local',"],
        [secrets, 'signed in, secrets lie in the session memory alone; signed out, nowhere'],
      ),
      without(
        'a capture is sealed to its own agent, loan and slot',
        ['lib/capture/seal.ts', 'bindingBytes(binding)', "bindingBytes({ ...binding, loanId: '' })"],
        ['test/lib/capture/taker.test.ts', 'a capture opens with the broker’s key and its own binding alone'],
      ),
    ],
  },
  {
    attack: 'a stolen refresh token, or our own race that looks like one',
    defences: [
      without(
        'one renewal at a time over all contexts',
        [
          'lib/session/renewal.ts',
          'world.lock(REFRESH_LOCK, {}, async () => {',
          '(async (_: string, __: object, work: () => Promise<string>) => work())(REFRESH_LOCK, {}, async () => {',
        ],
        ['test/lib/session/renewal.test.ts', 'twenty callers at once in four contexts: one refresh each'],
      ),
      without(
        'that a token is being shown is stored before it is shown',
        ['lib/session/renewal.ts', '{ ...held, shown: held.shown + 1 }', 'held'],
        [session, 'rotated behind our back: the used token is refused'],
      ),
      without(
        'a refusal wipes only the token that was refused',
        [
          'lib/session/renewal.ts',
          'if (!(await isStill(held))) return adopt(held.accessToken);\n      await copies.refused',
          'await copies.refused',
        ],
        [session, "the loser of a race adopts the winner's pair"],
      ),
    ],
  },
  {
    attack: 'a hostile script in the portal',
    defences: [
      without(
        'only a person’s press counts',
        ['lib/portal/press.ts', 'event.isTrusted && ', ''],
        ['test/lib/portal/press.test.ts', 'an event that a page made is none, however it looks'],
      ),
      without(
        'a covered chip is not pressed',
        ['lib/portal/press.ts', ' && isHit(event, host)', ''],
        ['test/lib/portal/press.test.ts', 'nothing that lies over a chip passes a press on to it'],
      ),
      without(
        'a faded chip is not pressed',
        ['lib/portal/press.ts', ' && isSeen(host)', ''],
        ['test/lib/portal/press.test.ts', 'a chip that is hidden, or faded by what it is in, is not pressed'],
      ),
      without(
        'the chip’s inside is closed to the page',
        ['lib/portal/chip.ts', "attachShadow({ mode: 'closed' })", "attachShadow({ mode: 'open' })"],
        ['test/lib/portal/watch.test.ts', 'a page cannot look into a chip'],
      ),
      without(
        'a page learns only of the portal it is',
        [
          'entrypoints/background/portal-handlers.ts',
          'if (!known || !profile) return null;',
          'if (!known) return null;',
        ],
        ['test/scenarios/hostile-messages.test.ts', '100,000 from pages and content scripts'],
      ),
    ],
  },
  {
    attack: 'forged messages of a renderer that was taken over',
    defences: [
      without(
        'every method names who may call it',
        ['lib/rpc/server.ts', ' || !rpc[name].roles.includes(role)', ''],
        ['test/lib/rpc/server.test.ts', 'a portal page reaches its three verbs alone'],
      ),
      without(
        'a page of ours is told by its origin, which cannot be forged',
        [
          'lib/rpc/sender.ts',
          'return vouched ? pages.get(url.pathname) : undefined;',
          'return pages.get(url.pathname);',
        ],
        ['test/scenarios/hostile-messages.test.ts', '100,000 from pages and content scripts'],
      ),
      without(
        'twenty messages a second for one tab',
        ['lib/rpc/limiter.ts', 'const may = recent.length < MOST_PER_SECOND;', 'const may = true;'],
        ['test/lib/rpc/server.test.ts', 'one busy tab keeps no other waiting'],
      ),
    ],
  },
  {
    attack: 'another extension',
    defences: [
      without(
        'a sender of another id is nobody',
        ['lib/rpc/sender.ts', 'sender.id !== self.id || ', ''],
        ['test/scenarios/hostile-messages.test.ts', '10,000 from a second extension: none is served'],
      ),
      without(
        'a build that lets extensions connect does not pass',
        [checks, 'manifest.externally_connectable?.ids.length === 0,', 'true,'],
        [built, 'one extension that may connect'],
      ),
    ],
  },
  {
    attack: 'a package or a build that was taken over',
    defences: [
      without(
        'a build that loads code from elsewhere does not pass',
        [checks, "says: 'loads a script from elsewhere',", "says: '', ...{ in: /^$/ },"],
        [built, 'an import from elsewhere'],
      ),
      without(
        'a build with another permission does not pass',
        [checks, 'manifest.permissions.toSorted().join() === permissions[browser].join(),', 'true,'],
        [built, 'another permission'],
      ),
      without(
        'a build that may ask for another permission does not pass',
        [checks, 'manifest.optional_permissions.toSorted().join() === optional[browser].join(),', 'true,'],
        [built, 'another permission to ask for'],
      ),
      without(
        'every package has its exact version',
        ['package.json', '"zod": "', '"zod": "^'],
        [threats, 'every package has its exact version'],
      ),
    ],
  },
  {
    attack: 'a hostile or broken answer',
    defences: [
      without(
        'no redirect is followed',
        [http, "redirect: 'manual'", "redirect: 'follow'"],
        [asked, 'no cookies, no cache, no redirect, no referrer'],
      ),
      without(
        'what is not the promised answer is no answer',
        [http, 'if (parsed.success) return parsed.data;', 'return JSON.parse(text);'],
        [asked, 'is unreadable, and not quoted'],
      ),
    ],
  },
  {
    attack: 'a signed address that leaks',
    defences: [
      without(
        'nothing is served once its attempt is withdrawn',
        [files, "if (withdrawnAt !== undefined) throw new Refused('withdrawn');", ''],
        [served, 'nothing is served, and nothing is signed, once it is withdrawn'],
      ),
      without(
        'no request leaves a copy in the disk’s cache',
        [http, "cache: 'no-store',", ''],
        [asked, 'no cookies, no cache, no redirect, no referrer'],
      ),
      without(
        'a log line has the words we know, and no address',
        ['lib/log.ts', "typeof value === 'string' ? plainWord(value) : value", 'value'],
        ['test/lib/log.test.ts', 'text that is no word of ours is not written'],
      ),
    ],
  },
  {
    attack: 'the broad Atlas token',
    defences: [
      without(
        'the grant lies in the session’s memory alone',
        [vault, "grant: { area: 'session',", "grant: { area: 'local',"],
        ['test/lib/session/grant.test.ts', "tokens and grant in the session's memory alone"],
      ),
      without(
        'a tenant is given a token of its own credentials alone',
        ['lib/broker/tenants.ts', 'if (!own) return atlas;', 'return atlas;'],
        ['test/lib/broker/address-match.test.ts', 'each goes to Atlas with credentials of its own'],
      ),
      without(
        'a callback’s address is good for its own loan alone',
        [
          'lib/broker/callback-tokens.ts',
          '!wide || !isSame(shown, await macOf(bytesOf(wide), loan))',
          '!wide',
        ],
        ['test/lib/broker/results.test.ts', 'needs an address of ours, narrowed to a loan'],
      ),
    ],
  },
  {
    attack: 'a malicious document',
    defences: [
      without(
        'what a renderer would take for a page is one',
        ['lib/capture/sniff.ts', "  ['text/html', isHtml],\n", ''],
        ['test/lib/capture/sniff.test.ts', 'a page that also says %PDF-'],
      ),
      without(
        'a picture is drawn anew, without what its file carried',
        [
          'lib/capture/normalise.ts',
          'bytes: await full.arrayBuffer(), contentType',
          'bytes: bytes.buffer, contentType',
        ],
        ['test/lib/capture/normalise.test.ts', 'anew, upright and at most 2,800 px'],
      ),
    ],
  },
  {
    attack: 'a click that was tricked out of the agent',
    defences: [
      without(
        'a build that pages can see does not pass',
        [checks, "!('web_accessible_resources' in manifest),", 'true,'],
        [built, 'web accessible resources'],
      ),
      without(
        'no page can frame ours',
        ['wxt.config.ts', '"frame-ancestors \'none\'",', ''],
        [threats, 'no page can frame ours'],
      ),
    ],
  },
  {
    attack: 'the next agent at a shared laptop',
    defences: [
      without(
        'nothing of the last session is there for the next agent',
        [access, 'if (before && !isOwner(before, signedIn.agent)) await leave();', ''],
        [session, 'sees no name, picture or grant of the last one'],
      ),
      without(
        'a step is done with its own agent’s token or not at all',
        [access, 'if (!agent || !now || !isOwner(now, agent)) throw signedOut();', ''],
        [session, "does not end it with the next one's token"],
      ),
      without(
        'what one agent was told of does not stand on the next one’s screen',
        ['lib/outbox/notify.ts', 'await clearAll(at, shown);', ''],
        ['test/lib/outbox/notify.test.ts', 'is never told of documents that are not his'],
      ),
      without(
        'a notification holds no number that could be an Aadhaar number',
        [
          'lib/outbox/notice-text.ts',
          "loanName(about.is === 'loan' ? about.loanId : '')",
          "about.is === 'loan' ? about.loanId : ''",
        ],
        ['test/lib/outbox/notices.test.ts', 'may stand on a lock screen'],
      ),
      without(
        'a build that runs in private windows does not pass',
        [checks, "manifest.incognito === 'not_allowed', 'incognito", "true, 'incognito"],
        [built, 'incognito'],
      ),
    ],
  },
  {
    attack: 'tampering with what lies on the device',
    defences: [
      without(
        'what is served is what was announced',
        [
          'lib/broker/opening.ts',
          'const bytes = await keyring.open(keyId, sealed, bindingBytes(binding));',
          "const bytes = await keyring.open(keyId, sealed, bindingBytes({ ...binding, agentId: 'agent-ravi' }));",
        ],
        [served, 'comes out of the broker as it went into the camera'],
      ),
      without(
        'the witness’s entries hang together by their hashes',
        ['lib/outbox/testimony.ts', 'return again.chain === headOf(entries);', 'return again !== undefined;'],
        ['test/lib/outbox/witness.test.ts', 'no entry can be changed, taken out or exchanged'],
      ),
    ],
  },
  {
    attack: 'silent loss',
    defences: [
      without(
        'what the database lost is named',
        ['lib/outbox/witness.ts', "isMissing: now === 'missing' }", 'isMissing: false }'],
        ['test/lib/outbox/witness.test.ts', 'an emptied database: every capture is named'],
      ),
    ],
  },
  {
    attack: 'a double or a stuck submission',
    defences: [
      without(
        'one drain over all contexts',
        ['lib/outbox/drain.ts', 'await world.lock(DRAIN_LOCK, {}, pass);', 'await pass();'],
        ['test/lib/outbox/drain.test.ts', 'two contexts on one disk and one lock do every step once'],
      ),
      without(
        'what is fenced is served to nobody',
        [files, "if (withdrawnAt !== undefined) throw new Refused('withdrawn');", ''],
        ['test/scenarios/one-laptop.test.ts', 'a submission that arrives after its fence is read by nobody'],
      ),
    ],
  },
];
