import type { EmulatorWorld } from './world';

const DAY = 24 * 60 * 60 * 1_000;
const REFRESH_LIFE = 7 * DAY;

export interface SessionOptions {
  /** What a used refresh token does to its family; the contract is silent. */
  readonly onReuse?: 'refuse' | 'revoke-family';
  /** A used refresh token brings its successor again until that one is used; the contract is silent. */
  readonly graceUntilSuccessorUsed?: boolean;
  /** Whether a rotation starts a new seven days; the pages can be read both ways. */
  readonly sessionLife?: 'sliding' | 'absolute';
}

interface Refresh {
  readonly token: string;
  readonly family: string;
  readonly owner: string;
  readonly endsAt: number;
  used: boolean;
  revoked: boolean;
  successor?: Refresh;
}

/** Refresh tokens: opaque, single use, rotating, seven days. An owner is the id of a person. */
export function createSessions(world: EmulatorWorld, options: SessionOptions) {
  const { onReuse = 'refuse', graceUntilSuccessorUsed = false, sessionLife = 'sliding' } = options;
  const tokens = new Map<string, Refresh>();

  function mint(owner: string, family: string, endsAt: number): Refresh {
    const refresh: Refresh = {
      token: `refresh-${world.id()}`,
      family,
      owner,
      endsAt,
      used: false,
      revoked: false,
    };
    tokens.set(refresh.token, refresh);
    return refresh;
  }

  function revoke(which: (refresh: Refresh) => boolean): void {
    for (const refresh of tokens.values()) if (which(refresh)) refresh.revoked = true;
  }

  function reuse(held: Refresh): Refresh | undefined {
    const { successor } = held;
    if (graceUntilSuccessorUsed && successor && !successor.used && !successor.revoked) return successor;
    if (onReuse === 'revoke-family') revoke(({ family }) => family === held.family);
    return undefined;
  }

  return {
    begin: (owner: string) => mint(owner, world.id(), world.now() + REFRESH_LIFE),
    ownerOf: (token: string) => tokens.get(token)?.owner,
    /** The successor of a token that may be used now, else `undefined`. */
    rotate(token: string): Refresh | undefined {
      const held = tokens.get(token);
      if (!held || held.revoked || world.now() >= held.endsAt) return undefined;
      if (held.used) return reuse(held);
      held.used = true;
      const endsAt = sessionLife === 'sliding' ? world.now() + REFRESH_LIFE : held.endsAt;
      held.successor = mint(held.owner, held.family, endsAt);
      return held.successor;
    },
    revokeOwner: (owner: string) => revoke((refresh) => refresh.owner === owner),
    revokeFamily: (family: string) => revoke((refresh) => refresh.family === family),
    revokeAll: () => revoke(() => true),
    all: () => [...tokens.values()],
  };
}
