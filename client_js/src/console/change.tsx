/** Another passphrase: a new vault file, and a word about the old ones. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Bytes } from '../core/bytes.ts';
import { CONSOLE, type Code, VAULT } from '../ui/catalog/languages.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import type { UnlockProblem } from './opening.ts';
import { type NewPassphrase, PassphraseFields } from './passphrase.tsx';
import { fileName } from './save.ts';
import { SaveVault } from './saving.tsx';
import { Told } from './told.tsx';

export type Change = (
  old: string,
  passphrase: string,
  progress: (done: number) => void,
) => Promise<Bytes | UnlockProblem>;

export interface ChangeProps {
  readonly code: Code;
  readonly alias: string;
  readonly organisation: string;
  readonly change: Change;
  readonly close: () => void;
}

export function ChangePassphrase(props: ChangeProps): JSX.Element {
  const { code, alias, organisation, change, close } = props;
  const words = VAULT[code];
  const old = useRef<FieldElement>(null);
  const fresh = useRef<NewPassphrase>(null);
  const [vault, setVault] = useState<Bytes | undefined>(undefined);
  const [problem, setProblem] = useState<UnlockProblem | undefined>(undefined);
  const [done, setDone] = useState<number | undefined>(undefined);

  const go = async (): Promise<void> => {
    const secret = fresh.current?.take();
    if (secret === undefined || done !== undefined) return;
    setProblem(undefined);
    setDone(0);
    const made = await change(old.current?.value ?? '', secret, (part) =>
      setDone(Math.round(part * 10) / 10),
    );
    setDone(undefined);
    if (typeof made === 'string') {
      setProblem(made);
      old.current?.focus();
      return;
    }
    fresh.current?.clear();
    if (old.current !== null) old.current.value = '';
    setVault(made);
  };
  if (vault !== undefined) {
    return (
      <div class="part" data-test="changed">
        <h4>{words.changed}</h4>
        <p>{words.changedText}</p>
        <SaveVault name={fileName(alias, 'vault')} vault={vault} code={code} onSaved={() => undefined} />
        <Button test="change-close" onPress={close}>
          {words.back}
        </Button>
      </div>
    );
  }
  return (
    <div class="part" data-test="changing">
      <p>{words.changeText}</p>
      <Told problem={problem} code={code} />
      <Field kind="passphrase" id="old-passphrase" test="old-passphrase" label={words.changeOld} box={old} />
      <PassphraseFields code={code} own={[alias, organisation]} hold={fresh} />
      <div class="row">
        <Button look="main" test="change-make" disabled={done !== undefined} onPress={() => void go()}>
          {words.changeButton}
        </Button>
        <Button test="change-cancel" onPress={close}>
          {words.cancel}
        </Button>
      </div>
      <p role="status" class="hint">
        {done === undefined ? '' : fill(CONSOLE[code].unlocking, { percent: Math.round(done * 100) })}
      </p>
    </div>
  );
}
