/** How long a certificate lives: the choices, and the control for them. */

import type { JSX } from 'preact';
import type { Code } from '../ui/catalog/languages.ts';
import type { OfficeWords } from '../ui/catalog/words.ts';
import { Field } from '../ui/field.tsx';
import { span } from './times.ts';

/** Days. */
export const LIVES: readonly number[] = [30, 90, 180, 365];
export const LIVES_FIRST = 365;

export interface LivesProps {
  readonly id: string;
  readonly code: Code;
  readonly office: OfficeWords;
  readonly onChoose: (days: number) => void;
}

export function Lives({ id, code, office, onChoose }: LivesProps): JSX.Element {
  return (
    <Field
      kind="choice"
      id={id}
      test="lives"
      label={office.lives}
      choices={LIVES.map((days) => [String(days), span(days, 'day', code)] as const)}
      value={String(LIVES_FIRST)}
      onInput={({ currentTarget }) =>
        onChoose(LIVES.find((days) => String(days) === currentTarget.value) ?? LIVES_FIRST)
      }
    />
  );
}
