/** Opening a vault of its own for one part of the console: its file, its passphrase, how far it has come. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Problem } from '../core/views.ts';
import { CONSOLE, SHARED, type Code } from '../ui/catalog/languages.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button, Trouble } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import { MOST_BYTES } from './given.ts';

/** Opens it, or says why not. `progress` goes from 0 to 1. */
export type OpenVault = (
  vault: Uint8Array,
  passphrase: string,
  progress: (done: number) => void,
) => Promise<Problem | undefined>;

export interface VaultFormProps {
  readonly code: Code;
  /** Begins every id in it. */
  readonly id: 'administrator' | 'numbers';
  readonly text: string;
  readonly file: string;
  readonly hint: string;
  readonly button: string;
  readonly open: OpenVault;
}

export function VaultForm({ code, id, text, file: label, hint, button, open }: VaultFormProps): JSX.Element {
  const words = CONSOLE[code];
  const passphrase = useRef<FieldElement>(null);
  const [file, setFile] = useState<File | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [missing, setMissing] = useState(false);
  const [done, setDone] = useState<number | undefined>(undefined);

  const unlock = async (): Promise<void> => {
    const secret = passphrase.current?.value ?? '';
    setMissing(file === undefined || secret === '');
    if (file === undefined || secret === '' || done !== undefined) return;
    setProblem(undefined);
    if (file.size > MOST_BYTES) {
      setProblem('foreign-vault');
      return;
    }
    setDone(0);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const found = await open(bytes, secret, (part) => setDone(Math.round(part * 10) / 10));
    // Nothing of it stays in the page, whether it was right or not.
    if (passphrase.current !== null) passphrase.current.value = '';
    setDone(undefined);
    setProblem(found);
    if (found !== undefined) passphrase.current?.focus();
  };
  const choose = (files: FileList | null | undefined): void => {
    setProblem(undefined);
    setMissing(false);
    setFile(files?.[0]);
  };
  return (
    <div
      class="part"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        choose(event.dataTransfer?.files);
      }}
    >
      <p>{text}</p>
      <Trouble problem={problem} words={SHARED[code]} staff={words} />
      <Field
        kind="file"
        id={`${id}-file`}
        test={`${id}-file`}
        label={label}
        hint={file === undefined ? hint : fill(words.vaultChosen, { name: plain(file.name, 80) })}
        onInput={(event) => choose((event.currentTarget as HTMLInputElement).files)}
      />
      <Field
        kind="passphrase"
        id={`${id}-passphrase`}
        test={`${id}-passphrase`}
        label={words.passphrase}
        wrong={missing ? words.chooseFirst : undefined}
        box={passphrase}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.isComposing) void unlock();
        }}
      />
      <Button look="main" test={`${id}-unlock`} disabled={done !== undefined} onPress={() => void unlock()}>
        {button}
      </Button>
      <p role="status" class="hint">
        {done === undefined ? '' : fill(words.unlocking, { percent: Math.round(done * 100) })}
      </p>
    </div>
  );
}
