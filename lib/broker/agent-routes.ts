import type { Context, Hono } from 'hono';
import { AddressMatchRequest, DocumentIds, UploadRequests } from '@/lib/contract/broker';
import { AtlasApi } from '@/lib/domain/organisation';
import { addFlowRoutes } from './flow-routes';
import type { Env } from './frame';
import { answerSized, limitBody, packed, readJson } from './frame';
import { addMultipartRoutes } from './multipart-routes';
import type { Parts } from './parts';
import { addPinRoutes } from './pin-routes';
import { addPushRoutes } from './push-routes';
import { Refused } from './refused';
import { productsOf } from './tenants';

const KIB = 1_024;

/** A hundred uploads of the longest ids fit in well. */
const REQUEST_BYTES = 256 * KIB;

/** What an agent's extension asks, with its access token. */
export function addAgentRoutes(app: Hono<Env>, parts: Parts): void {
  const { access, callbacks, config, fence, matchAddresses, grants, limiter, tokens, uploads } = parts;
  const owner = async (c: Context<Env>) => {
    const agent = await access.agentOf(c.req.header('authorization'));
    c.set('tenant', agent.tenantId);
    await limiter.agent(agent);
    return agent;
  };

  app.post('/v1/atlas-token', async (c) => {
    const agent = await owner(c);
    const family = AtlasApi.safeParse(c.req.query('family') ?? 'flow');
    if (!family.success) throw new Refused('bad_request');
    const grant = await grants.get(agent, family.data);
    const entry = await tokens.sign('entry', [agent.tenantId, agent.agentId]);
    return c.json({
      ...grant,
      baseUrl: grants.baseUrl(agent, family.data),
      authUrl: `${config.publicUrl}/v1/atlas/auth/${entry}`,
      callbackUrl: `${config.publicUrl}/v1/atlas/callback/${await callbacks.issue(agent)}`,
    });
  });

  app.get('/v1/products', async (c) => c.json(productsOf(config, (await owner(c)).tenantId)));

  app.post('/v1/uploads', limitBody(REQUEST_BYTES), packed, async (c) => {
    const agent = await owner(c);
    const asked = await readJson(c, UploadRequests);
    const { answers, code } = await uploads.slots(agent, asked);
    if (code) c.set('code', code);
    return answerSized(c, answers);
  });

  addMultipartRoutes(app, parts, owner);

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

  app.post('/v1/address-match', limitBody(REQUEST_BYTES), async (c) => {
    const { tenantId } = await owner(c);
    return c.json(await matchAddresses(tenantId, await readJson(c, AddressMatchRequest)));
  });

  addFlowRoutes(app, parts, owner);
  addPushRoutes(app, parts, owner);
  addPinRoutes(app, parts, owner);
}
