import type { LucideIcon } from 'lucide-react';
import {
  BookUser,
  CreditCard,
  FileText,
  IdCard,
  Landmark,
  PackageOpen,
  Receipt,
  Smartphone,
  Store,
  Truck,
} from 'lucide-react';
import type { Kind } from '@/lib/domain/organisation';
import './thumbnail.css';

const kindIcons: ReadonlyMap<Kind, LucideIcon> = new Map([
  ['AADHAAR', IdCard],
  ['PAN', CreditCard],
  ['DRIVING_LICENSE', IdCard],
  ['VOTER_ID', IdCard],
  ['PASSPORT', BookUser],
  ['INVOICE', Receipt],
  ['DELIVERY_ORDER', Truck],
  ['BANK_STATEMENT', Landmark],
  ['SHOP_ACT_LICENSE', Store],
  ['OPEN_BOX', PackageOpen],
  ['IMEI', Smartphone],
]);

export interface ThumbnailProps {
  readonly kind: Kind;
  /** A small picture as a URL, while this session has one. */
  readonly preview?: string | undefined;
  readonly missing?: boolean;
}

/** The document's picture, or the icon of its kind. Says nothing: the label stands beside it. */
export function Thumbnail({ kind, preview, missing = false }: ThumbnailProps) {
  const Icon = kindIcons.get(kind) ?? FileText;
  return (
    <span className={missing ? 'thumbnail thumbnail-missing' : 'thumbnail'}>
      {preview ? <img src={preview} alt="" /> : <Icon aria-hidden />}
    </span>
  );
}
