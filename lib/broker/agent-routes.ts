import type { Context, Hono } from 'hono';
import { DocumentIds, UploadRequests } from '@/lib/contract/broker';
import type { Env } from './frame';
import { limitBody, readJson } from './frame';
import type { Parts } from './parts';
import { Refused } from './refused';
import { allowedUpload } from './tenants';

const KIB = 1_024;
/** A hundred uploads of the longest ids fit in well. */
const REQUEST_BYTES = 256 * KIB;

/** What an agent's extension asks, with its access token. */
export function addAgentRoutes(app: Hono<Env>, parts: Parts): void {
  const { access, config, fence, grants, limiter, results, tokens, uploads } = parts;
  const owner = async (c: Context<Env>) => {
    const agent = await access.agentOf(c.req.header('authorization'));
    c.set('tenant', agent.tenantId);
    await limiter.agent(agent);
    return agent;
  };

  app.post('/v1/atlas-token', async (c) => {
    const agent = await owner(c);
    const grant = await grants.get(agent);
    const token = await tokens.sign('callback', [agent.tenantId, agent.agentId]);
    return c.json({
      ...grant,
      baseUrl: config.atlas.baseUrl,
      authUrl: `${config.publicUrl}/v1/atlas/auth/${token}`,
      callbackUrl: `${config.publicUrl}/v1/atlas/callback/${token}`,
    });
  });

  app.post('/v1/uploads', limitBody(REQUEST_BYTES), async (c) => {
    const agent = await owner(c);
    const asked = await readJson(c, UploadRequests);
    for (const { opened } of asked) {
      const allowed = allowedUpload(config.tenants, agent.tenantId, opened);
      if (allowed !== 'yes') throw new Refused(allowed);
    }
    return c.json(await Promise.all(asked.map((one) => uploads.slot(agent, one))));
  });

  app.post('/v1/evidence', limitBody(REQUEST_BYTES), async (c) => {
    const agent = await owner(c);
    const { documentIds } = await readJson(c, DocumentIds);
    return c.json(await Promise.all(documentIds.map((id) => fence.evidence(agent, id))));
  });

  app.post('/v1/withdrawals', limitBody(REQUEST_BYTES), async (c) => {
    const agent = await owner(c);
    const { documentIds } = await readJson(c, DocumentIds);
    return c.json(await Promise.all(documentIds.map((id) => fence.withdraw(agent, id))));
  });

  app.get('/v1/flows/:flowUuid/result', async (c) => {
    const agent = await owner(c);
    return c.json(await results.get(agent, c.req.param('flowUuid'), c.req.query('loanId')));
  });
}
