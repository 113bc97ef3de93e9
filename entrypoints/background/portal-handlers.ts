import type { Known } from '@/lib/config';
import type { FlowView } from '@/lib/contract/flow-view';
import type { CapturedView } from '@/lib/contract/portal-view';
import type { Agent } from '@/lib/domain/agent';
import { Failed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import type { Intake } from '@/lib/outbox/intake';
import { faultOf, portalNotes } from '@/lib/outbox/portal-note';
import { chipStyle, toastStyle } from '@/lib/portal/chip-style';
import { findProfile } from '@/lib/portal/profile';
import type { Handlers } from '@/lib/rpc/server';
import type { HandlerDeps } from './handlers';
import { portalWords } from './portal-words';

/** Documents of a page that names no kind for them. */
const OTHER = 'OTHER';
const SECOND = 1_000;
/** Between two pages that presses in a portal open. */
const RETAKE_PACE = 3 * SECOND;

type PortalDeps = Pick<
  HandlerDeps,
  'world' | 'config' | 'session' | 'policy' | 'store' | 'keepsakes' | 'spoken' | 'openRetake'
>;

/** What a portal's page may ask: by the browser's word for where it is, and with no secret in any answer. */
export function createPortalHandlers(
  { world, config, session, policy, store, keepsakes, spoken, openRetake }: PortalDeps,
  viewsOf: (flows: readonly Flow[]) => Promise<FlowView[]>,
  capture: (intake: Intake) => Promise<CapturedView>,
  knownAgent: () => Promise<Agent>,
): Pick<Handlers, Extract<keyof Handlers, `portal.${string}`>> {
  const canRetake = async () => openRetake !== undefined && (await policy.has('file-capture'));
  let retakenAt = -Infinity;

  /** The same picture of a document that failed: its agent has pressed to photograph it again. */
  async function retake({ flowId, slotId }: CapturedView): Promise<void> {
    const flow = await store.get(flowId);
    const [view] = flow ? await viewsOf([flow]) : [];
    const document = view?.documents.find((one) => one.slotId === slotId);
    // Presses are a page's word: one that has been taken over opens no row of tabs.
    const isSoon = world.monotonic() - retakenAt < RETAKE_PACE;
    if (!document || !faultOf(document) || isSoon || !(await canRetake())) return;
    retakenAt = world.monotonic();
    await openRetake?.(flowId, slotId);
  }

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
      const [view] = flow ? await viewsOf([flow]) : [];
      return portalNotes(view?.documents ?? [], portalWords[await spoken()], await canRetake());
    },
    'portal.capture': async ({ loanId, customer, productType, kind, slotId, ...input }, { url }) => {
      await policy.allows('portal-capture');
      const known = await config.require();
      if (!findProfile(known.config.portals, url)) throw new Failed('forbidden', { reason: 'no-profile' });
      const { products } = known.config;
      const product = products.find((one) => one.productType === productType) ?? products[0];
      if (!product) throw new Failed('bug', { detail: 'no product' });
      const asked = { ...input, loanId, productType: product.productType, kind: kind ?? OTHER };
      const view = await capture({ ...asked, retakes: slotId, owner: await knownAgent() });
      if (customer) await keepsakes.nameCustomer(loanId, customer);
      if (view.already) await retake(view);
      return view;
    },
  };
}

function labelsOf({ config }: Known): Record<string, string> {
  const documents = config.products.flatMap((product) => product.documents);
  return Object.fromEntries(documents.map(({ kind, label }) => [kind, label]));
}
