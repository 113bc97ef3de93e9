import type { StateWords } from './state-words';
import './state-badge.css';

/** A state as word, icon and colour: never colour alone. */
export function StateBadge({ state }: { readonly state: StateWords }) {
  const { words, tone, Icon } = state;
  return (
    <span className={`badge tone-${tone}`}>
      <Icon aria-hidden />
      {words}
    </span>
  );
}

export function StateLine({ state, more }: { readonly state: StateWords; readonly more?: string }) {
  const { words, tone, Icon } = state;
  return (
    <p className={`state-line tone-${tone}`}>
      <Icon aria-hidden />
      <span>
        {words}
        {more && <> · {more}</>}
      </span>
    </p>
  );
}
