import { diagnosisFile, id, NOW, receipt, state } from '@/test/components/fixtures';

/** What the options page is given, where a scene says nothing else. */
export const optionsProps = {
  onReceipts: () => Promise.resolve([receipt, { ...receipt, documentId: id(77), state: 'read' as const }]),
  onCopy: () => Promise.resolve(),
  onExport: () => {},
  onDiagnose: () => Promise.resolve(diagnosisFile),
  onSaveDiagnosis: () => Promise.resolve(),
  onRescue: () => Promise.resolve({ captures: 3, bytes: 4_200_000, missing: [], damaged: [] }),
  state,
  origins: ['https://portal.sahyadri.example/*', 'https://*.atlas.example/*'],
  fixedOrigins: ['https://*.atlas.example/*'],
  failure: undefined,
  version: '0.1.0',
  language: { chosen: undefined, browsers: 'en' as const },
  onLanguage: () => {},
  notices: { settings: { quiet: { from: 21 * 60, to: 8 * 60 } }, isAllowed: true },
  onAllowNotices: () => Promise.resolve(),
  onNotices: () => {},
  now: NOW,
  onOrganisation: () => Promise.resolve(),
  onAllow: () => Promise.resolve(),
  onRevoke: () => Promise.resolve(),
  onSetPin: () => Promise.resolve(),
  onNoPin: () => Promise.resolve(),
  onSignOut: () => Promise.resolve(),
};
