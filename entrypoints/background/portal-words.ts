import bn from '@/components/words/portal/bn.json';
import en from '@/components/words/portal/en.json';
import gu from '@/components/words/portal/gu.json';
import hi from '@/components/words/portal/hi.json';
import kn from '@/components/words/portal/kn.json';
import mr from '@/components/words/portal/mr.json';
import ta from '@/components/words/portal/ta.json';
import te from '@/components/words/portal/te.json';
import type { Language } from '@/lib/domain/language';
import type { PortalWords } from '@/lib/domain/portal-words';

/**
 * All that the portal script says; it is given one language with the profile. Each line ends with what the agent
 * can do, if anything. A worker can load nothing later, so it holds all of them.
 */
export const portalWords: Readonly<Record<Language, PortalWords>> = { bn, en, gu, hi, kn, mr, ta, te };
