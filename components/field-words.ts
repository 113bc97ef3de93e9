import { mask } from '@/lib/domain/masked';
import type { Words } from './words/words';

type FieldWords = Pick<Words, 't' | 'isField'>;

const initials = new Set([
  'pan',
  'gst',
  'imei',
  'id',
  'fssai',
  'nic',
  'cibil',
  'pin',
  'ifsc',
  'upi',
  'kyc',
  'cdl',
]);

/** A key of Atlas (`customer_name`, `VOTER_ID`) as a label: in words where there are any, else made from the key. */
export function label({ t, isField }: FieldWords, key: string): string {
  if (isField(key)) return t(`field.${key}`);
  const words = key
    .split(/[_\s.]+/)
    .filter(Boolean)
    .map((word) => (initials.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()));
  const [first = '', ...rest] = words;
  return mask([first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(' '));
}

const qualities = ['original', 'xerox_copy', 'photo_of_photo'] as const;

export interface Quality {
  readonly said: string;
  /** Not the original: the agent should know before the lender asks. */
  readonly doubtful: boolean;
}

export function quality(words: FieldWords, flag: string): Quality {
  const known = qualities.find((one) => one === flag);
  const said = known ? words.t(`quality.${known}`) : label(words, flag);
  return { said, doubtful: flag !== 'original' };
}
