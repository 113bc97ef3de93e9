import { BellRing } from 'lucide-react';
import { useId } from 'react';
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
  const { settings, isAllowed, now, onAllow, onSettings } = props;
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
              onChange={({ target }) => onSettings(settingsOf(!target.checked, settings.quiet))}
            />
            {t('notice.on')}
          </label>
          {settings.isOff !== true && <QuietHours settings={settings} onSettings={onSettings} />}
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

function QuietHours({ settings, onSettings }: Pick<NoticeSettingProps, 'settings' | 'onSettings'>) {
  const { t } = useWords();
  const id = useId();
  const { quiet } = settings;
  const change = (part: Partial<Quiet>) => quiet && onSettings({ ...settings, quiet: { ...quiet, ...part } });
  return (
    <>
      <label className="notice-switch">
        <input
          type="checkbox"
          checked={quiet !== undefined}
          aria-describedby={id}
          onChange={({ target }) => onSettings(settingsOf(false, target.checked ? USUAL_QUIET : undefined))}
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
