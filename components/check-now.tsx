import { Search } from 'lucide-react';
import { Button } from './button';
import { useWords } from './words/use-words';

export interface CheckNowProps {
  /** Of what Atlas is asked, as a listener is told it. */
  readonly label: string;
  readonly busy: boolean;
  readonly onCheck: () => void;
}

/** Asks Atlas at once how far it is. */
export function CheckNow({ label, busy, onCheck }: CheckNowProps) {
  const { t } = useWords();
  const name = t('button.of', { action: t('late.checkNow'), document: label });
  return (
    <Button size="small" name={name} disabled={busy} onClick={onCheck}>
      <Search aria-hidden />
      {t('late.checkNow')}
    </Button>
  );
}
