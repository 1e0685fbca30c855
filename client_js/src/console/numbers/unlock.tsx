/** Opening the statistics vault. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Problem } from '../../core/views.ts';
import { CONSOLE, NUMBERS, SHARED, type Code } from '../../ui/catalog/languages.ts';
import { Field, type FieldElement } from '../../ui/field.tsx';
import { Button, Trouble } from '../../ui/parts.tsx';
import { fill, plain } from '../../ui/text.ts';
import { MOST_BYTES } from '../given.ts';

export interface NumbersUnlockProps {
  readonly code: Code;
  /** Opens it, or says why not. `progress` goes from 0 to 1. */
  readonly open: (
    vault: Uint8Array,
    passphrase: string,
    progress: (done: number) => void,
  ) => Promise<Problem | undefined>;
}

export function NumbersUnlock({ code, open }: NumbersUnlockProps): JSX.Element {
  const [shared, words, numbers] = [SHARED[code], CONSOLE[code], NUMBERS[code]];
  const passphrase = useRef<FieldElement>(null);
  const [file, setFile] = useState<File | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [missing, setMissing] = useState(false);
  const [done, setDone] = useState<number | undefined>(undefined);

  const unlock = async (): Promise<void> => {
    const secret = passphrase.current?.value ?? '';
    setMissing(file === undefined || secret === '');
    if (file === undefined || secret === '' || done !== undefined) return;
    setProblem(file.size > MOST_BYTES ? 'foreign-vault' : undefined);
    if (file.size > MOST_BYTES) return;
    setDone(0);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const found = await open(bytes, secret, (part) => setDone(Math.round(part * 10) / 10));
    // Nothing of it stays in the page, whether it was right or not.
    if (passphrase.current !== null) passphrase.current.value = '';
    setDone(undefined);
    setProblem(found);
    if (found !== undefined) passphrase.current?.focus();
  };
  return (
    <div class="part">
      <p>{numbers.lockedText}</p>
      <Trouble problem={problem} words={shared} staff={words} />
      <Field
        kind="file"
        id="numbers-file"
        test="numbers-file"
        label={numbers.file}
        hint={file === undefined ? numbers.fileHint : fill(words.vaultChosen, { name: plain(file.name, 80) })}
        onInput={(event) => {
          setProblem(undefined);
          setMissing(false);
          setFile((event.currentTarget as HTMLInputElement).files?.[0]);
        }}
      />
      <Field
        kind="passphrase"
        id="numbers-passphrase"
        test="numbers-passphrase"
        label={words.passphrase}
        wrong={missing ? words.chooseFirst : undefined}
        box={passphrase}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.isComposing) void unlock();
        }}
      />
      <Button look="main" test="numbers-unlock" disabled={done !== undefined} onPress={() => void unlock()}>
        {numbers.unlock}
      </Button>
      <p role="status" class="hint">
        {done === undefined ? '' : fill(words.unlocking, { percent: Math.round(done * 100) })}
      </p>
    </div>
  );
}
