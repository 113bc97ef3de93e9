import { Wifi, WifiOff } from 'lucide-react';
import { StateBadge } from './state-badge';
import { useWords } from './words/use-words';

const looks = {
  online: { tone: 'verified', Icon: Wifi },
  offline: { tone: 'waiting', Icon: WifiOff },
} as const;

/** Read out when it changes: the line is lost while the agent is at something else. */
export function OnlinePill({ online }: { readonly online: boolean }) {
  const { t } = useWords();
  const name = online ? 'online' : 'offline';
  return (
    <span role="status">
      <StateBadge state={{ ...looks[name], words: t(`network.${name}`) }} />
    </span>
  );
}
