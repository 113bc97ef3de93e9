import type { Context, Hono } from 'hono';
import { CompleteRequest, PartsRequest, SignPartRequest } from '@/lib/contract/multipart';
import type { UploadRequest } from '@/lib/contract/broker';
import type { Owner } from '@/lib/domain/agent';
import type { Env } from './frame';
import { limitBody, readJson } from './frame';
import type { Parts } from './parts';
import { Refused } from './refused';
import { allowedUpload } from './tenants';

const KIB = 1_024;
const REQUEST_BYTES = 256 * KIB;

/** Uploads in parts. `agentOf` says who asks. */
export function addMultipartRoutes(
  app: Hono<Env>,
  { config, multipart }: Pick<Parts, 'config' | 'multipart'>,
  agentOf: (c: Context<Env>) => Promise<Owner>,
): void {
  const limit = limitBody(REQUEST_BYTES);
  const allow = ({ tenantId }: Owner, { opened }: UploadRequest) => {
    const allowed = allowedUpload(config.tenants, tenantId, opened);
    if (allowed !== 'yes') throw new Refused(allowed);
  };

  app.post('/v1/multipart/parts', limit, async (c) => {
    const agent = await agentOf(c);
    const { upload } = await readJson(c, PartsRequest);
    allow(agent, upload);
    return c.json(await multipart.parts(agent, upload));
  });

  app.post('/v1/multipart/sign', limit, async (c) => {
    const agent = await agentOf(c);
    const asked = await readJson(c, SignPartRequest);
    allow(agent, asked.upload);
    return c.json(await multipart.sign(agent, asked));
  });

  app.post('/v1/multipart/complete', limit, async (c) => {
    const agent = await agentOf(c);
    const { upload, parts } = await readJson(c, CompleteRequest);
    return c.json(await multipart.complete(agent, upload, parts));
  });

  app.post('/v1/multipart/abort', limit, async (c) => {
    const agent = await agentOf(c);
    await multipart.abort(agent, (await readJson(c, PartsRequest)).upload);
    return c.json({ parts: [] });
  });
}
