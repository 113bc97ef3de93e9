import { Wifi, WifiOff } from 'lucide-react';
import { StateBadge } from './state-badge';
import { useWords } from './words/use-words';

const looks = {
  online: { tone: 'verified', Icon: Wifi },
  offline: { tone: 'waiting', Icon: WifiOff },
} as const;

export function OnlinePill({ online }: { readonly online: boolean }) {
  const { t } = useWords();
  const name = online ? 'online' : 'offline';
  return <StateBadge state={{ ...looks[name], words: t(`network.${name}`) }} />;
}
