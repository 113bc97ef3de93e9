import { Failed } from '@/lib/domain/failed';
import { createFakeWorld } from '@/test/support/fake-world';
import { createOffice, credentials } from './office';
import type { Answer, Office } from './office';

/** An agent who has just signed in. */
export async function signedIn() {
  const world = createFakeWorld();
  const office = createOffice(world);
  await office.session.signIn(credentials);
  return { world, office };
}

export const tokenOf = ({ session }: Office) => session.withAccess(async (token) => token);
export const grantOf = ({ session }: Office) => session.withGrant(async ({ accessToken }) => accessToken);

export async function failureOf(work: Promise<unknown>): Promise<Failed> {
  const thrown = await work.catch((reason: unknown) => reason);
  if (thrown instanceof Failed) return thrown;
  throw new Error('expected a Failed');
}

/** An answer that waits until it is let go. */
export function held(answer: Answer): { answer: Answer; release: () => void; arrived: () => boolean } {
  let release = () => {};
  let hasArrived = false;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    release: () => release(),
    arrived: () => hasArrived,
    answer: async (request) => {
      hasArrived = true;
      await gate;
      return answer(request);
    },
  };
}
