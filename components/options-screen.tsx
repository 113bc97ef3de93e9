import type { Failure } from '@/lib/domain/failed';
import type { RescueReport } from '@/lib/contract/rescue';
import type { StateView } from '@/lib/contract/state-view';
import { mask } from '@/lib/domain/masked';
import { Brand } from './brand';
import type { DiagnosisPanelProps } from './diagnosis';
import { DiagnosisPanel } from './diagnosis';
import { FailureNotice } from './failure-notice';
import { useKeptFocus } from './kept-focus';
import type { LanguageSettingProps } from './language-setting';
import { LanguageSetting } from './language-setting';
import { OrganisationForm } from './organisation-form';
import { PinSetting } from './pin-setting';
import type { NoticeSettingProps } from './notice-setting';
import { NoticeSetting } from './notice-setting';
import type { ReceiptsProps } from './receipts';
import { Receipts } from './receipts';
import { RescueCopy } from './rescue-copy';
import { SignOut } from './sign-out';
import type { SitesProps } from './sites';
import { Sites } from './sites';
import { Skeleton } from './skeleton';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import './tokens.css';
import './base.css';
import './popup.css';
import './page.css';

export interface OptionsScreenProps extends Omit<SitesProps, 'state'> {
  readonly state: StateView | undefined;
  readonly failure: Failure | undefined;
  readonly version: string;
  readonly language: Pick<LanguageSettingProps, 'chosen' | 'browsers'>;
  readonly onLanguage: LanguageSettingProps['onLanguage'];
  readonly notices: Pick<NoticeSettingProps, 'settings' | 'isAllowed'>;
  readonly onAllowNotices: NoticeSettingProps['onAllow'];
  readonly onNotices: NoticeSettingProps['onSettings'];
  readonly onOrganisation: (address: string) => Promise<unknown>;
  readonly sought?: ReceiptsProps['sought'];
  readonly onReceipts: ReceiptsProps['onReceipts'];
  readonly onCopy: ReceiptsProps['onCopy'];
  readonly onExport: ReceiptsProps['onExport'];
  readonly onDiagnose: DiagnosisPanelProps['onDiagnose'];
  readonly onSaveDiagnosis: DiagnosisPanelProps['onSave'];
  /** Saves all sealed documents of the known agent to a file, read again and compared. */
  readonly onRescue: (progress: (done: number, all: number) => void) => Promise<RescueReport>;
  /** Deletes what is not sent first, if so. */
  readonly onSetPin: (pin: string) => Promise<unknown>;
  readonly onNoPin: () => Promise<unknown>;
  readonly onSignOut: (deleteUnsent: boolean) => Promise<unknown>;
}

export function OptionsScreen(props: OptionsScreenProps) {
  useKeptFocus();
  const { t } = useWords();
  const { state, failure, now, version } = props;
  return (
    <div className="page">
      <header className="page-head">
        <Brand />
        <p className="soft">{t('options.version', { version })}</p>
      </header>
      <main className="stack">
        <h1 className="page-title">{t('options.title')}</h1>
        {failure && <FailureNotice failure={failure} now={now} loud />}
        {state && <Sections {...props} state={state} />}
        {!state && !failure && <Skeleton lines={6} says={t('options.loading')} />}
      </main>
    </div>
  );
}

type Ready = OptionsScreenProps & { readonly state: StateView };

/** What is used each day stands first; what nothing goes on without stands before it. */
function Sections(props: Ready) {
  const { state, now } = props;
  const { organisation, agent, missingOrigins } = state;
  const isShut = missingOrigins.length > 0;
  return (
    <>
      {!organisation && <Organisation {...props} />}
      {isShut && <Sites {...props} />}
      {agent && <Receipts {...props} products={organisation?.products} />}
      <NoticeSetting
        {...props.notices}
        now={now}
        onAllow={props.onAllowNotices}
        onSettings={props.onNotices}
      />
      <LanguageSetting {...props.language} onLanguage={props.onLanguage} />
      <SignedIn {...props} />
      {!isShut && <Sites {...props} />}
      <Storage state={state} />
      {agent && <RescueCopy now={now} onRescue={props.onRescue} />}
      <DiagnosisPanel now={now} onDiagnose={props.onDiagnose} onSave={props.onSaveDiagnosis} />
      {organisation && <Organisation {...props} />}
    </>
  );
}

function Organisation({ state, now, onOrganisation }: Ready) {
  const { t } = useWords();
  const { organisation, agent, waiting } = state;
  const means = waiting > 0 ? t('options.changingWaiting', { count: waiting }) : t('options.changing');
  return (
    <section className="panel" aria-labelledby="organisation">
      <h2 id="organisation">{t('options.organisation')}</h2>
      {organisation && <p>{organisation.name}</p>}
      <OrganisationForm
        key={organisation?.address}
        now={now}
        address={organisation?.address ?? ''}
        onSubmit={onOrganisation}
        submitWords={t(organisation ? 'organisation.change' : 'button.continue')}
        means={agent && means}
      />
    </section>
  );
}

function SignedIn(props: Ready) {
  const { t } = useWords();
  const { state, now } = props;
  return (
    <section className="panel" aria-labelledby="agent">
      <h2 id="agent">{t('options.signedIn')}</h2>
      <Who state={state} />
      {state.pin && state.phase === 'signed-in' && (
        <PinSetting pin={state.pin} now={now} onSet={props.onSetPin} onRemove={props.onNoPin} />
      )}
      {state.agent && <Leaving {...props} />}
    </section>
  );
}

function Storage({ state: { space, waiting, damaged } }: Pick<Ready, 'state'>) {
  const { t, size } = useWords();
  return (
    <section className="panel" aria-labelledby="storage">
      <h2 id="storage">{t('options.storage')}</h2>
      <p>
        {space
          ? t('options.space', { used: size(space.used), free: size(space.free) })
          : t('options.spaceUnknown')}
      </p>
      <p className="soft">
        {t('options.waiting', { count: waiting })} {damaged > 0 && t('options.damaged', { count: damaged })}
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
  const { t, list } = useWords();
  if (!agent) return <p className="soft">{t('options.nobody')}</p>;
  const name = mask(agent.displayName);
  const { role, siteIds = [] } = agent;
  return (
    <>
      <p>
        {phase === 'locked' ? t('locked.title', { name }) : name} · {agent.email} · {agent.tenant}
      </p>
      {role && (
        <p className="soft">
          {siteIds.length > 0
            ? t('options.roleAtSites', { role, sites: list(siteIds) })
            : t('options.role', { role })}
        </p>
      )}
    </>
  );
}
