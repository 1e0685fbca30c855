/** Brings a colleague into a conversation, hands it over, or passes it to a supervisor. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TalkView } from '../../core/views.ts';
import type { ColleagueView } from '../../core/views_desk.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Field } from '../../ui/field.tsx';
import { Button, Title } from '../../ui/parts.tsx';
import { plain, word } from '../../ui/text.ts';
import { languageName, listed } from '../../ui/tongue.ts';
import type { DeskProps } from '../desk_props.ts';
import { whoCanCome, type Wish } from './asks.ts';

const WISHES: readonly Wish[] = ['join', 'hand-over', 'abuse'];

export type BringProps = DeskProps & { readonly talk: TalkView; readonly done: () => void };

/** Who it is, so that the right one can be chosen: a list has no room for more than a line. */
function said(one: ColleagueView, { shared, code }: DeskProps): string {
  const languages = listed(one.languages.map((tag) => plain(languageName(tag, shared.code))), shared.code);
  const parts = [plain(one.alias), word(shared.roles, one.role), languages, TOGETHER[code].states[one.state]];
  return parts.filter((part) => part !== '').join(' · ');
}

export function Bring(props: BringProps): JSX.Element {
  const { talk, view, code, act, done } = props;
  const told = TOGETHER[code];
  const [wish, setWish] = useState<Wish>('join');
  const [chosen, choose] = useState('');
  const [refused, setRefused] = useState(false);
  const able = whoCanCome(view, talk, wish);
  const who = able.find(({ key }) => key === chosen) ?? able[0];
  const ask = (): void => {
    if (who === undefined) return;
    const why = wish === 'abuse' ? 'abuse' : '';
    const purpose = wish === 'join' ? 'join' : 'hand-over';
    if (act({ do: 'introduce', talk: talk.key, colleague: who.key, purpose, why })) done();
    else setRefused(true);
  };
  return (
    <section
      class="confirm"
      data-test="bring"
      onKeyDown={(event) => {
        if (event.key === 'Escape') done();
      }}
    >
      <Title level={4}>{told.bring}</Title>
      <p>{told.bringText}</p>
      <div class="pair">
        <Field
          kind="choice"
          id={`wish-${talk.key}`}
          test="wish"
          label={told.whatFor}
          choices={WISHES.map((one) => [one, told.purposes[one]] as const)}
          value={wish}
          onInput={(event) => {
            setWish(WISHES.find((one) => one === event.currentTarget.value) ?? 'join');
            setRefused(false);
          }}
        />
        {who === undefined ? (
          <p role="status">{told.nobodyToAsk}</p>
        ) : (
          <Field
            // Another list begins with its own first.
            key={able.map(({ key }) => key).join(' ')}
            kind="choice"
            id={`who-${talk.key}`}
            test="who"
            label={told.who}
            choices={able.map((one) => [one.key, said(one, props)] as const)}
            value={who.key}
            onInput={(event) => choose(event.currentTarget.value)}
          />
        )}
      </div>
      {wish === 'abuse' && <p class="hint">{told.abuseText}</p>}
      <div role="alert">{refused && <p class="wrong">{told.notNow}</p>}</div>
      <div class="row">
        <Button look="main" test="bring-ask" disabled={who === undefined} onPress={ask}>
          {told.ask}
        </Button>
        <Button look="quiet" test="bring-close" onPress={done}>
          {told.close}
        </Button>
      </div>
    </section>
  );
}
