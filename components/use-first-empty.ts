import type { RefObject } from 'react';
import { useEffect } from 'react';

/** Puts the cursor where typing goes on: into the first empty field of a form, once, when it appears. */
export function useFirstEmpty(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const inputs = [...(form.current?.querySelectorAll('input') ?? [])];
    inputs.find(({ value }) => value === '')?.focus();
  }, [form]);
}
