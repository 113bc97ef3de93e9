import { BellRing } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import type { NoticeSettings } from '@/lib/domain/notice';
import type { Quiet } from '@/lib/domain/quiet';
import { minutesOf, timeOf, USUAL_QUIET } from '@/lib/domain/quiet';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { Field } from './field';
import './notice-setting.css';
import { useAction } from './use-action';
import { useWords } from './words/use-words';

export interface NoticeSettingProps {
  readonly settings: NoticeSettings;
  /** The browser lets us. */
  readonly isAllowed: boolean;
  readonly now: number;
  /** Has the browser ask; rejects with `Failed` where the agent does not allow it. */
  readonly onAllow: () => Promise<unknown>;
  readonly onSettings: (settings: NoticeSettings) => void;
}

/** Whether and when the agent is told of documents that need him while he looks at no page of ours. */
export function NoticeSetting(props: NoticeSettingProps) {
  const { t } = useWords();
  const { settings, isAllowed, now, onAllow } = props;
  const change = useChange(props);
  const allow = useAction(onAllow, now);
  return (
    <section className="panel" aria-labelledby="notices">
      <h2 id="notices">{t('notice.title')}</h2>
      <p>{t('notice.about')}</p>
      <p className="soft note">{t('notice.shows')}</p>
      {isAllowed ? (
        <>
          <label className="notice-switch">
            <input
              type="checkbox"
              checked={settings.isOff !== true}
              onChange={({ target }) => change(({ quiet }) => settingsOf(!target.checked, quiet))}
            />
            {t('notice.on')}
          </label>
          {settings.isOff !== true && <QuietHours quiet={settings.quiet} onChange={change} />}
        </>
      ) : (
        <Button busy={allow.busy} onClick={() => allow.run()}>
          <BellRing aria-hidden />
          {t('notice.allow')}
        </Button>
      )}
      {allow.failed && <FailureNotice failure={allow.failed.failure} now={now} loud />}
    </section>
  );
}

type Change = (next: (before: NoticeSettings) => NoticeSettings) => void;

/** Changes what was said last. It may not have been read again yet: two quick changes must both hold. */
function useChange({ settings, onSettings }: NoticeSettingProps): Change {
  const said = useRef<NoticeSettings>(undefined);
  useEffect(() => {
    if (said.current && isSame(said.current, settings)) said.current = undefined;
  }, [settings]);
  return (next) => {
    said.current = next(said.current ?? settings);
    onSettings(said.current);
  };
}

function isSame(one: NoticeSettings, other: NoticeSettings): boolean {
  const [quiet, others] = [one.quiet, other.quiet];
  return one.isOff === other.isOff && quiet?.from === others?.from && quiet?.to === others?.to;
}

interface QuietHoursProps {
  readonly quiet: Quiet | undefined;
  readonly onChange: Change;
}

function QuietHours({ quiet, onChange }: QuietHoursProps) {
  const { t } = useWords();
  const id = useId();
  const change = (part: Partial<Quiet>) =>
    onChange((before) => ({ ...before, quiet: { ...(before.quiet ?? USUAL_QUIET), ...part } }));
  return (
    <>
      <label className="notice-switch">
        <input
          type="checkbox"
          checked={quiet !== undefined}
          aria-describedby={id}
          onChange={({ target }) =>
            onChange(() => settingsOf(false, target.checked ? USUAL_QUIET : undefined))
          }
        />
        {t('notice.quiet')}
      </label>
      {quiet && (
        <div className="notice-hours">
          <TimeField label={t('notice.from')} minutes={quiet.from} onChange={(from) => change({ from })} />
          <TimeField label={t('notice.to')} minutes={quiet.to} onChange={(to) => change({ to })} />
        </div>
      )}
      <p className="soft note" id={id} role="status">
        {quiet && quiet.from === quiet.to ? t('notice.noHours') : t('notice.afterwards')}
      </p>
    </>
  );
}

interface TimeFieldProps {
  readonly label: string;
  readonly minutes: number;
  readonly onChange: (minutes: number) => void;
}

/** A time half typed is none yet, and changes nothing. */
function TimeField({ label, minutes, onChange }: TimeFieldProps) {
  return (
    <Field label={label}>
      {({ id }) => (
        <input
          id={id}
          className="field-input"
          type="time"
          required
          defaultValue={timeOf(minutes)}
          onChange={({ target }) => {
            const chosen = minutesOf(target.value);
            if (chosen !== undefined) onChange(chosen);
          }}
        />
      )}
    </Field>
  );
}

function settingsOf(isOff: boolean, quiet: Quiet | undefined): NoticeSettings {
  return { ...(isOff && { isOff }), ...(quiet && { quiet }) };
}
