import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { createRequestLog } from './faults';
import { loans } from './portal-loans';
import { listPage, loanPage, loginPage, newPage, shell, tabs } from './portal-pages';
import { portalScript } from './portal-script';
import { portalStyle } from './portal-style';

/** A file that the portal itself took in. */
export interface PortalUpload {
  readonly loanId: string;
  readonly kind: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

const SESSION = 'desk_session';
const sun = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><path d="M4 20a10 10 0 0 1 20 0Z" fill="#e9951c"/><path d="M14 3v4M4.500 7.500l2.800 2.800M23.500 7.500l-2.800 2.800M2 23.500h24" stroke="#e9951c" stroke-width="2.200" stroke-linecap="round"/></svg>`;

const assets: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  'portal.css': { type: 'text/css', text: portalStyle },
  'portal.js': { type: 'text/javascript', text: portalScript },
  'sun.svg': { type: 'image/svg+xml', text: sun },
};

const mediaTypes = [
  ['.pdf', 'application/pdf'],
  ['.jpg', 'image/jpeg'],
] as const;

/**
 * A lender's loan desk: a list, a page a loan with tabs, moved between without loading, documents as images, a link
 * and file inputs. Every page opens a session; a document asked for without one is answered 200 with a login page,
 * as such desks do.
 * @param options.samples folder of the sample documents
 */
export function createPortal({ samples }: { samples: string }) {
  const uploads: PortalUpload[] = [];
  const sessions = new Set<string>();
  const app = new Hono();
  const hasSession = ({ headers }: Request) =>
    (headers.get('cookie') ?? '').split('; ').some((pair) => {
      const [name, value = ''] = pair.split('=');
      return name === SESSION && sessions.has(value);
    });

  app.use(async (context, next) => {
    await next();
    context.res.headers.set(
      'content-security-policy',
      "default-src 'self'; img-src 'self' blob:; object-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
  });
  app.get('/assets/:name', (context) => {
    const asset = assets[context.req.param('name')];
    return asset ? context.body(asset.text, 200, { 'content-type': asset.type }) : context.notFound();
  });
  app.get('/loans/:id/documents/:name', async (context) => {
    if (!hasSession(context.req.raw))
      return context.html(await shell('Sign in', context.req.path, loginPage()));
    const { id, name } = context.req.param();
    const documents = loans.find((loan) => loan.id === id)?.documents ?? [];
    const file = documents
      .flatMap((one) => ('file' in one ? [one.file] : []))
      .find((one) => one.endsWith(`/${name}`) || one === name);
    if (file === undefined) return context.notFound();
    const type = mediaTypes.find(([ending]) => file.endsWith(ending))?.[1] ?? 'application/octet-stream';
    return context.body(new Uint8Array(readFileSync(join(samples, file))), 200, {
      'content-type': type,
      'cache-control': 'private, no-store',
    });
  });
  app.post('/loans/:id/uploads/:kind', async (context) => {
    if (!hasSession(context.req.raw)) return context.json({ error: 'Sign in' }, 401);
    const { id: loanId, kind } = context.req.param();
    const { file } = await context.req.parseBody();
    if (!(file instanceof File)) return context.json({ error: 'No file' }, 400);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const upload = { loanId, kind, name: file.name, size: bytes.length, sha256 };
    uploads.push(upload);
    return context.json(upload, 201);
  });

  app.use(async (context, next) => {
    await next();
    if (hasSession(context.req.raw)) return;
    const session = randomUUID();
    sessions.add(session);
    context.res.headers.append('set-cookie', `${SESSION}=${session}; Path=/; HttpOnly; SameSite=Lax`);
  });
  app.get('/', (context) => context.redirect('/loans'));
  app.get('/loans', async (context) => context.html(await shell('Loans', '/loans', listPage())));
  app.get('/loans/new', async (context) =>
    context.html(await shell('New application', '/loans/new', newPage())),
  );
  for (const tab of tabs) {
    app.get(`/loans/:id${tab.path}`, async (context) => {
      const loan = loans.find(({ id }) => id === context.req.param('id'));
      if (!loan) return context.notFound();
      return context.html(await shell(loan.id, context.req.path, loanPage(loan, tab)));
    });
  }

  const log = createRequestLog(async (request) => app.fetch(request));
  return {
    fetch: log.fetch,
    requests: log.requests,
    /** What the portal's own file inputs sent, in order. */
    uploads,
    /** Ends every session: the next document is answered with the login page. */
    endSessions: () => sessions.clear(),
  };
}
