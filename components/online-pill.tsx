import { Wifi, WifiOff } from 'lucide-react';
import { StateBadge } from './state-badge';

const words = {
  online: { words: 'Online', tone: 'verified', Icon: Wifi },
  offline: { words: 'Offline', tone: 'waiting', Icon: WifiOff },
} as const;

export function OnlinePill({ online }: { readonly online: boolean }) {
  return <StateBadge state={online ? words.online : words.offline} />;
}
