const SECOND = 1_000;

export interface MovedPorts {
  /** The platform's own word for a change of the address; not every Firefox of ours has it. */
  readonly navigation: EventTarget | undefined;
  /** The address that is shown. */
  url(): string;
  later(work: () => void, ms: number): void;
}

/** Calls `moved` whenever the address changes without a new page, until `signal` aborts. */
export function onMoved(
  { navigation, url, later }: MovedPorts,
  signal: AbortSignal,
  moved: () => void,
): void {
  let at = url();
  const look = () => {
    if (url() === at) return;
    at = url();
    moved();
  };
  const again = () => {
    look();
    later(again, SECOND);
  };
  if (navigation) navigation.addEventListener('currententrychange', look, { signal });
  else later(again, SECOND);
}
