import { Hono } from 'hono';
import { html } from 'hono/html';

/**
 * A small identity provider: one page on which a person picks who he is. Its code is that person's e-mail address.
 * Whoever cancels, or whom it fails, goes back with an error (RFC 6749 section 4.1.2.1).
 */
export function createIdentity(emails: readonly string[]) {
  const app = new Hono();
  app.get('/authorize', (context) => {
    const { redirect_uri: back = '', state = '' } = context.req.query();
    if (!URL.canParse(back)) return context.text('redirect_uri is missing', 400);
    const to = (said: Record<string, string>) => {
      const url = new URL(back);
      url.search = new URLSearchParams({ ...said, state }).toString();
      return url.href;
    };
    return context.html(
      html`<!doctype html>
        <title>Identity provider</title>
        <h1>Who are you?</h1>
        ${emails.map((email) => html`<p><a href="${to({ code: email })}">${email}</a></p>`)}
        <p><a href="${to({ error: 'access_denied' })}">Cancel</a></p>
        <p><a href="${to({ error: 'server_error' })}">Fail</a></p>`,
    );
  });
  return { fetch: async (request: Request) => app.fetch(request) };
}
