import { z } from 'zod';
import { Kind } from '@/lib/domain/organisation';

export interface Opened {
  readonly flowId: string | undefined;
  readonly slotId: string | undefined;
  readonly kind: Kind | undefined;
}

/** `?flow=<flowId>&slot=<slotId>&kind=<KIND>`; what does not parse is not there. */
export function readOpened(search: string): Opened {
  const query = new URLSearchParams(search);
  return {
    flowId: z.uuid().safeParse(query.get('flow')).data,
    slotId: z.uuid().safeParse(query.get('slot')).data,
    kind: Kind.safeParse(query.get('kind')).data,
  };
}
