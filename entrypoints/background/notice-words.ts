import bn from '@/components/words/notice/bn.json';
import en from '@/components/words/notice/en.json';
import gu from '@/components/words/notice/gu.json';
import hi from '@/components/words/notice/hi.json';
import kn from '@/components/words/notice/kn.json';
import mr from '@/components/words/notice/mr.json';
import ta from '@/components/words/notice/ta.json';
import te from '@/components/words/notice/te.json';
import type { Language } from '@/lib/domain/language';
import type { NoticeWords } from '@/lib/domain/notice';

/** What is said outside of our pages: in notifications and of the toolbar's button. */
export const noticeWords: Readonly<Record<Language, NoticeWords>> = { bn, en, gu, hi, kn, mr, ta, te };
