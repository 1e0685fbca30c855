/** Opening the administrator's vault. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Problem } from '../core/views.ts';
import type { OfficeWords } from '../ui/catalog/words.ts';
import type { ConsoleWords, SharedWords } from '../ui/catalog/words.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button, Trouble } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import { MOST_BYTES } from './given.ts';

export interface AdministerUnlockProps {
  readonly shared: SharedWords;
  readonly words: ConsoleWords;
  readonly office: OfficeWords;
  /** Whether it was open before. */
  readonly locked: boolean;
  /** Opens it, or says why not. `progress` goes from 0 to 1. */
  readonly open: (
    vault: Uint8Array,
    passphrase: string,
    progress: (done: number) => void,
  ) => Promise<Problem | undefined>;
}

export function AdministerUnlock(props: AdministerUnlockProps): JSX.Element {
  const { shared, words, office, locked, open } = props;
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
      <p role="status" class="hint" data-test="administer-locked">
        {locked ? office.administerLocked : ''}
      </p>
      <p>{office.administerText}</p>
      <Trouble problem={problem} words={shared} staff={words} />
      <Field
        kind="file"
        id="administrator-file"
        test="administrator-file"
        label={office.administerFile}
        hint={file === undefined ? office.administerFileHint : fill(words.vaultChosen, { name: plain(file.name, 80) })}
        onInput={(event) => choose((event.currentTarget as HTMLInputElement).files)}
      />
      <Field
        kind="passphrase"
        id="administrator-passphrase"
        test="administrator-passphrase"
        label={words.passphrase}
        wrong={missing ? words.chooseFirst : undefined}
        box={passphrase}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.isComposing) void unlock();
        }}
      />
      <Button
        look="main"
        test="administrator-unlock"
        disabled={done !== undefined}
        onPress={() => void unlock()}
      >
        {office.administerUnlock}
      </Button>
      <p role="status" class="hint">
        {done === undefined ? '' : fill(words.unlocking, { percent: Math.round(done * 100) })}
      </p>
    </div>
  );
}
