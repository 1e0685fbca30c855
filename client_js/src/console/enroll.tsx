/** "I am new here": who somebody is, a passphrase, and the keys of a new device. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Wish } from '../core/request.ts';
import { type Code, SHARED, VAULT } from '../ui/catalog/languages.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button, Title } from '../ui/parts.tsx';
import { characters, fill, MOST_NAME, plain } from '../ui/text.ts';
import { listed } from '../ui/tongue.ts';
import { Languages } from './languages.tsx';
import { type NewPassphrase, PassphraseFields } from './passphrase.tsx';
import { TONGUES, tongueName } from './tongues.ts';

const ROLES = ['counselor', 'interpreter', 'supervisor', 'administrator', 'trainee'] as const;
/** Most languages of a request (protocol.md 11.2). */
const MOST_LANGUAGES = 16;

export interface EnrollProps {
  readonly code: Code;
  readonly organisation: string;
  readonly onLanguage: (code: Code) => void;
  readonly back: () => void;
  /** Makes the keys; `progress` goes from 0 to 1. */
  readonly make: (
    wish: Wish,
    passphrase: string,
    progress: (done: number) => void,
  ) => Promise<void>;
}

export function Enroll({ code, organisation, onLanguage, back, make }: EnrollProps): JSX.Element {
  const words = VAULT[code];
  const alias = useRef<FieldElement>(null);
  const role = useRef<FieldElement>(null);
  const passphrase = useRef<NewPassphrase>(null);
  const [name, setName] = useState('');
  const [languages, setLanguages] = useState<readonly string[]>([]);
  const [wrong, setWrong] = useState<'alias' | 'languages' | undefined>(undefined);
  const [done, setDone] = useState<number | undefined>(undefined);

  const go = async (): Promise<void> => {
    if (done !== undefined) return;
    const called = (alias.current?.value ?? '').trim().normalize('NFC');
    if (called === '' || characters(called) > MOST_NAME) {
      setWrong('alias');
      alias.current?.focus();
      return;
    }
    if (languages.length === 0) {
      setWrong('languages');
      document.getElementById('tongue')?.focus();
      return;
    }
    setWrong(undefined);
    const secret = passphrase.current?.take();
    if (secret === undefined) return;
    setDone(0);
    const wish = { alias: called, role: role.current?.value ?? 'counselor', languages };
    await make(wish, secret, (part) => setDone(Math.round(part * 10) / 10));
  };
  return (
    <main id="content" class="unlock" data-test="enrolling">
      <Languages code={code} onChange={onLanguage} />
      <Title>{words.enroll}</Title>
      <p>{words.enrollText}</p>
      <Field
        kind="line"
        id="alias"
        test="alias"
        label={words.alias}
        hint={words.aliasHint}
        most={2 * MOST_NAME}
        wrong={wrong === 'alias' ? words.aliasWrong : undefined}
        box={alias}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Field
        kind="choice"
        id="role"
        test="role"
        label={words.role}
        choices={ROLES.map((one) => [one, SHARED[code].roles[one] ?? one] as const)}
        box={role}
      />
      <Tongues
        code={code}
        chosen={languages}
        wrong={wrong === 'languages'}
        onChange={(next) => {
          setWrong(undefined);
          setLanguages(next);
        }}
      />
      <PassphraseFields code={code} own={[name, organisation]} hold={passphrase} />
      <div class="row">
        <Button look="main" test="make" disabled={done !== undefined} onPress={() => void go()}>
          {words.make}
        </Button>
        <Button test="back" disabled={done !== undefined} onPress={back}>
          {words.back}
        </Button>
      </div>
      <p role="status" class="hint" data-test="making">
        {done === undefined ? '' : fill(words.making, { percent: Math.round(done * 100) })}
      </p>
    </main>
  );
}

interface TonguesProps {
  readonly code: Code;
  readonly chosen: readonly string[];
  readonly wrong: boolean;
  readonly onChange: (chosen: readonly string[]) => void;
}

function Tongues({ code, chosen, wrong, onChange }: TonguesProps): JSX.Element {
  const words = VAULT[code];
  const tongue = useRef<FieldElement>(null);
  const name = (one: string): string => plain(tongueName(one, code));
  const add = (): void => {
    const one = tongue.current?.value ?? '';
    if (one === '' || chosen.includes(one) || chosen.length >= MOST_LANGUAGES) return;
    onChange([...chosen, one]);
  };
  const remove = (one: string): void => {
    onChange(chosen.filter((other) => other !== one));
    tongue.current?.focus(); // the button that had the focus is gone
  };
  return (
    <>
      <Field
        kind="choice"
        id="tongue"
        test="tongue"
        label={words.language}
        hint={words.languageHint}
        wrong={wrong ? words.languageWrong : undefined}
        choices={TONGUES.map((one) => [one, name(one)] as const)}
        box={tongue}
      />
      <Button test="tongue-add" onPress={add}>
        {words.languageAdd}
      </Button>
      <div role="status">
        {chosen.length > 0 && <p>{fill(words.languagesChosen, { names: listed(chosen.map(name), code) })}</p>}
      </div>
      <div class="row">
        {chosen.map((one) => (
          <Button key={one} test="tongue-remove" onPress={() => remove(one)}>
            {fill(words.languageRemove, { name: name(one) })}
          </Button>
        ))}
      </div>
    </>
  );
}
