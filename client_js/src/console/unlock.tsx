/** Opening a vault: the files, the passphrase, and how far the slow work has come. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Code } from '../ui/catalog/languages.ts';
import { CONSOLE, OFFICE, PRACTICE, VAULT } from '../ui/catalog/languages.ts';
import type { ConsoleWords } from '../ui/catalog/words.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button, Title } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import { pasted } from './accept.ts';
import { type Given, MOST_BYTES, sort } from './given.ts';
import { Languages } from './languages.tsx';
import type { UnlockProblem } from './opening.ts';
import { keptHere } from './storage.ts';
import { Told } from './told.tsx';

/** Other ways in, or away, from here. */
export type Elsewhere = 'enroll' | 'gone' | 'administer' | 'practice';

export interface UnlockProps {
  readonly code: Code;
  /** Why the console is locked, where it was unlocked before. */
  readonly locked: string | undefined;
  readonly onLanguage: (code: Code) => void;
  readonly go: (where: Elsewhere) => void;
  /** Opens it, or says why not. `progress` goes from 0 to 1. */
  readonly open: (
    given: Given,
    passphrase: string,
    progress: (done: number) => void,
  ) => Promise<UnlockProblem | undefined>;
}

/** What is wrong with an answer, or still missing: its fields stay until it is right. */
const ANSWERS: readonly UnlockProblem[] = [
  'no-certificate',
  'foreign-answer',
  'answer-of-another-device',
  'untrusted-answer',
];

async function read(files: readonly File[]): Promise<Given | 'strange'> {
  if (files.some(({ size }) => size > MOST_BYTES)) return 'strange';
  const bytes = await Promise.all(files.map((file) => file.arrayBuffer()));
  return sort(bytes.map((one) => new Uint8Array(one)));
}

export function Unlock({ code, locked, onLanguage, go, open }: UnlockProps): JSX.Element {
  const words = CONSOLE[code];
  const mine = VAULT[code];
  const passphrase = useRef<FieldElement>(null);
  const line = useRef<FieldElement>(null);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [answer, setAnswer] = useState<readonly File[]>([]);
  const [answering, setAnswering] = useState(false);
  const [problem, setProblem] = useState<UnlockProblem | undefined>(undefined);
  const [missing, setMissing] = useState(false);
  const [done, setDone] = useState<number | undefined>(undefined);
  const [first] = useState(() => !keptHere());

  const busy = done !== undefined;

  /** Everything that was chosen, dropped or pasted, or what is wrong with it. */
  const gather = async (): Promise<Given | UnlockProblem> => {
    const given = await read([...files, ...answer]);
    if (given === 'strange') return files.length > 1 || answer.length > 0 ? 'strange-file' : 'foreign-vault';
    const text = line.current?.value.trim() ?? '';
    if (text === '') return given;
    const grant = pasted(text);
    return grant === undefined ? 'foreign-answer' : { ...given, grant };
  };
  const unlock = async (): Promise<void> => {
    const secret = passphrase.current?.value ?? '';
    setMissing(files.length === 0 || secret === '');
    if (files.length === 0 || secret === '' || busy) return;
    setProblem(undefined);
    setDone(0);
    const given = await gather();
    const found =
      typeof given === 'string'
        ? given
        : await open(given, secret, (part) => setDone(Math.round(part * 10) / 10));
    setDone(undefined);
    setProblem(found);
    if (found !== undefined && ANSWERS.includes(found)) setAnswering(true);
    else if (found !== undefined) passphrase.current?.focus();
  };
  const choose = (list: FileList | null | undefined): void => {
    setProblem(undefined);
    setMissing(false);
    setFiles([...(list ?? [])]);
  };
  const names = files.map(({ name }) => plain(name, 80)).join(', ');

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
      <div role="status" data-test="locked">
        {locked !== undefined && <p class="trouble">{locked}</p>}
      </div>
      <p>{words.unlockText}</p>
      <Told problem={problem} code={code} />
      <FirstTime words={words} open={first} />
      <Field
        kind="files"
        id="vault-file"
        test="vault-file"
        label={words.vaultFile}
        hint={files.length === 0 ? words.vaultHint : fill(words.vaultChosen, { name: names })}
        onInput={(event) => choose((event.currentTarget as HTMLInputElement).files)}
      />
      {answering && (
        <section class="part" aria-labelledby="answer-title">
          <h2 id="answer-title">{mine.answer}</h2>
          <p>{mine.answerText}</p>
          <Field
            kind="file"
            id="answer-file"
            test="answer-file"
            label={mine.answerFile}
            onInput={(event) => setAnswer([...((event.currentTarget as HTMLInputElement).files ?? [])])}
          />
          <Field
            kind="lines"
            id="answer-line"
            test="answer-line"
            label={mine.answerPaste}
            box={line}
          />
        </section>
      )}
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
      <Button look="main" test="unlock" disabled={busy} onPress={() => void unlock()}>
        {answering ? mine.finish : words.unlockButton}
      </Button>
      <p role="status" class="hint" data-test="unlocking">
        {done === undefined ? '' : fill(words.unlocking, { percent: Math.round(done * 100) })}
      </p>
      <div class="row">
        <Button look="quiet" test="enroll" disabled={busy} onPress={() => go('enroll')}>
          {mine.newHere}
        </Button>
        <Button look="quiet" test="gone" disabled={busy} onPress={() => go('gone')}>
          {mine.gone}
        </Button>
        <Button look="quiet" test="administrator" disabled={busy} onPress={() => go('administer')}>
          {OFFICE[code].administer}
        </Button>
        <Button look="quiet" test="practice-open" disabled={busy} onPress={() => go('practice')}>
          {PRACTICE[code].open}
        </Button>
      </div>
    </main>
  );
}

interface FirstTimeProps {
  readonly words: ConsoleWords;
  /** Whether it is that in this browser for everybody; somebody else may still do it for the first time. */
  readonly open: boolean;
}

/** Which files there are, for somebody who has them both before them and has done this never. */
function FirstTime({ words, open }: FirstTimeProps): JSX.Element {
  return (
    <details class="first-time" data-test="first-time" open={open}>
      <summary>{words.vaultFirst}</summary>
      <ul class="points">
        {words.vaultFirstFiles.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>{words.vaultFirstNext}</p>
    </details>
  );
}
