/** The keys are made: save the vault, hand over the request, read the number aloud. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Code as Language, VAULT } from '../ui/catalog/languages.ts';
import { Field } from '../ui/field.tsx';
import { Button, Title } from '../ui/parts.tsx';
import { Code } from './code.tsx';
import type { Enrolled as Made } from './enroll.ts';
import { Languages } from './languages.tsx';
import { fileName, saveFile } from './save.ts';
import { SaveVault } from './saving.tsx';

export interface EnrolledProps {
  readonly made: Made;
  readonly code: Language;
  readonly onLanguage: (code: Language) => void;
  readonly done: () => void;
}

export function Enrolled({ made, code, onLanguage, done }: EnrolledProps): JSX.Element {
  const words = VAULT[code];
  const [saved, setSaved] = useState(false);
  const [asked, setAsked] = useState(false);
  const [copied, setCopied] = useState<boolean | undefined>(undefined);
  const { alias, vault, request, text, spoken } = made;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false); // forbidden or not there: the text stands beside the button
    }
  };
  return (
    <main id="content" class="unlock" data-test="enrolled">
      <Languages code={code} onChange={onLanguage} />
      <Title>{words.made}</Title>
      <h2>{words.saveTitle}</h2>
      <p>{words.saveText}</p>
      <SaveVault
        name={fileName(alias, 'vault')}
        vault={vault}
        code={code}
        onSaved={() => setSaved(true)}
      />
      <h2>{words.request}</h2>
      <p>{words.requestText}</p>
      <div class="row">
        <Button test="save-request" onPress={() => saveFile(fileName(alias, 'request'), request)}>
          {words.requestFile}
        </Button>
        <Button test="copy-request" onPress={() => void copy()}>
          {words.requestCopy}
        </Button>
      </div>
      <p role="status" class="hint" data-test="copied">
        {copied === undefined ? '' : copied ? words.requestCopied : words.requestNotCopied}
      </p>
      <Field
        kind="lines"
        id="request-line"
        test="request-line"
        label={words.requestLine}
        rows={4}
        value={text}
      />
      <Code text={text} label={words.requestCode} />
      <h2>{words.spoken}</h2>
      <p>{words.spokenText}</p>
      <p class="spoken" dir="ltr" data-test="spoken">
        {spoken.split(' ').map((group) => (
          <span key={group}>{group} </span>
        ))}
      </p>
      <h2>{words.next}</h2>
      <ol class="steps">
        {words.nextText.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <div role="alert">{asked && !saved && <p class="wrong">{words.saveFirst}</p>}</div>
      <Button look="main" test="handed-over" onPress={() => (saved ? done() : setAsked(true))}>
        {words.done}
      </Button>
    </main>
  );
}
