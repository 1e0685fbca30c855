/** The practice desk: the working screen, marked, with people who are not real (C16). */

import type { JSX } from 'preact';
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { HandbookContent } from '../../core/handbook_view.ts';
import { SITUATIONS } from '../../core/practice/situations.ts';
import { TONGUES } from '../../core/practice/tongues.ts';
import { PRACTICE, SHARED, type Code } from '../../ui/catalog/languages.ts';
import type { Organisation } from '../../ui/organisation.ts';
import { Field } from '../../ui/field.tsx';
import { Button } from '../../ui/parts.tsx';
import { fill } from '../../ui/text.ts';
import { languageName } from '../../ui/tongue.ts';
import { Work } from '../work.tsx';
import { PracticeSession } from './session.ts';

export interface PracticeProps {
  readonly stamp: Organisation;
  readonly code: Code;
  readonly onLanguage: (code: Code) => void;
  /** What the organisation tells its staff, where this device has it. */
  readonly handbook: HandbookContent | undefined;
  readonly leave: () => void;
  /** Locks the console, where there is a device in it; otherwise the practice is left. */
  readonly lock: () => void;
}

export function PracticeDesk(props: PracticeProps): JSX.Element {
  const { stamp, code, onLanguage, handbook, leave, lock } = props;
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [session, begin] = useState<PracticeSession | undefined>(undefined);
  const words = PRACTICE[code];

  useEffect(() => {
    let made: PracticeSession | undefined;
    // After the screen has said so: making keys takes a moment.
    const soon = setTimeout(() => {
      made = new PracticeSession(code, handbook, () => redraw(undefined));
      begin(made);
    }, 50);
    return () => {
      clearTimeout(soon);
      made?.stop();
    };
  }, []);
  session?.speak(code);
  useWindowTitle(session, code);
  const mark = (
    <section key="mark" class="practice-mark" aria-label={words.title} data-test="practice-mark">
      <p>
        <strong>{words.mark}</strong> <span class="more">{words.markMore}</span>
      </p>
      <Button test="practice-leave" onPress={leave}>
        {words.leave}
      </Button>
    </section>
  );
  if (session === undefined) {
    return (
      <>
        {mark}
        <main id="content">
          <h1>{words.title}</h1>
          <p role="status">{words.preparing}</p>
        </main>
      </>
    );
  }
  return (
    <Work
      {...{ stamp, code, onLanguage, lock }}
      practice={[mark, <Coming key="coming" session={session} code={code} />]}
      view={session.view()}
      now={Date.now() / 1000}
      act={session.act}
      day={session.looking.day}
      alerts={session.looking.alerts}
      asks={() => undefined}
      lend={() => undefined}
      beside={null}
    />
  );
}

const SEVERAL = 'several';

/** Who is to come: a situation, a language, and what to ask oneself afterwards. */
function Coming({ session, code }: { readonly session: PracticeSession; readonly code: Code }): JSX.Element {
  const words = PRACTICE[code];
  const tongues = TONGUES.map(({ language }) => language);
  const [language, setLanguage] = useState(tongues.find((one) => one === code) ?? tongues[0] ?? '');
  const [chosen, choose] = useState<string>(SITUATIONS[0]);
  const situation = SITUATIONS.find((one) => one === chosen);
  const come = (): void => {
    if (situation === undefined) session.inviteSeveral(language);
    else session.invite({ situation, language });
  };
  return (
    <section class="practice-coming" aria-labelledby="practice-who">
      <p class="hint more">{words.markMore}</p>
      {session.count === 0 && <p class="hint">{words.text}</p>}
      <div class="row">
        <h2 id="practice-who">{words.who}</h2>
        <Field
          kind="choice"
          id="practice-language"
          test="practice-language"
          label={words.language}
          value={language}
          choices={tongues.map((one) => [one, languageName(one, SHARED[code].code)])}
          onInput={(event) => setLanguage(event.currentTarget.value)}
        />
        <Field
          kind="choice"
          id="practice-situation"
          test="practice-situation"
          label={words.situation}
          value={chosen}
          choices={[
            ...SITUATIONS.map((one) => [one, words.situations[one].name] as const),
            [SEVERAL, words.several] as const,
          ]}
          onInput={(event) => choose(event.currentTarget.value)}
        />
        <Button test="practice-come" disabled={session.full} onPress={come}>
          {words.come}
        </Button>
        <p role="status" data-test="practice-count">
          {session.full ? words.full : fill(words.here, { count: session.count })}
        </p>
        {situation !== undefined && (
          <details>
            <summary>{words.afterwards}</summary>
            <ul class="points">
              {words.situations[situation].look.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}

/** The window's own name says it too; afterwards it is what it was. */
function useWindowTitle(session: PracticeSession | undefined, code: Code): void {
  const before = useRef(document.title);
  useEffect(() => {
    const { title } = PRACTICE[code];
    document.title = session === undefined ? title : `${title}: ${session.looking.title(session.view(), code)}`;
  });
  useEffect(() => () => void (document.title = before.current), []);
}
