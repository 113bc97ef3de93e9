import { useId } from 'react';
import type { FlowView } from '@/lib/contract/flow-view';
import type { AtlasApi } from '@/lib/domain/organisation';
import { useWords } from './words/use-words';
import './api-choice.css';

export interface ApiChoiceProps {
  readonly flow: FlowView;
  readonly busy: boolean;
  readonly onGoBy: (api: AtlasApi) => void;
}

/** By which of Atlas's APIs a loan goes, while the organisation leaves that open and Atlas was not told of it. */
export function ApiChoice({ flow, busy, onGoBy }: ApiChoiceProps) {
  const { t } = useWords();
  const id = useId();
  const { apis } = flow;
  if (!apis) return null;
  return (
    <div className="api-choice">
      <label htmlFor={id}>{t('api.by')}</label>
      <select
        id={id}
        value={flow.api}
        disabled={busy}
        onChange={({ target }) => {
          const chosen = apis.find((api) => api === target.value);
          if (chosen) onGoBy(chosen);
        }}
      >
        {apis.map((api) => (
          <option key={api} value={api}>
            {t(`api.${api}`)}
          </option>
        ))}
      </select>
      <p className="soft note">{t(`api.about.${flow.api}`)}</p>
    </div>
  );
}
