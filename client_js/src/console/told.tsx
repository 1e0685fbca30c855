/** What is wrong with keys or files, and what to do next; like `Trouble`, in the vault's words. */

import type { JSX } from 'preact';
import type { Problem } from '../core/views.ts';
import { CONSOLE, type Code, SHARED, VAULT } from '../ui/catalog/languages.ts';
import type { VaultProblem } from '../ui/catalog/words-vault.ts';
import type { Trouble } from '../ui/catalog/words.ts';

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
  const trouble = problem && (words[problem] ?? SHARED[code].problems['encryption-failed']);
  return (
    <div role="alert">
      {trouble !== undefined && (
        <div class="trouble" data-test="problem" data-problem={problem}>
          <p>
            <strong>{trouble.what}</strong>
          </p>
          <p>{trouble.next}</p>
        </div>
      )}
    </div>
  );
}
