import type { ReactNode } from 'react';
import { useState } from 'react';
import { FolderScreen } from '@/components/folder-screen';
import { OptionsScreen } from '@/components/options-screen';
import { PopupScreen } from '@/components/popup-screen';
import { loadWords } from '@/components/words/live-words';
import { useWords, WordsProvider } from '@/components/words/use-words';
import type { NoticeSettings } from '@/lib/domain/notice';
import { actions, document as paper, draft, flow, id, NOW, state } from '@/test/components/fixtures';
import { bulk, folderActions, folderId, folderRow, folderView } from '@/test/components/folder-fixtures';
import { asked, loansOf, manyLoans } from '@/test/components/loans';
import { did, moment, useLoans } from './live-loans';
import { LiveRetake } from './live-retake';
import { optionsProps } from './options-props';

/*
 * Screens that answer: what is pressed changes what they show, as the background would have it. For journeys by keys;
 * no pictures are taken of them.
 */

const papers = flow({
  state: 'attention',
  missing: [],
  documents: [
    paper(0, 'captured'),
    paper(1, 'refused', { verdictCode: 'INVALID_DOC' }),
    paper(2, 'sent', { isLate: true }),
    paper(3, 'stored', { sameAs: id(100) }),
  ],
});

function LivePopup({ flows, few }: { readonly flows: typeof many; readonly few: boolean }) {
  const loans = useLoans(flows, few);
  const [noted, setNoted] = useState(!few);
  const [signedIn, setSignedIn] = useState(true);
  return (
    <PopupScreen
      state={{
        ...state,
        phase: signedIn ? 'signed-in' : 'signed-out',
        ...(!noted && { witnessBrokenAt: NOW }),
      }}
      loans={loans.view}
      asked={loans.asked}
      failure={undefined}
      draft={draft}
      now={NOW}
      actions={actions({
        ...loans.does,
        onAcknowledge: () => moment().then(() => setNoted(true)),
        onSignOut: (deletes) => moment().then(() => (did(`out ${deletes}`), setSignedIn(false))),
      })}
    />
  );
}

/** As a file that the browser has saved. */
const done = (what: string) => moment().then(() => did(what));

const many = manyLoans(200, 4);

const retaken = paper(1, 'refused', { verdictCode: 'INVALID_DOC' });

function LiveOptions() {
  const [words, setWords] = useState(useWords());
  const [settings, setSettings] = useState<NoticeSettings>({});
  const [isSet, setSet] = useState(false);
  const pin = (next: boolean) => async () => {
    await moment();
    setSet(next);
  };
  return (
    <WordsProvider words={words}>
      <OptionsScreen
        {...optionsProps}
        state={{ ...state, pin: { isSet, isOffered: false } }}
        language={{ chosen: words.language, browsers: 'en' }}
        onLanguage={(chosen = 'en') => void loadWords(chosen).then(setWords)}
        notices={{ settings, isAllowed: true }}
        onNotices={(next) => (did(JSON.stringify(next)), setSettings(next))}
        onExport={(receipts, format) => did(`${receipts.length} receipts as ${format}`)}
        onSaveDiagnosis={() => done('diagnosis')}
        onSetPin={pin(true)}
        onNoPin={pin(false)}
      />
    </WordsProvider>
  );
}

function LivePin() {
  const [isOpen, setOpen] = useState(false);
  return (
    <PopupScreen
      state={{ ...state, phase: isOpen ? 'signed-in' : 'locked', pin: { isSet: true, isOffered: false } }}
      loans={undefined}
      asked={{ search: '', open: [], folded: [] }}
      failure={undefined}
      draft={draft}
      now={NOW}
      actions={actions({ onPin: (pin) => moment().then(() => setOpen(pin === '271828')) })}
    />
  );
}

const rows = Array.from({ length: 400 }, (_, n) =>
  folderRow(n, n % 4 === 0 ? 'refused' : 'read', n % 4 === 0 ? { verdictCode: 'INVALID_DOC' } : {}),
);

/** Opened by a press on a notice: for one loan of many, and for what failed in a folder. */
const sought = many.find(({ loanId }) => loanId.endsWith('152'));
const soughtLoan = (
  <PopupScreen
    state={state}
    loans={loansOf(many, { flows: sought ? [sought] : [] })}
    asked={{ ...asked, loan: sought?.flowId }}
    failure={undefined}
    draft={draft}
    now={NOW}
    actions={actions()}
  />
);
const soughtLine = (
  <FolderScreen
    state={bulk}
    folderId={folderId}
    view={folderView(Array.from({ length: 400 }, (_, n) => folderRow(n, n === 300 ? 'refused' : 'read')))}
    folders={[]}
    failure={undefined}
    seeks={1}
    now={NOW}
    actions={folderActions()}
    onFolder={() => {}}
  />
);

export const live: Readonly<Record<string, ReactNode>> = {
  'live-papers': <LivePopup flows={[papers]} few />,
  'live-sought-loan': soughtLoan,
  'live-sought-line': soughtLine,
  'live-many': <LivePopup flows={many} few={false} />,
  'live-retake': <LiveRetake from={retaken} becomes="stored" />,
  'live-options': <LiveOptions />,
  'live-pin': <LivePin />,
  'live-folder': (
    <FolderScreen
      state={bulk}
      folderId={folderId}
      view={folderView(rows)}
      folders={[]}
      failure={undefined}
      now={NOW}
      actions={folderActions({ onRetake: (_, slotId) => did(`retake ${slotId}`) })}
      onFolder={() => {}}
    />
  ),
};
