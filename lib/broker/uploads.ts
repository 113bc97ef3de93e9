import { createHmac } from 'node:crypto';
import type { UploadAnswers, UploadRequest, UploadSlot } from '@/lib/contract/broker';
import type { Owner } from '@/lib/domain/agent';
import type { ContentType } from '@/lib/domain/capture';
import type { World } from '@/lib/world';
import type { BrokerConfig } from './environment';
import type { FolderOf } from './folders';
import type { Keyring } from './keyring';
import type { Notes } from './notes';
import type { Objects } from './objects';
import type { FileTicket, PathTokens } from './path-tokens';
import { fileClaims } from './path-tokens';
import { lifetimeFor } from './lifetime';
import { Refused } from './refused';
import { allowedUpload } from './tenants';

const MIB = 1_024 * 1_024;
/** A seal of the older kind opens as a whole or not at all, so it must fit into the broker's memory. */
export const CAPTURE_BYTES = 64 * MIB;

export const extensions: Record<ContentType, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
};

export interface UploadsDeps {
  readonly world: Pick<World, 'now'>;
  readonly config: Pick<BrokerConfig, 'publicUrl' | 'keyring' | 'tenants'>;
  readonly objects: Objects;
  readonly notes: Notes;
  readonly folderOf: FolderOf;
  readonly tokens: PathTokens;
}

/** Says where sealed bytes go, and where Atlas will find them opened. Asked again, it says the same. */
export function createUploads({ world, config, objects, notes, folderOf, tokens }: UploadsDeps) {
  /** @throws Refused `unknown_key`, `too_large`, `type_not_taken`, `withdrawn_attempt`, `store_unavailable` */
  async function slot(owner: Owner, asked: UploadRequest): Promise<UploadSlot> {
    const { documentId, keyId, sha256, size, contentType } = asked;
    const allowed = allowedUpload(config.tenants, owner.tenantId, asked.opened);
    if (allowed !== 'yes') throw new Refused(allowed);
    const { key, ticket } = await placeOf({ config, notes, folderOf }, owner, asked);
    const signedAt = world.now();
    const lifetimeMs = lifetimeFor(size, asked.bytesPerSecond);
    const put = await objects.sign({ key, size, contentType, sha256, lifetimeMs });
    const token = await tokens.sign('file', fileClaims(ticket), keyId);
    return {
      documentId,
      putUrl: put.url,
      putHeaders: put.headers,
      fileUrl: `${config.publicUrl}/v1/files/${token}/${fileName(ticket)}`,
      expiresAt: signedAt + lifetimeMs,
      stored: (await objects.head(key))?.size === size,
    };
  }

  return {
    /**
     * Each line for itself: what is refused holds up no other.
     * @returns an answer for each in the order asked, and the code of the first refusal among them
     * @throws Refused as the first line is, when all are; and whatever nobody foresaw
     */
    async slots(owner: Owner, asked: readonly UploadRequest[]) {
      const ended = await Promise.allSettled(asked.map((one) => slot(owner, one)));
      const refused = ended.flatMap((one) => (one.status === 'rejected' ? [refusalOf(one.reason)] : []));
      const [first] = refused;
      if (first && refused.length === asked.length) throw first;
      const answers = asked.flatMap(({ documentId }, at): UploadAnswers => {
        const one = ended[at];
        if (!one) return [];
        return [one.status === 'fulfilled' ? one.value : { documentId, ...refusalOf(one.reason).said() }];
      });
      return { answers, code: first?.code };
    },
  };
}

/** @throws what is no refusal: a line of it would hide a bug */
function refusalOf(thrown: unknown): Refused {
  if (thrown instanceof Refused) return thrown;
  throw thrown;
}

type Ring = Pick<BrokerConfig, 'keyring'>;

/**
 * Where an attempt's sealed bytes lie, and what its addresses say.
 *
 * @throws Refused `unknown_key`, `too_large`, `withdrawn_attempt`
 */
export async function placeOf(
  { config, notes, folderOf }: Pick<UploadsDeps, 'notes' | 'folderOf'> & { readonly config: Ring },
  owner: Owner,
  asked: UploadRequest,
) {
  const { documentId, keyId, size } = asked;
  if (!config.keyring.has(keyId)) throw new Refused('unknown_key');
  if (size > CAPTURE_BYTES) throw new Refused('too_large');
  if (await notes.has(owner, documentId, 'withdrawn')) throw new Refused('withdrawn_attempt');
  const ticket = ticketOf(owner, asked);
  return { ticket, key: await objectKey({ keyring: config.keyring, folderOf }, ticket) };
}

/** What Atlas sees as the file's name: no name of the agent's or the customer's. */
export function fileName({ documentId, opened }: FileTicket): string {
  return `${documentId}.${extensions[opened.contentType]}`;
}

/**
 * Where the sealed bytes lie: the same for the same capture, and not to be guessed from its ids. Under the
 * key they are sealed to, so that another key at the front of the ring does not move what is stored.
 */
export async function objectKey(
  { keyring, folderOf }: { readonly keyring: Keyring; readonly folderOf: FolderOf },
  { owner, keyId, binding, sealed }: FileTicket,
): Promise<string> {
  const secret = keyring.derive(keyId, 'object');
  if (!secret) throw new Refused('unknown_key');
  const name = createHmac('sha256', secret).update(JSON.stringify([binding.captureId, sealed.sha256]));
  return (await folderOf('captures', owner)) + name.digest('base64url');
}

/** What an attempt's addresses say. */
export function ticketOf(owner: Owner, asked: UploadRequest): FileTicket {
  const { documentId, keyId, loanId, slotId, captureId, sha256, size, opened } = asked;
  const binding = { tenant: owner.tenantId, agentId: owner.agentId, loanId, slotId, captureId };
  return { owner, documentId, keyId, binding, sealed: { sha256, size }, opened };
}
