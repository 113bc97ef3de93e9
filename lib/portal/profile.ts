import { MatchPattern } from '@webext-core/match-patterns';
import type { PortalProfile } from '@/lib/domain/organisation';
import { quietly } from './quietly';

/**
 * The profile for a page: the first that matches. As in the browser's own rules, a pattern's host matches
 * any port.
 * @param url the address as the browser vouches for it
 */
export function findProfile(profiles: readonly PortalProfile[], url: string): PortalProfile | undefined {
  if (!URL.canParse(url)) return undefined;
  return profiles.find(({ match }) => match.some((pattern) => matches(pattern, url)));
}

function matches(pattern: string, url: string): boolean {
  return quietly(() => new MatchPattern(pattern).includes(url)) ?? false;
}
