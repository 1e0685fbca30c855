/** Checklists. Ticks belong to one conversation, live in this window's memory, and go with it. */

import type { JSX } from 'preact';
import type { HandbookList } from '../../core/handbook_view.ts';
import { fill, plain } from '../../ui/text.ts';
import { titleOf } from '../together/called.ts';
import { FIRST, MOST_TITLE, type PanelProps } from './panel.ts';
import { oneOfEach, tickName } from './texts.ts';

export interface ListsProps extends PanelProps {
  readonly ticks: ReadonlySet<string>;
  readonly onTick: (list: HandbookList, item: number) => void;
}

export function ListsPanel(props: ListsProps): JSX.Element {
  const { handbook, talk, code, help, words } = props;
  const lists = oneOfEach(handbook?.lists ?? [], code);
  if (lists.length === 0) {
    return (
      <>
        <p>{help.none.lists}</p>
        <h3>{words.helpCare}</h3>
        <ul>
          {words.helpCareText.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </>
    );
  }
  const name = talk === undefined ? '' : titleOf(talk, code);
  return (
    <>
      <p class="hint" data-test="ticks-of">
        {talk === undefined ? help.ticksNone : fill(help.ticksOf, { name })}
      </p>
      {lists.map((list, at) => (
        <List key={list.key} list={list} id={at === 0 ? FIRST.lists : `help-list-${at}`} {...props} />
      ))}
    </>
  );
}

type ListProps = ListsProps & { readonly list: HandbookList; readonly id: string };

function List({ list, id, talk, help, ticks, onTick }: ListProps): JSX.Element {
  const ticked = (item: number): boolean =>
    talk !== undefined && ticks.has(tickName(talk.key, list, item));
  const done = list.items.filter((_, item) => ticked(item)).length;
  return (
    <details class="checklist" data-test="checklist" open={id === FIRST.lists}>
      <summary id={id}>
        {plain(list.title, MOST_TITLE)}
        {talk !== undefined && (
          <span class="hint" data-test="done">
            {fill(help.done, { done, count: list.items.length })}
          </span>
        )}
      </summary>
      <ul>
        {list.items.map((text, item) => (
          <li key={String(item)}>
            {talk === undefined ? (
              <p dir="auto">{plain(text, 500)}</p>
            ) : (
              <button
                type="button"
                role="checkbox"
                class="check"
                data-test="tick"
                aria-checked={ticked(item) ? 'true' : 'false'}
                onClick={() => onTick(list, item)}
              >
                <span class="box" aria-hidden="true">
                  {ticked(item) ? '✓' : ''}
                </span>
                <span dir="auto">{plain(text, 500)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
