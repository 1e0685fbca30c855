/** What is wrong with keys or files, and what to do next; like `Trouble`, in the vault's words. */

import type { JSX } from 'preact';
import type { Problem } from '../core/views.ts';
import { CONSOLE, type Code, SHARED, VAULT } from '../ui/catalog/languages.ts';
import type { VaultProblem } from '../ui/catalog/words.ts';
import type { Trouble } from '../ui/catalog/words.ts';
import { TroubleBox } from '../ui/parts.tsx';

export interface ToldProps {
  readonly problem: Problem | VaultProblem | undefined;
  readonly code: Code;
}

export function Told({ problem, code }: ToldProps): JSX.Element {
  const words: Readonly<Record<string, Trouble>> = {
    ...SHARED[code].problems,
    ...CONSOLE[code].problems,
    ...VAULT[code].problems,
  };
  const told = problem && (words[problem] ?? SHARED[code].problems['encryption-failed']);
  return <TroubleBox problem={problem} told={told} />;
}
