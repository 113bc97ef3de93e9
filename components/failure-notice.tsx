import { CircleAlert, CloudOff } from 'lucide-react';
import type { Failure } from '@/lib/domain/failed';
import { remedy } from '@/lib/domain/failed';
import { sentencesFor } from './failure-words';
import { useWords } from './words/use-words';
import './failure-notice.css';

export interface FailureNoticeProps {
  readonly failure: Failure;
  /** When it is possible, or tried, again; epoch milliseconds. */
  readonly againAt?: number | undefined;
  readonly now: number;
  /** Read out as soon as it appears: for what the agent has just started. */
  readonly loud?: boolean;
  /** Of a document that is out of the line: whether it needs its agent. Else it is what is to be done about the failure. */
  readonly tone?: 'waiting' | 'attention';
}

/** A failure in the agent's words: what happened, what it means for the documents, what to do. */
export function FailureNotice({
  failure,
  againAt,
  now,
  loud = false,
  tone = remedy[failure.code] === 'stop' ? 'attention' : 'waiting',
}: FailureNoticeProps) {
  const words = useWords();
  const [happened, means, next] = sentencesFor(words, failure);
  const Icon = failure.code === 'offline' ? CloudOff : CircleAlert;
  return (
    <div className={`notice tone-${tone}`} role={loud ? 'alert' : undefined}>
      <Icon aria-hidden />
      <div>
        <p className="notice-title">{happened}</p>
        <p>{means}</p>
        <p className="notice-next">{next}</p>
        {againAt !== undefined && againAt > now && (
          <p>{words.t('button.tryAgainIn', { wait: words.wait(againAt - now) })}</p>
        )}
      </div>
    </div>
  );
}

/** When an action that failed `at` may be tried again, if the other side named a wait. Epoch milliseconds. */
export function waitEnds(failed: { failure: Failure; at: number } | undefined): number | undefined {
  return failed?.failure.retryAfterMs === undefined ? undefined : failed.at + failed.failure.retryAfterMs;
}
