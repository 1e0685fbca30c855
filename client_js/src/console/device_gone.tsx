/** For somebody whose device is lost or taken: what to do now, and what a finder can do. */

import type { JSX } from 'preact';
import { type Code, VAULT } from '../ui/catalog/languages.ts';
import { Button, Title } from '../ui/parts.tsx';
import { Languages } from './languages.tsx';

export interface DeviceGoneProps {
  readonly code: Code;
  readonly onLanguage: (code: Code) => void;
  readonly back: () => void;
}

/** The screen before unlocking: whoever needs it may sit at somebody else's computer. */
export function DeviceGone({ code, onLanguage, back }: DeviceGoneProps): JSX.Element {
  const words = VAULT[code];
  return (
    <main id="content" class="unlock" data-test="gone-screen">
      <Languages code={code} onChange={onLanguage} />
      <Title>{words.gone}</Title>
      <h2>{words.goneNow}</h2>
      <ol class="steps">
        {words.goneNowText.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <List title={words.goneCan} lines={words.goneCanText} />
      <List title={words.goneCannot} lines={words.goneCannotText} />
      <Button test="back" onPress={back}>
        {words.back}
      </Button>
    </main>
  );
}

function List({ title, lines }: { title: string; lines: readonly string[] }): JSX.Element {
  return (
    <>
      <h2>{title}</h2>
      <ul class="points">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
