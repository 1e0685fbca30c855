/**
 * The only place where an input is made. Whatever is typed must not be remembered, completed,
 * corrected in a cloud, translated, or read by a writing assistant (attacks 29 and 33).
 *
 * Each stands in a form of its own that looks like a search: Chromium asks a server of its maker
 * about the shape of every other form, and about fields without one (attack 26; Chromium's
 * `FormStructure::ShouldBeParsed`). It is never sent: its only button is off, so Enter does
 * nothing, and the page's policy has `form-action 'none'`.
 */

import type { ComponentChildren, JSX, RefObject, TargetedEvent, TargetedKeyboardEvent } from 'preact';
import { useCallback } from 'preact/hooks';

/**
 * The attributes that every input carries. They are set as attributes, not as the properties that a
 * view library would choose: `element.translate = 'no'` and `element.autocorrect = 'off'` mean yes.
 */
export const QUIET: readonly (readonly [name: string, value: string])[] = [
  ['autocomplete', 'off'],
  ['autocorrect', 'off'],
  ['spellcheck', 'false'],
  ['writingsuggestions', 'false'],
  ['translate', 'no'],
  ['data-gramm', 'false'],
  ['data-gramm_editor', 'false'],
  ['data-enable-grammarly', 'false'],
  ['data-lt-active', 'false'],
  ['data-ms-editor', 'false'],
  ['data-1p-ignore', 'true'],
  ['data-lpignore', 'true'],
  ['data-bwignore', 'true'],
  ['data-form-type', 'other'],
];

function quieten(element: Element): void {
  for (const [name, value] of QUIET) element.setAttribute(name, value);
}

export type FieldElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export interface FieldProps {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** Said when what is typed cannot be used. */
  readonly wrong?: string | undefined;
  readonly kind: 'line' | 'passphrase' | 'file' | 'files' | 'lines' | 'choice';
  readonly rows?: number;
  /** Most characters of a `line`. */
  readonly most?: number;
  readonly test: string;
  readonly box?: RefObject<FieldElement | null>;
  readonly disabled?: boolean;
  /** For `choice`: pairs of value and words. */
  readonly choices?: readonly (readonly [string, string])[];
  /** What stands there at first; the person's own words or choice are then left alone. */
  readonly value?: string;
  readonly onInput?: (event: TargetedEvent<FieldElement>) => void;
  readonly onKeyDown?: (event: TargetedKeyboardEvent<FieldElement>) => void;
}

export function Field(props: FieldProps): JSX.Element {
  const { id } = props;
  const told = [props.hint === undefined ? '' : `${id}-hint`, props.wrong ? `${id}-wrong` : ''];
  const shared = {
    id,
    'data-test': props.test,
    'aria-describedby': told.filter((one) => one !== '').join(' ') || undefined,
    'aria-invalid': props.wrong ? ('true' as const) : undefined,
    disabled: props.disabled,
    onInput: props.onInput,
    onKeyDown: props.onKeyDown,
  };
  return (
    <form class="field" role="none" action="/search" autocomplete="off">
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
      <button disabled hidden />
    </form>
  );
}

type BoxProps = FieldProps & { readonly shared: object };

function Box({ kind, rows, most, box, choices, value, shared }: BoxProps): JSX.Element {
  const ref = useCallback(
    (element: FieldElement | null) => {
      if (element !== null) quieten(element);
      if (element !== null && value !== undefined) element.value = value;
      if (box !== undefined) box.current = element;
    },
    [box],
  );
  if (kind === 'lines') {
    return <textarea {...shared} ref={ref} rows={rows ?? 3} dir="auto" />;
  }
  if (kind === 'choice') {
    return (
      <select {...shared} ref={ref}>
        {choices?.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    );
  }
  if (kind === 'passphrase') return <input {...shared} ref={ref} type="password" />;
  if (kind === 'file' || kind === 'files') {
    return <input {...shared} ref={ref} type="file" multiple={kind === 'files'} />;
  }
  return <input {...shared} ref={ref} type="text" maxLength={most} dir="auto" />;
}
