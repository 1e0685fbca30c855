/** How long a certificate lives: the choices, and the control for them. */

import type { JSX } from 'preact';
import type { OfficeWords } from '../ui/catalog/words-office.ts';
import { Field } from '../ui/field.tsx';

/** Days. */
export const LIVES: readonly number[] = [30, 90, 180, 365];
export const LIVES_FIRST = 365;

export interface LivesProps {
  readonly id: string;
  readonly office: OfficeWords;
  readonly onChoose: (days: number) => void;
}

export function Lives({ id, office, onChoose }: LivesProps): JSX.Element {
  return (
    <Field
      kind="choice"
      id={id}
      test="lives"
      label={office.lives}
      choices={LIVES.map((days) => [String(days), office.livesText(days)] as const)}
      value={String(LIVES_FIRST)}
      onInput={({ currentTarget }) =>
        onChoose(LIVES.find((days) => String(days) === currentTarget.value) ?? LIVES_FIRST)
      }
    />
  );
}
