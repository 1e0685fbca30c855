/** Who is working here, on duty or not, how many conversations, and the lock. */

import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DutyAction, DutyView } from '../core/views.ts';
import { NUMBERS, TOGETHER, type Code } from '../ui/catalog/languages.ts';
import type { OfficeWords } from '../ui/catalog/words.ts';
import type { ConsoleWords, SharedWords } from '../ui/catalog/words.ts';
import { Button, Confirm, Connected, Title, Trouble } from '../ui/parts.tsx';
import { fill, plain, word } from '../ui/text.ts';
import type { DeskProps } from './desk_props.ts';
import { Languages } from './languages.tsx';
import { DutyNotes } from './my_day.tsx';
import { READERS } from './numbers/numbers.tsx';
import { moment } from './times.ts';
import { SUPERVISORS } from './together/asks.ts';
import { Warnings } from './warnings.tsx';

export interface WorkProps {
  readonly view: DutyView;
  readonly shared: SharedWords;
  readonly words: ConsoleWords;
  readonly act: (action: DutyAction) => boolean;
}

export interface HeaderProps extends DeskProps {
  /** Links over it, which are seen while they have the focus. */
  readonly skips: ComponentChildren;
  readonly office: OfficeWords;
  /** Whether another part is open, and how to open each; a practice has none. */
  readonly administering: boolean;
  readonly onAdminister: (() => void) | undefined;
  readonly onNumbers: (() => void) | undefined;
  readonly onBoard: (() => void) | undefined;
  readonly onLanguage: (code: Code) => void;
  readonly lock: () => void;
  readonly asks: () => Uint8Array | undefined;
}

export function Header(props: HeaderProps): JSX.Element {
  const { view, shared, words, office, code, now } = props;
  const [locking, setLocking] = useState(false);
  const open = view.talks.some((talk) => talk.stage !== 'ended');
  const alias = plain(view.alias) || shared.someone;
  const role = word(shared.roles, view.role);
  return (
    <header class="work-header">
      {props.skips}
      <div class="identity">
        <Title>{plain(view.organisation, 120) || words.title}</Title>
        <p>{role === '' ? alias : fill(words.signedInAs, { alias, role })}</p>
      </div>
      <div class="row">
        <p class="duty" role="status" data-test="duty" data-duty={view.stage}>
          {words.duty[view.stage]}
        </p>
        <DutyNotes {...props} />
        <Duty {...props} />
        <Limit {...props} />
        {!props.administering && props.onBoard && SUPERVISORS.includes(view.role) && (
          <Button test="board-button" onPress={props.onBoard}>
            {TOGETHER[code].board}
          </Button>
        )}
        {!props.administering && props.onNumbers && READERS.includes(view.role) && (
          <Button test="numbers-button" onPress={props.onNumbers}>
            {NUMBERS[code].open}
          </Button>
        )}
        {!props.administering && props.onAdminister && (
          <Button test="administrator" onPress={props.onAdminister}>
            {office.administer}
          </Button>
        )}
        <Button test="lock" onPress={() => (open ? setLocking(true) : props.lock())}>
          {words.lock}
        </Button>
      </div>
      {locking && (
        <Confirm
          question={words.lockQuestion}
          text={words.lockText}
          yes={words.lockConfirm}
          no={words.lockCancel}
          test="lock-confirm"
          onYes={props.lock}
          onNo={() => setLocking(false)}
        />
      )}
      <div class="row between">
        <Connected connection={view.connection} words={shared} writing />
        {view.shiftExpires !== undefined && (
          <p class="hint">{fill(words.shiftEnds, { time: moment(view.shiftExpires, now, code) })}</p>
        )}
        <Languages code={code} onChange={props.onLanguage} />
      </div>
      <Trouble problem={view.problem} words={shared} staff={words} />
      <Warnings {...{ view, office, code, now }} asks={props.asks} />
    </header>
  );
}

function Duty({ view, words, day, act: does }: DeskProps): JSX.Element | null {
  const act = (action: DutyAction): void => {
    day.finisher.decided();
    does(action);
  };
  switch (view.stage) {
    case 'off-duty':
      return (
        <Button look="main" test="on-duty" onPress={() => act({ do: 'on-duty' })}>
          {words.onDuty}
        </Button>
      );
    case 'on-duty':
      return (
        <>
          <Button test="finish" onPress={() => act({ do: 'finish' })}>
            {words.finish}
          </Button>
          <Button test="off-duty" onPress={() => act({ do: 'off-duty' })}>
            {words.offDuty}
          </Button>
        </>
      );
    case 'finishing':
      return (
        <>
          <Button test="on-duty" onPress={() => act({ do: 'on-duty' })}>
            {words.onDuty}
          </Button>
          <Button test="off-duty" onPress={() => act({ do: 'off-duty' })}>
            {words.offDuty}
          </Button>
        </>
      );
    case 'connecting':
    case 'refused':
      return null;
  }
}

function Limit({ view, words, rules, act }: DeskProps): JSX.Element {
  const change = (by: number): boolean => act({ do: 'limit', limit: view.limit + by });
  return (
    <div class="limit" role="group" aria-label={words.limit}>
      <span>{words.limit}</span>
      <Button
        test="limit-fewer"
        label={words.fewer}
        disabled={view.limit <= 1}
        onPress={() => change(-1)}
      >
        −
      </Button>
      <output data-test="limit" aria-live="polite" aria-label={words.limit}>
        {fill(words.limitText, { count: view.limit })}
      </output>
      <Button
        test="limit-more"
        label={words.more}
        disabled={view.limit >= rules.mostTalks}
        onPress={() => change(1)}
      >
        +
      </Button>
    </div>
  );
}
