import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { requireBrowser } from './browser-path.mjs';

const SECOND = 1_000;
const ANSWER = 3 * SECOND;
const Target = z.object({ webSocketDebuggerUrl: z.string() });
const Reply = z.object({
  id: z.number(),
  result: z
    .object({ result: z.object({ value: z.unknown() }).optional(), exceptionDetails: z.unknown().optional() })
    .optional(),
});

/**
 * A browser without Playwright, which keeps every worker it sees alive for ever: here a debugger is attached to
 * one page of ours alone, and the worker lives and dies as on an agent's laptop.
 */
export async function openRawBrowser(extension: string, profile: string) {
  const child = spawn(
    requireBrowser(),
    [
      '--headless=new',
      '--disable-gpu',
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const port = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.once('exit', () => reject(new Error(`the browser ended: ${said}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said)?.[1];
      if (found) resolve(found);
    });
  });
  return {
    /** Opens a page and gives back a way to evaluate in it. Promises are awaited; values come as JSON. */
    async open(url: string) {
      const made = await fetch(`http://127.0.0.1:${port}/json/new?${encodeURIComponent(url)}`, {
        method: 'PUT',
      });
      const socket = new WebSocket(Target.parse(await made.json()).webSocketDebuggerUrl);
      await once(socket, 'open');
      let ids = 0;
      const evaluate = (expression: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const id = (ids += 1);
          const end = (act: () => void) => {
            clearTimeout(late);
            socket.removeEventListener('message', hear);
            act();
          };
          const hear = ({ data }: MessageEvent) => {
            const reply = Reply.safeParse(JSON.parse(String(data)));
            if (reply.data?.id !== id) return;
            const { result } = reply.data;
            if (!result || result.exceptionDetails) end(() => reject(new Error(`${expression} failed`)));
            else end(() => resolve(result.result?.value));
          };
          // A page that navigates takes its questions along without a word.
          const late = setTimeout(() => end(() => reject(new Error(`${expression} got no answer`))), ANSWER);
          socket.addEventListener('message', hear);
          const params = { expression, awaitPromise: true, returnByValue: true };
          socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
        });
      return { evaluate, close: () => socket.close() };
    },
    async close(): Promise<void> {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5 * SECOND);
      await ended;
      clearTimeout(late);
    },
  };
}
