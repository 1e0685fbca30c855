/** The emergency switch: what is said to everybody outside, with which words, and for how long. */

import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { StateMode } from '../../core/views_desk.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Field } from '../../ui/field.tsx';
import { Button, Confirm } from '../../ui/parts.tsx';
import { exitAddress, fill, plain } from '../../ui/text.ts';
import { languageName } from '../../ui/tongue.ts';
import type { DeskProps } from '../desk_props.ts';
import { span } from '../times.ts';
import { focusOn } from './focus.ts';
import { standing } from './stated.tsx';
import { MODES, ownTexts, ownWords, read, type Saying, shownKey, stands, STATE_HOURS, STATE_HOURS_FIRST } from './stating.ts';

/** Characters by which a text is known in a list. */
const FIRST_WORDS = 40;
/** Days are easier to read than many hours. */
const DAY = 24;

export function Desk(props: DeskProps): JSX.Element {
  const { view, code, now } = props;
  const told = TOGETHER[code];
  const { state } = view;
  return (
    <section class="part state-desk" aria-labelledby="state-title">
      <h3 id="state-title" tabIndex={-1}>
        {told.desk}
      </h3>
      <div role="status" data-test="state-now" data-mode={state?.mode ?? 'none'}>
        <p>
          <strong>
            {state === undefined ? told.standsNone : standing(state, now, code)}
          </strong>
        </p>
      </div>
      {state !== undefined && <Preview {...props} mode={state.mode} text={state.text} test="state-words" />}
      {view.mayState ? <Change {...props} /> : <p class="hint">{told.sent.none}</p>}
    </section>
  );
}

function Change(props: DeskProps): JSX.Element {
  const { view, code, act } = props;
  const told = TOGETHER[code];
  const [mode, setMode] = useState<StateMode>(view.state?.mode === 'closed' ? 'open' : 'closed');
  const [text, setText] = useState('');
  const [hours, setHours] = useState(STATE_HOURS_FIRST);
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState(false);
  const [said, setSaid] = useState<Saying | undefined>(undefined);
  const question = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Whole, with its buttons: whoever does not see them may think that it is said.
    if (asking) question.current?.scrollIntoView({ block: 'nearest' });
  }, [asking]);
  const done = said !== undefined && stands(view.state, said);
  const failed = refused || (said !== undefined && view.stateGoing === 'failed');
  const asks = (): void => {
    setAsking(true);
    setRefused(false);
    setSaid(undefined);
  };
  const say = (): void => {
    setAsking(false);
    focusOn('state-title');
    const taken = act({ do: 'state', mode, text, hours });
    setRefused(!taken);
    setSaid(taken ? { mode, text, hours, before: view.state } : undefined);
  };
  const texts = ownTexts(view.notice).map((key) => {
    const words = plain(view.notice?.text(code, key) ?? '', FIRST_WORDS);
    return [key, fill(told.textOwn, { number: key.slice(-1), words })] as const;
  });
  return (
    <>
      <Field
        kind="choice"
        id="state-mode"
        test="state-mode"
        label={told.mode}
        choices={MODES.map((one) => [one, told.modes[one]] as const)}
        value={mode}
        onInput={(event) => setMode(MODES.find((one) => one === event.currentTarget.value) ?? 'closed')}
      />
      <p class="hint">{told.effects[mode]}</p>
      {texts.length > 0 && (
        <Field
          kind="choice"
          id="state-text"
          test="state-text"
          label={told.text}
          choices={[['', told.textUsual], ...texts]}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      )}
      <Field
        kind="choice"
        id="state-hours"
        test="state-hours"
        label={told.hours}
        choices={STATE_HOURS.map((one) => [String(one), lasts(one, props)] as const)}
        value={String(hours)}
        onInput={(event) => setHours(Number(event.currentTarget.value))}
      />
      <h4>{told.preview}</h4>
      <Preview {...props} mode={mode} text={text} test="state-preview" />
      <div ref={question} class="state-question">
        {asking ? (
          <Confirm
            question={fill(told.sayQuestion, { mode: told.modes[mode] })}
            text={told.effects[mode]}
            yes={told.sayYes}
            no={told.awayNo}
            test="state-confirm"
            level={5}
            onYes={say}
            onNo={() => {
              setAsking(false);
              focusOn('state-title');
            }}
          />
        ) : (
          <Button look="main" test="state-say" disabled={view.stateGoing === 'going'} onPress={asks}>
            {told.say}
          </Button>
        )}
        <div role="status" data-test="state-said" data-state={done ? 'done' : asking ? 'unsaid' : view.stateGoing}>
          {asking ? <strong>{told.unsaid}</strong> : done ? told.sent.done : said !== undefined && !failed && told.sent.going}
        </div>
      </div>
      <div role="alert">{failed && !done && <p class="trouble">{told.sent.failed}</p>}</div>
    </>
  );
}

function lasts(hours: number, { code }: DeskProps): string {
  return hours > DAY ? span(hours / DAY, 'day', code) : span(hours, 'hour', code);
}

type PreviewProps = DeskProps & { readonly mode: StateMode; readonly text: string; readonly test: string };

/** In each language, as the pages choose it; a link is text here, so that nobody leaves the desk. */
function Preview({ view, shared, code, mode, text, test }: PreviewProps): JSX.Element {
  const told = TOGETHER[code];
  const all = read(view.notice, shownKey(mode, text), ownWords);
  const partner = mode === 'partner' ? exitAddress(view.notice?.policy('partner-page') ?? '') : undefined;
  return (
    <div class="stated" data-test={test}>
      {all.length === 0 && <p class="hint">{told.noWords}</p>}
      {all.map(({ language, words }) => (
        <div key={language}>
          <p class="hint">{plain(languageName(language, shared.code))}</p>
          <p class="words" dir="auto" translate={false}>
            {words}
          </p>
        </div>
      ))}
      {partner !== undefined && (
        <p dir="ltr" translate={false}>
          {partner}
        </p>
      )}
    </div>
  );
}
