/** The survivor's page: one thing at a time, chosen by what the machine says. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { VisitAction, VisitView } from '../core/views.ts';
import type { SharedWords, SurvivorWords } from '../ui/catalog/words.ts';
import { Phones, Title, Trouble } from '../ui/parts.tsx';
import { Ended } from './ended.tsx';
import { Questions, type Draft } from './questions.tsx';
import { Start } from './start.tsx';
import { Talk } from './talk.tsx';
import { Waiting } from './waiting.tsx';
import type { Words } from './words.ts';

export interface ScreenProps {
  readonly view: VisitView;
  readonly shared: SharedWords;
  readonly words: SurvivorWords;
  /** Whether it was taken. */
  readonly act: (action: VisitAction) => boolean;
}

export interface AppProps {
  readonly view: VisitView;
  readonly words: Words;
  /** Seconds since 1970, for "open now". */
  readonly now: () => number;
  readonly act: (action: VisitAction) => boolean;
  /** Forgets everything and shows the last screen. */
  readonly erase: () => void;
  /** Forgets everything and asks for somebody else. */
  readonly another: () => void;
}

const nothing = (): Draft => ({ name: '', tongue: undefined, first: '' });

export function App({ view, words: { shared, survivor: words }, now, act, erase, another }: AppProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  const draft = useRef(nothing());
  const props: ScreenProps = { view, shared, words, act };
  switch (view.stage) {
    case 'loading':
    case 'ready':
      return asking && view.stage === 'ready' && view.desk !== 'closed' ? (
        <Questions {...props} draft={draft.current} onBack={() => setAsking(false)} />
      ) : (
        <Start {...props} now={now} onStart={() => setAsking(true)} />
      );
    case 'waiting':
      return (
        <Waiting
          {...props}
          onWithdraw={() => {
            draft.current = nothing();
            setAsking(false);
          }}
        />
      );
    case 'talking':
      return <Talk {...props} />;
    case 'ended':
      return <Ended {...props} erase={erase} another={another} />;
    case 'refused':
      return <Refused {...props} />;
  }
}

function Refused({ view, shared, words }: ScreenProps): JSX.Element {
  return (
    <main id="content" class="screen" data-test="refused">
      <Title>{words.refused}</Title>
      <Trouble problem={view.problem} words={shared} />
      {view.problem === undefined && <p>{words.refusedText}</p>}
      <Phones phones={view.notice?.phones(shared.code) ?? []} words={shared} />
    </main>
  );
}
