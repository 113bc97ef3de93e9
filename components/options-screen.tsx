import { Globe } from 'lucide-react';
import type { Failure } from '@/lib/domain/failed';
import type { RescueReport } from '@/lib/contract/rescue';
import type { StateView } from '@/lib/contract/views';
import { mask } from '@/lib/domain/masked';
import { count, size } from './amounts';
import { Brand } from './brand';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { OrganisationForm } from './organisation-form';
import { PinSetting } from './pin-setting';
import type { ReceiptsProps } from './receipts';
import { Receipts } from './receipts';
import { RescueCopy } from './rescue-copy';
import { SignOut } from './sign-out';
import { siteNames } from './site-names';
import { Skeleton } from './skeleton';
import { useAction } from './use-action';
import './tokens.css';
import './base.css';
import './popup.css';
import './page.css';

export interface OptionsScreenProps {
  readonly state: StateView | undefined;
  /** Match patterns that are granted. */
  readonly origins: readonly string[];
  /** Those of them that came with the installation and cannot be taken back here. */
  readonly fixedOrigins: readonly string[];
  readonly failure: Failure | undefined;
  readonly version: string;
  readonly now: number;
  readonly onOrganisation: (address: string) => Promise<unknown>;
  readonly onAllow: () => Promise<unknown>;
  readonly onRevoke: (origin: string) => Promise<unknown>;
  readonly onReceipts: ReceiptsProps['onReceipts'];
  readonly onExport: ReceiptsProps['onExport'];
  /** Saves all sealed documents of the known agent to a file, read again and compared. */
  readonly onRescue: (progress: (done: number, all: number) => void) => Promise<RescueReport>;
  /** Deletes what is not sent first, if so. */
  readonly onSetPin: (pin: string) => Promise<unknown>;
  readonly onNoPin: () => Promise<unknown>;
  readonly onSignOut: (deleteUnsent: boolean) => Promise<unknown>;
}

export function OptionsScreen(props: OptionsScreenProps) {
  const { state, failure, now, version } = props;
  return (
    <div className="page">
      <header className="page-head">
        <Brand />
        <p className="soft">Version {version}</p>
      </header>
      <main className="stack">
        <h1 className="page-title">Options</h1>
        {failure && <FailureNotice failure={failure} now={now} loud />}
        {state && <Sections {...props} state={state} />}
        {!state && !failure && <Skeleton lines={6} says="Reading your options…" />}
      </main>
    </div>
  );
}

type Ready = OptionsScreenProps & { readonly state: StateView };

function Sections(props: Ready) {
  const { state, now, onOrganisation } = props;
  const { organisation } = state;
  return (
    <>
      <section className="panel" aria-labelledby="organisation">
        <h2 id="organisation">Organisation</h2>
        {organisation && <p>{organisation.name}</p>}
        <OrganisationForm
          key={organisation?.address}
          now={now}
          address={organisation?.address ?? ''}
          onSubmit={onOrganisation}
          submitWords={organisation ? 'Change organisation' : 'Continue'}
        />
        {state.agent && (
          <p className="soft note">
            Changing it signs you out.
            {state.waiting > 0 &&
              ` ${count(state.waiting, 'document')} not delivered yet: sealed on this device until you are back.`}
          </p>
        )}
      </section>
      <Sites {...props} />
      <Storage state={state} />
      {state.agent && <Receipts {...props} />}
      {state.agent && <RescueCopy now={now} onRescue={props.onRescue} />}
      <section className="panel" aria-labelledby="agent">
        <h2 id="agent">Signed in</h2>
        <Who state={state} />
        {state.pin && state.phase === 'signed-in' && (
          <PinSetting pin={state.pin} now={now} onSet={props.onSetPin} onRemove={props.onNoPin} />
        )}
        {state.agent && <Leaving {...props} />}
      </section>
    </>
  );
}

function Storage({ state: { space, waiting, damaged } }: Pick<Ready, 'state'>) {
  return (
    <section className="panel" aria-labelledby="storage">
      <h2 id="storage">Storage</h2>
      <p>
        {space
          ? `${size(space.used)} used by Satchel · ${size(space.free)} free on this device`
          : 'The browser does not say how much space is left.'}
      </p>
      <p className="soft">
        {waiting === 0 ? 'No document waits' : `${count(waiting, 'document')} not delivered yet`} on this
        device.
        {damaged > 0 && ` ${count(damaged, 'damaged record')} kept, which cannot be sent from here.`}
      </p>
    </section>
  );
}

function Leaving({ state, now, onSignOut }: Ready) {
  const leave = useAction(onSignOut, now);
  return (
    <>
      <SignOut waiting={state.waiting} unsent={state.unsent} busy={leave.busy} onSignOut={leave.run} />
      {leave.failed && <FailureNotice failure={leave.failed.failure} now={now} loud />}
    </>
  );
}

function Who({ state: { agent, phase } }: Pick<Ready, 'state'>) {
  if (!agent) return <p className="soft">Nobody is signed in.</p>;
  const name = mask(agent.displayName);
  return (
    <p>
      {phase === 'locked' ? `${name}’s session has ended` : name} · {agent.email} · {agent.tenant}
    </p>
  );
}

function Sites({ state, origins, fixedOrigins, now, onAllow, onRevoke }: Ready) {
  const allow = useAction(onAllow, now);
  const revoke = useAction(onRevoke, now);
  const wrong = allow.failed ?? revoke.failed;
  return (
    <section className="panel" aria-labelledby="sites">
      <h2 id="sites">Sites</h2>
      <p className="soft">Satchel can read and change only these sites.</p>
      {origins.length === 0 && <p>No site is allowed yet.</p>}
      <ul className="rows">
        {origins.map((origin) => (
          <li className="row" key={origin}>
            <span className="row-name">
              <Globe aria-hidden /> {siteNames([origin])[0]}
            </span>
            {fixedOrigins.includes(origin) ? (
              <span className="soft note">Set when Satchel was installed</span>
            ) : (
              <Button
                size="small"
                name={`Take back access to ${siteNames([origin])[0]}`}
                busy={revoke.busy}
                onClick={() => revoke.run(origin)}
              >
                Take back
              </Button>
            )}
          </li>
        ))}
      </ul>
      {state.missingOrigins.length > 0 && (
        <>
          <p>Not allowed yet: {siteNames(state.missingOrigins).join(', ')}.</p>
          <Button look="primary" busy={allow.busy} onClick={() => allow.run()}>
            Allow access
          </Button>
        </>
      )}
      {wrong && <FailureNotice failure={wrong.failure} now={now} loud />}
    </section>
  );
}
