/** The survivor's page: one thing at a time, chosen by what the machine says. */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { VisitAction, VisitView } from '../core/views.ts';
import { answered } from '../screens/asked.tsx';
import { Ended } from '../screens/ended.tsx';
import { common } from '../screens/pieces.tsx';
import type { ScreenProps, Words } from '../screens/props.ts';
import { Questions, type Draft } from '../screens/questions.tsx';
import { Rights } from '../screens/rights.tsx';
import { Safe } from '../screens/safe.tsx';
import { Start } from '../screens/start.tsx';
import { Waiting } from '../screens/waiting.tsx';
import { Title, Trouble } from '../ui/parts.tsx';
import { ready } from '../ui/text.ts';
import { CameBack } from './leaving.tsx';
import { Talk } from './talk.tsx';

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
  readonly again: () => void;
}

const nothing = (): Draft => ({ name: '', tongue: '', first: '', answers: {} });

export function App({ view, words, now, act, ...ends }: AppProps): JSX.Element {
  const { notice } = view;
  const { code } = words.shared;
  const tongues = notice?.languages ?? [];
  const tongue = tongues.includes(code) ? code : (tongues[0] ?? code);
  const [step, setStep] = useState<'start' | 'safe' | 'rights' | 'about'>('start');
  /** Why somebody is here: a key of the words, or empty for their own sake. */
  const [caller, setCaller] = useState('');
  const draft = useRef(nothing());
  const shut = view.problem === 'desk-closed' && view.notes.length === 0;
  useEffect(() => {
    // The machine has forgotten what nobody is there to read.
    if (!shut) return;
    draft.current = nothing();
    setStep('start');
  }, [shut]);
  const props: ScreenProps = { view, act, ...common(notice, words) };
  const knock = ({ name, first, answers }: Draft): boolean => {
    const why = caller === '' ? [] : [{ question: 'caller', answer: caller }];
    return act({
      do: 'knock',
      language: draft.current.tongue || tongue,
      addressAs: ready(name),
      first: ready(first),
      answers: [...why, ...answered('question', answers)],
    });
  };
  const hurry = (): boolean => knock(nothing());
  switch (view.stage) {
    case 'loading':
    case 'ready': {
      const at = view.stage === 'ready' && view.desk !== 'closed' ? step : 'start';
      if (at === 'safe') {
        const yes = (): void => setStep('rights');
        return <Safe {...props} caller={caller} onYes={yes} onBack={() => setStep('start')} />;
      }
      if (at === 'rights') {
        const go = (): void => setStep('about');
        return <Rights {...props} onGo={go} onHurry={hurry} onBack={() => setStep('safe')} />;
      }
      if (at === 'about') {
        return (
          <Questions
            {...props}
            draft={draft.current}
            tongue={tongue}
            onKnock={() => knock(draft.current)}
            onHurry={hurry}
            onBack={() => setStep('rights')}
          />
        );
      }
      return (
        <Start
          {...props}
          now={now}
          back={<CameBack words={words.survivor} />}
          onStart={(why) => {
            setCaller(why);
            setStep('safe');
          }}
        />
      );
    }
    case 'waiting':
      return (
        <Waiting
          {...props}
          onWithdraw={() => {
            draft.current = nothing();
            setStep('start');
          }}
        />
      );
    case 'talking':
      draft.current = nothing();
      return <Talk {...props} />;
    case 'ended':
      return <Ended {...props} {...ends} />;
    case 'refused':
      return <Refused {...props} />;
  }
}

function Refused({ view, shared, words, phones }: ScreenProps): JSX.Element {
  return (
    <div id="content" class="screen" data-test="refused">
      <Title>{words.refused}</Title>
      <Trouble problem={view.problem} words={shared} />
      {view.problem === undefined && <p>{words.refusedText}</p>}
      {phones}
    </div>
  );
}
