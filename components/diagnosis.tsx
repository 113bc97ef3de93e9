import { Download, Eye } from 'lucide-react';
import { useState } from 'react';
import type { Diagnosis } from '@/lib/contract/diagnosis';
import { Button } from './button';
import { FailureNotice } from './failure-notice';
import { useAction } from './use-action';
import { useWords } from './words/use-words';
import './diagnosis.css';

/** What would be saved: what the background tells, and the file as text. */
export interface DiagnosisFile {
  readonly diagnosis: Diagnosis;
  readonly text: string;
}

export interface DiagnosisPanelProps {
  readonly now: number;
  readonly onDiagnose: () => Promise<DiagnosisFile>;
  readonly onSave: (file: DiagnosisFile) => Promise<unknown>;
}

/** What support gets, shown before it is saved. */
export function DiagnosisPanel({ now, onDiagnose, onSave }: DiagnosisPanelProps) {
  const { t } = useWords();
  const [file, setFile] = useState<DiagnosisFile>();
  const [isSaved, setSaved] = useState(false);
  const look = useAction(async () => {
    setSaved(false);
    setFile(await onDiagnose());
  }, now);
  const save = useAction(async (made: DiagnosisFile) => {
    setSaved(false);
    await onSave(made);
    setSaved(true);
  }, now);
  const wrong = look.failed ?? save.failed;
  return (
    <section className="panel" aria-labelledby="diagnosis">
      <h2 id="diagnosis">{t('diagnosis.title')}</h2>
      <p className="soft">{t('diagnosis.about')}</p>
      <Button busy={look.busy} onClick={() => look.run()}>
        <Eye aria-hidden />
        {t('diagnosis.look')}
      </Button>
      {file && <Contents file={file} onSave={() => save.run(file)} />}
      <p role="status">{isSaved && t('diagnosis.saved')}</p>
      {wrong && <FailureNotice failure={wrong.failure} now={now} loud />}
    </section>
  );
}

function Contents({ file, onSave }: { readonly file: DiagnosisFile; readonly onSave: () => void }) {
  const { t } = useWords();
  const { loans, log } = file.diagnosis;
  const documents = loans.reduce((sum, loan) => sum + loan.documents.length, 0);
  return (
    <>
      <p>{t('diagnosis.contains', { loans: loans.length, documents, events: log.length })}</p>
      <textarea className="diagnosis" aria-label={t('diagnosis.all')} rows={12} readOnly value={file.text} />
      <Button look="primary" onClick={onSave}>
        <Download aria-hidden />
        {t('diagnosis.save')}
      </Button>
    </>
  );
}
