/**
 * A list that people add to, take from and put in order, by keys alone. It stays usable when it is
 * long: entries are closed until one is opened, and a word finds them.
 */

import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { Field } from '../../ui/field.tsx';
import { Button } from '../../ui/parts.tsx';
import { fill, plain } from '../../ui/text.ts';
import { added, found, moved, removed } from './list_order.ts';

export interface ListProps<T> {
  /** Begins every id in it. */
  readonly id: string;
  readonly title: string;
  readonly items: readonly T[];
  readonly most: number;
  readonly fresh: () => T;
  /** One line that says which entry it is. */
  readonly name: (item: T) => string;
  /** What a search looks through. */
  readonly search?: (item: T) => string;
  readonly wrong?: (at: number) => string | undefined;
  readonly change: (items: readonly T[]) => void;
  readonly form: (item: T, put: (item: T) => void, at: number) => JSX.Element;
  readonly words: SettingsWords;
}

/** From so many on there is a field to find one. */
const MANY = 8;

export function List<T>(props: ListProps<T>): JSX.Element {
  const { id, title, items, most, fresh, name, words, change } = props;
  const [open, setOpen] = useState<number | undefined>(undefined);
  const [wanted, setWanted] = useState('');
  /** What is to have the focus once it is drawn. */
  const focus = useRef<string | undefined>(undefined);
  /** Fields keep what was typed; where their order has changed they are made anew. */
  const [order, setOrder] = useState(0);
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current } = focus;
    focus.current = undefined;
    if (current !== undefined) box.current?.querySelector<HTMLElement>(current)?.focus();
  });
  const arrange = (next: readonly T[], at: number | undefined, then: string): void => {
    focus.current = then;
    setOpen(at);
    setOrder(order + 1);
    change(next);
  };
  const add = (): void => {
    setWanted('');
    arrange(added(items, fresh()), items.length, `#${id}-${items.length}-form :is(input, textarea, select)`);
  };
  const move = (at: number, by: -1 | 1): void => {
    const next = moved(items, at, by);
    if (next !== items) arrange(next, at + by, `#${id}-${at + by}`);
  };
  const remove = (at: number): void => {
    const left = items.length - 1;
    const then = left === 0 ? `#${id}-add` : `#${id}-${Math.min(at, left - 1)}`;
    arrange(removed(items, at), undefined, then);
  };
  const keys = (event: TargetedKeyboardEvent<HTMLElement>, at: number): void => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowUp') move(at, -1);
    else if (event.key === 'ArrowDown') move(at, 1);
    else if (event.key === 'Delete') remove(at);
    else return;
    event.preventDefault();
  };
  const shown = found(items, props.search ?? name, wanted);
  return (
    <section ref={box} class="settings-list" aria-label={title} data-test={`${id}-list`}>
      {items.length >= MANY && (
        <Field
          kind="line"
          id={`${id}-find`}
          test={`${id}-find`}
          label={words.find}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      {shown.length > 0 && (
        <ul>
          {shown.map((at) => {
            const item = items[at];
            if (item === undefined) return null;
            const called = plain(name(item), 80) || words.unnamed;
            const wrong = props.wrong?.(at);
            return (
              <li key={`${order} ${at}`} onKeyDown={(event) => keys(event, at)}>
                <button
                  type="button"
                  id={`${id}-${at}`}
                  class="button quiet entry"
                  data-test={`${id}-entry`}
                  aria-expanded={open === at}
                  onClick={() => setOpen(open === at ? undefined : at)}
                >
                  {called}
                </button>
                {wrong !== undefined && <p class="wrong">{wrong}</p>}
                {open === at && (
                  <div class="form" id={`${id}-${at}-form`}>
                    {props.form(
                      item,
                      (next) => change(items.map((one, place) => (place === at ? next : one))),
                      at,
                    )}
                    <div class="row">
                      <Button
                        test={`${id}-up`}
                        label={fill(words.up, { name: called })}
                        disabled={at === 0}
                        onPress={() => move(at, -1)}
                      >
                        {words.upShort}
                      </Button>
                      <Button
                        test={`${id}-down`}
                        label={fill(words.down, { name: called })}
                        disabled={at === items.length - 1}
                        onPress={() => move(at, 1)}
                      >
                        {words.downShort}
                      </Button>
                      <Button
                        test={`${id}-remove`}
                        label={fill(words.remove, { name: called })}
                        onPress={() => remove(at)}
                      >
                        {words.removeShort}
                      </Button>
                    </div>
                  </div>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {items.length > 0 && <p class="hint">{words.listKeys}</p>}
      <button
        type="button"
        id={`${id}-add`}
        class="button plain"
        data-test={`${id}-add`}
        disabled={items.length >= most}
        aria-label={fill(words.addTo, { name: title })}
        onClick={add}
      >
        {words.add}
      </button>
    </section>
  );
}
