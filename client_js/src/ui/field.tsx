/**
 * The only place where an input is made. Whatever is typed must not be remembered, completed,
 * corrected in a cloud, translated, or read by a writing assistant (attacks 29 and 33).
 */

import type { ComponentChildren, JSX, Ref, TargetedEvent, TargetedKeyboardEvent } from 'preact';

/** The attributes that every input carries. */
export const QUIET = {
  autocomplete: 'off',
  autocorrect: 'off',
  spellcheck: false,
  writingsuggestions: 'false',
  translate: 'no',
  'data-gramm': 'false',
  'data-gramm_editor': 'false',
  'data-enable-grammarly': 'false',
  'data-lt-active': 'false',
  'data-ms-editor': 'false',
  'data-1p-ignore': 'true',
  'data-lpignore': 'true',
  'data-bwignore': 'true',
  'data-form-type': 'other',
} as const;

export type FieldElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export interface FieldProps {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** Said when what is typed cannot be used. */
  readonly wrong?: string | undefined;
  readonly kind: 'line' | 'passphrase' | 'file' | 'lines' | 'choice';
  readonly rows?: number;
  /** Most characters of a `line`. */
  readonly most?: number;
  readonly test: string;
  readonly box?: Ref<FieldElement>;
  readonly disabled?: boolean;
  /** For `choice`: pairs of value and words. */
  readonly choices?: readonly (readonly [string, string])[];
  readonly value?: string;
  readonly onInput?: (event: TargetedEvent<FieldElement>) => void;
  readonly onKeyDown?: (event: TargetedKeyboardEvent<FieldElement>) => void;
}

export function Field(props: FieldProps): JSX.Element {
  const { id } = props;
  const told = [props.hint === undefined ? '' : `${id}-hint`, props.wrong ? `${id}-wrong` : ''];
  const shared = {
    ...QUIET,
    id,
    'data-test': props.test,
    'aria-describedby': told.filter((one) => one !== '').join(' ') || undefined,
    'aria-invalid': props.wrong ? ('true' as const) : undefined,
    disabled: props.disabled,
    onInput: props.onInput,
    onKeyDown: props.onKeyDown,
  };
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      <Box {...props} shared={shared} />
      {props.wrong && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {props.wrong}
        </p>
      )}
    </div>
  );
}

type BoxProps = FieldProps & { readonly shared: object };

function Box({ kind, rows, most, box, choices, value, shared }: BoxProps): JSX.Element {
  if (kind === 'lines') {
    return <textarea {...shared} ref={box as Ref<HTMLTextAreaElement>} rows={rows ?? 3} dir="auto" />;
  }
  if (kind === 'choice') {
    return (
      <select {...shared} ref={box as Ref<HTMLSelectElement>} value={value}>
        {choices?.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    );
  }
  const input = box as Ref<HTMLInputElement>;
  if (kind === 'passphrase') return <input {...shared} ref={input} type="password" />;
  if (kind === 'file') return <input {...shared} ref={input} type="file" />;
  return <input {...shared} ref={input} type="text" maxLength={most} dir="auto" />;
}
