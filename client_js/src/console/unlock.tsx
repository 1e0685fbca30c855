/** Opening a vault: the file, the passphrase, and how far the slow work has come. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Problem } from '../core/views.ts';
import type { Code } from '../ui/catalog/languages.ts';
import { CONSOLE, SHARED } from '../ui/catalog/languages.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button, Languages, Title, Trouble } from '../ui/parts.tsx';
import { plain } from '../ui/text.ts';

/** A vault is a few kilobytes; a larger file is something else and is not read. */
const MOST_VAULT_BYTES = 1024 * 1024;

export interface UnlockProps {
  readonly code: Code;
  readonly onLanguage: (code: Code) => void;
  /** Opens it, or says why not. `progress` goes from 0 to 1. */
  readonly open: (
    vault: Uint8Array,
    passphrase: string,
    progress: (done: number) => void,
  ) => Promise<Problem | undefined>;
}

export function Unlock({ code, onLanguage, open }: UnlockProps): JSX.Element {
  const shared = SHARED[code];
  const words = CONSOLE[code];
  const chooser = useRef<FieldElement>(null);
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
    if (file.size > MOST_VAULT_BYTES) {
      setProblem('damaged-vault');
      return;
    }
    setDone(0);
    const problem = await open(new Uint8Array(await file.arrayBuffer()), secret, (part) =>
      setDone(Math.round(part * 10) / 10),
    );
    setDone(undefined);
    setProblem(problem);
    if (problem !== undefined) passphrase.current?.focus();
  };

  const choose = (files: FileList | null | undefined): void => {
    setProblem(undefined);
    setMissing(false);
    setFile(files?.[0]);
  };

  return (
    <main
      id="content"
      class="unlock"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        choose(event.dataTransfer?.files);
      }}
    >
      <Languages code={code} onChange={onLanguage} />
      <Title>{words.unlock}</Title>
      <p>{words.unlockText}</p>
      <Trouble problem={problem} words={shared} staff={words} />
      <Field
        kind="file"
        id="vault-file"
        test="vault-file"
        label={words.vaultFile}
        hint={file === undefined ? words.vaultHint : words.vaultChosen(plain(file.name, 80))}
        box={chooser}
        onInput={(event) => choose((event.currentTarget as HTMLInputElement).files)}
      />
      <Field
        kind="passphrase"
        id="passphrase"
        test="passphrase"
        label={words.passphrase}
        wrong={missing ? words.chooseFirst : undefined}
        box={passphrase}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.isComposing) void unlock();
        }}
      />
      <Button look="main" test="unlock" disabled={done !== undefined} onPress={() => void unlock()}>
        {words.unlockButton}
      </Button>
      <p role="status" class="hint" data-test="unlocking">
        {done === undefined ? '' : words.unlocking(Math.round(done * 100))}
      </p>
    </main>
  );
}
