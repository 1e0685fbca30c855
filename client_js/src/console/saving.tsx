/** A vault file that was just made must be saved before anything else. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Bytes } from '../core/bytes.ts';
import { type Code, VAULT } from '../ui/catalog/languages.ts';
import { Button, Title } from '../ui/parts.tsx';
import { Languages } from './languages.tsx';
import { saveFile } from './save.ts';

export interface SaveVaultProps {
  readonly name: string;
  readonly vault: Bytes;
  readonly code: Code;
  readonly onSaved: () => void;
}

/** The button that saves it, and a word when it was pressed. */
export function SaveVault({ name, vault, code, onSaved }: SaveVaultProps): JSX.Element {
  const words = VAULT[code];
  const [saved, setSaved] = useState(false);
  return (
    <>
      <Button
        look="main"
        test="save-vault"
        onPress={() => {
          saveFile(name, vault);
          setSaved(true);
          onSaved();
        }}
      >
        {words.save}
      </Button>
      <p role="status" class="hint" data-test="saved">
        {saved ? words.saved : ''}
      </p>
    </>
  );
}

export interface SavingProps {
  readonly name: string;
  readonly vault: Bytes;
  readonly code: Code;
  readonly onLanguage: (code: Code) => void;
  readonly onDone: () => void;
}

/** After an administrator's answer: the finished vault. */
export function Saving({ name, vault, code, onLanguage, onDone }: SavingProps): JSX.Element {
  const words = VAULT[code];
  const [saved, setSaved] = useState(false);
  const [asked, setAsked] = useState(false);
  return (
    <main id="content" class="unlock" data-test="saving">
      <Languages code={code} onChange={onLanguage} />
      <Title>{words.finishedTitle}</Title>
      <p>{words.finishedText}</p>
      <SaveVault name={name} vault={vault} code={code} onSaved={() => setSaved(true)} />
      <div role="alert">{asked && !saved && <p class="wrong">{words.saveFirst}</p>}</div>
      <Button test="go-on" onPress={() => (saved ? onDone() : setAsked(true))}>
        {words.goOn}
      </Button>
    </main>
  );
}
