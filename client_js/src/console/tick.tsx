/** A wish of a person that is on or off. */

import type { ComponentChildren, JSX } from 'preact';

/** No color alone: what is on has a mark. */
const MARK = '✓';

export interface TickProps {
  readonly test: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => unknown;
  readonly children: ComponentChildren;
}

export function Tick({ test, on, disabled, onChange, children }: TickProps): JSX.Element {
  return (
    <button
      type="button"
      class="button tick"
      role="checkbox"
      data-test={test}
      aria-checked={on ? 'true' : 'false'}
      disabled={disabled}
      onClick={() => onChange(!on)}
    >
      <span class="box" aria-hidden="true">
        {on ? MARK : null}
      </span>
      <span>{children}</span>
    </button>
  );
}
