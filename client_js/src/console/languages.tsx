/** The console's switch of languages. */

import type { JSX } from 'preact';
import { type Code, NAMED, SHARED } from '../ui/catalog/languages.ts';
import { Languages as All } from '../ui/parts.tsx';

export interface LanguagesProps {
  readonly code: Code;
  readonly onChange: (code: Code) => void;
}

export function Languages({ code, onChange }: LanguagesProps): JSX.Element {
  return <All all={NAMED} words={SHARED[code]} onChange={onChange} />;
}
