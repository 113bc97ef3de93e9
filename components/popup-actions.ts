import type { Acknowledge } from './device-notices';
import type { LoanActions } from './loan-actions';
import type { Credentials, SignInDraft } from './sign-in-form';

/** What the popup's buttons do. Each promise rejects with `Failed`. */
export interface PopupActions extends LoanActions {
  readonly onOrganisation: (address: string) => Promise<unknown>;
  readonly onAllow: () => Promise<unknown>;
  readonly onSignIn: (credentials: Credentials) => Promise<unknown>;
  readonly onOidc: (tenant: string) => Promise<unknown>;
  readonly onAtrium: () => void;
  readonly onPin: (pin: string) => Promise<unknown>;
  readonly onSetPin: (pin: string) => Promise<unknown>;
  /** None, or none any more. */
  readonly onNoPin: () => Promise<unknown>;
  /** Deletes what is not sent first, if so. */
  readonly onSignOut: (deleteUnsent: boolean) => Promise<unknown>;
  readonly onAcknowledge: Acknowledge;
  readonly onAllowNotices: () => Promise<unknown>;
  readonly onNoNotices: () => Promise<unknown>;
  readonly onOptions: () => void;
  /** Opens the same beside the page; absent where it is that. */
  readonly onPanel?: (() => void) | undefined;
  readonly onReload: () => void;
  /** Keeps what is typed while the popup is closed. */
  readonly onDraft: (draft: PopupDraft) => void;
}

export interface PopupDraft extends SignInDraft {
  readonly address: string;
}
