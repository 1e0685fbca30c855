/** What the pages do: who is offered a way of their own, idle times, quiet, partner, exit, time zone. */

import type { JSX } from 'preact';
import { said, saying } from '../../core/notice_draft.ts';
import { CALLERS } from '../../core/notice_meanings.ts';
import { Field } from '../../ui/field.tsx';
import { type EditProps } from './props.ts';

export function Switches(props: EditProps): JSX.Element {
  const { draft, change, wrong, words } = props;
  const put = (key: string, value: string): void =>
    change({ policy: saying(draft.policy, key, value) });
  const line = (key: 'idle-warn' | 'idle-close' | 'partner-page'): JSX.Element => (
    <Field
      kind="line"
      id={`switch-${key}`}
      test={`switch-${key}`}
      label={words.switches[key].title}
      hint={words.switches[key].hint}
      wrong={wrong(`policy.${key}`)}
      value={said(draft.policy, key)}
      onInput={(event) => put(key, event.currentTarget.value.trim())}
    />
  );
  const choice = (
    key: 'idle-end' | 'quiet',
    choices: readonly (readonly [string, string])[],
  ): JSX.Element => (
    <Field
      kind="choice"
      id={`switch-${key}`}
      test={`switch-${key}`}
      label={words.switches[key].title}
      hint={words.switches[key].hint}
      wrong={wrong(`policy.${key}`)}
      choices={choices}
      value={said(draft.policy, key) || (choices[0]?.[0] ?? '')}
      onInput={(event) => put(key, event.currentTarget.value)}
    />
  );
  return (
    <>
      <Callers {...props} put={(value) => put('callers', value)} />
      {line('idle-warn')}
      {line('idle-close')}
      {choice('idle-end', [
        ['message', words.idleMessage],
        ['silence', words.idleSilence],
      ])}
      {choice('quiet', [
        ['off', words.off],
        ['on', words.on],
      ])}
      {line('partner-page')}
    </>
  );
}

/** Which of the others are offered a way of their own; all, unless the notice says. */
function Callers({ draft, words, wrong, put }: EditProps & { readonly put: (value: string) => void }): JSX.Element {
  const setting = said(draft.policy, 'callers');
  const offered = setting === '' ? CALLERS : CALLERS.filter((one) => setting.split(/\s+/).includes(one));
  const choose = (caller: string, yes: boolean): void => {
    const next = CALLERS.filter((one) => (one === caller ? yes : offered.includes(one)));
    put(next.length === CALLERS.length ? '' : next.length === 0 ? 'none' : next.join(' '));
  };
  return (
    <>
      <p class="hint">{words.callersText}</p>
      {CALLERS.map((caller) => (
        <Field
          key={caller}
          kind="choice"
          id={`caller-${caller}`}
          test={`caller-${caller}`}
          label={words.callers[caller]}
          wrong={caller === 'relative' ? wrong('policy.callers') : undefined}
          choices={[
            ['yes', words.offered],
            ['no', words.notOffered],
          ]}
          value={offered.includes(caller) ? 'yes' : 'no'}
          onInput={(event) => choose(caller, event.currentTarget.value === 'yes')}
        />
      ))}
    </>
  );
}

export function Places({ draft, change, wrong, words }: EditProps): JSX.Element {
  return (
    <>
      <Field
        kind="line"
        id="exit-address"
        test="exit-address"
        label={words.exit}
        hint={words.exitHint}
        wrong={wrong('exit_address')}
        value={draft.exitAddress}
        onInput={(event) => change({ exitAddress: event.currentTarget.value.trim() })}
      />
      <Field
        kind="line"
        id="timezone"
        test="timezone"
        label={words.timezone}
        hint={words.timezoneHint}
        wrong={wrong('timezone')}
        value={draft.timezone}
        onInput={(event) => change({ timezone: event.currentTarget.value.trim() })}
      />
    </>
  );
}
