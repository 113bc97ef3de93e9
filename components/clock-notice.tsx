import { Clock } from 'lucide-react';
import { useWords } from './words/use-words';

/** This device's clock is wrong: times shown here are, too. Nothing stops for it. */
export function ClockNotice({ skewMs }: { readonly skewMs: number | undefined }) {
  const { t, span } = useWords();
  if (skewMs === undefined) return null;
  return (
    <p className="banner tone-neutral">
      <Clock aria-hidden />
      <span>{t(skewMs < 0 ? 'clock.behind' : 'clock.ahead', { span: span(Math.abs(skewMs)) })}</span>
    </p>
  );
}
