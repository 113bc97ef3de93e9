import type { Known } from '@/lib/config';
import type { FlowView } from '@/lib/contract/flow-view';
import type { CapturedView } from '@/lib/contract/portal-view';
import type { Agent } from '@/lib/domain/agent';
import { Failed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import type { Intake } from '@/lib/outbox/intake';
import { isInSet } from '@/lib/outbox/card';
import { chipStyle, toastStyle } from '@/lib/portal/chip-style';
import { findProfile } from '@/lib/portal/profile';
import type { Handlers } from '@/lib/rpc/server';
import type { HandlerDeps } from './handlers';
import { portalWords } from './portal-words';

/** Documents of a page that names no kind for them. */
const OTHER = 'OTHER';

type PortalDeps = Pick<HandlerDeps, 'config' | 'session' | 'policy' | 'store' | 'keepsakes' | 'spoken'>;

/** What a portal's page may ask: by the browser's word for where it is, and with no secret in any answer. */
export function createPortalHandlers(
  { config, session, policy, store, keepsakes, spoken }: PortalDeps,
  viewsOf: (flows: readonly Flow[]) => Promise<FlowView[]>,
  capture: (intake: Intake) => Promise<CapturedView>,
  knownAgent: () => Promise<Agent>,
): Pick<Handlers, Extract<keyof Handlers, `portal.${string}`>> {
  return {
    'portal.open': async (_, { url }) => {
      const known = await config.get();
      const profile = known && findProfile(known.config.portals, url);
      if (!known || !profile) return null;
      const { agent } = await session.state();
      return {
        profile,
        labels: labelsOf(known),
        canCapture: agent !== undefined,
        words: portalWords[await spoken()],
        styles: { chip: chipStyle, toast: toastStyle },
      };
    },
    'portal.status': async ({ loanId }, { url }) => {
      const known = await config.require();
      if (!findProfile(known.config.portals, url)) throw new Failed('forbidden', { reason: 'no-profile' });
      const { agent } = await session.state();
      const flow = agent && (await store.loan(agent, loanId));
      const views = flow ? await viewsOf([flow]) : [];
      return {
        documents: views.flatMap(({ documents }) =>
          documents.filter(isInSet).map(({ kind, state: now }) => ({ kind, state: now })),
        ),
      };
    },
    'portal.capture': async ({ loanId, customer, productType, kind, ...input }, { url }) => {
      await policy.allows('portal-capture');
      const known = await config.require();
      if (!findProfile(known.config.portals, url)) throw new Failed('forbidden', { reason: 'no-profile' });
      const { products } = known.config;
      const product = products.find((one) => one.productType === productType) ?? products[0];
      if (!product) throw new Failed('bug', { detail: 'no product' });
      const asked = { ...input, loanId, productType: product.productType, kind: kind ?? OTHER };
      const view = await capture({ ...asked, owner: await knownAgent() });
      if (customer) await keepsakes.nameCustomer(loanId, customer);
      return view;
    },
  };
}

function labelsOf({ config }: Known): Record<string, string> {
  const documents = config.products.flatMap((product) => product.documents);
  return Object.fromEntries(documents.map(({ kind, label }) => [kind, label]));
}
