/** Ready-made texts: found by stage, language and words, put into the message, never sent. */

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type HandbookText, STAGES } from '../../core/handbook_view.ts';
import { Field } from '../../ui/field.tsx';
import { fill, plain } from '../../ui/text.ts';
import { languageName } from '../../ui/tongue.ts';
import { sayable } from './confidential.ts';
import { FIRST, MOST_TITLE, type PanelProps } from './panel.ts';
import { Count, intoResults, Results, type Row } from './results.tsx';
import { indexOf, MOST_QUERY, search } from './search.ts';
import { chosen, closest, languagesOf, textEntry } from './texts.ts';

export function TextsPanel({ handbook, names, talk, code, help, insert }: PanelProps): JSX.Element {
  const texts = handbook?.texts ?? [];
  const languages = languagesOf(texts);
  // What the person speaks, where there is a text in it; else what the screen speaks.
  const fitting = closest(languages, talk?.language ?? '') || closest(languages, code);
  const [stage, setStage] = useState('');
  const [own, setOwn] = useState<{ readonly of: string; readonly language: string }>();
  const [query, setQuery] = useState('');
  // Another conversation begins with its own language again.
  const language = own !== undefined && own.of === (talk?.key ?? '') ? own.language : fitting;
  const index = useMemo(() => indexOf(chosen(texts, stage, language).map((one) => textEntry(one, help.stages))), [texts, stage, language, help]);
  if (texts.length === 0) return <p>{help.none.texts}</p>;

  const { shown, all } = search(index, query);
  const rows = shown.map((text): Row => {
    const ready = sayable(text.text, names);
    return {
      key: `${text.key}-${text.language}`,
      says: help.insert,
      label: fill(help.insertOf, { name: plain(text.title, MOST_TITLE) }),
      barred: ready === undefined,
      onPress: () => insert(ready),
      children: <Text text={text} barred={ready === undefined} help={help} code={code} />,
    };
  });
  return (
    <>
      <Field
        kind="line"
        id={FIRST.texts}
        test="texts-search"
        label={help.search.texts}
        hint={help.searchHint}
        most={MOST_QUERY}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={intoResults('texts', rows)}
      />
      <div class="filters">
        <Field
          kind="choice"
          id="help-stage"
          test="texts-stage"
          label={help.stage}
          choices={[['', help.allStages] as const, ...STAGES.map((one) => [one, help.stages[one]] as const)]}
          onInput={(event) => setStage(event.currentTarget.value)}
        />
        <Field
          key={`${talk?.key ?? ''} ${fitting}`}
          kind="choice"
          id="help-language"
          test="texts-language"
          label={help.language}
          choices={[['', help.allLanguages] as const, ...languages.map((one) => [one, languageName(one, code)] as const)]}
          value={language}
          onInput={(event) => setOwn({ of: talk?.key ?? '', language: event.currentTarget.value })}
        />
      </div>
      <Count shown={shown.length} all={all} words={help} />
      <Results test="texts" label={help.tabs.texts} rows={rows} above={FIRST.texts} />
    </>
  );
}

interface TextProps extends Pick<PanelProps, 'help' | 'code'> {
  readonly text: HandbookText;
  readonly barred: boolean;
}

function Text({ text, barred, help, code }: TextProps): JSX.Element {
  return (
    <>
      <h3>{plain(text.title, MOST_TITLE)}</h3>
      <p class="hint">
        {help.stages[text.stage]}, {plain(languageName(text.language, code))}
      </p>
      <p class="given" dir="auto" lang={text.language} translate={false}>
        {text.text}
      </p>
      {barred && <p class="secret">{help.namesConfidential}</p>}
    </>
  );
}
