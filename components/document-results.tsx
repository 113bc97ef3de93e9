import { DocumentDetails } from './document-details';
import type { DocumentRowProps } from './document-row';
import { Skeleton } from './skeleton';
import { useWords } from './words/use-words';

type DocumentResultsProps = Pick<DocumentRowProps, 'document' | 'results' | 'loading' | 'review' | 'onCopy'>;

/** What Atlas read, once it is opened. */
export function DocumentResults({ document, results, loading, ...more }: DocumentResultsProps) {
  const { t } = useWords();
  if (results.length === 0 && loading) return <Skeleton lines={3} says={t('document.loading')} />;
  if (results.length === 0) return <p className="soft note">{t('document.nothing')}</p>;
  return (
    <>
      {results.length > 1 && <p>{t('document.timesHeld', { count: results.length })}</p>}
      {results.map((result, index) => (
        <DocumentDetails
          key={index}
          document={document}
          result={result}
          review={more.review}
          onCopy={more.onCopy}
        />
      ))}
    </>
  );
}
