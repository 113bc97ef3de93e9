/** Less than half visible, a chip is not something an agent means to press. */
const LEAST_OPACITY = 0.5;

/**
 * Whether a person pressed what he saw: the browser's own event, on a host that is visible and not covered.
 * A page can make events, lay things over a chip and fade it, but not one that passes here unseen by chance.
 */
export function isGenuine(event: Event, host: Element): boolean {
  return event.isTrusted && isSeen(host) && isHit(event, host);
}

function isSeen(host: Element): boolean {
  const view = host.ownerDocument.defaultView;
  let opacity = host.checkVisibility({ visibilityProperty: true }) ? 1 : 0;
  for (let at: Element | null = host; at && opacity > 0; at = at.parentElement)
    opacity *= Number(view?.getComputedStyle(at).opacity ?? 0);
  return opacity >= LEAST_OPACITY;
}

/** A press by keyboard has no place on the screen; it goes where the focus is. */
function isHit(event: Event, host: Element): boolean {
  if (!(event instanceof MouseEvent) || event.detail === 0) return true;
  return host.ownerDocument.elementFromPoint(event.clientX, event.clientY) === host;
}
