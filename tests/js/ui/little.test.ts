/** The survivor's page draws with a small library of its own: it must show what Preact shows. */

import assert from 'node:assert/strict';
import test from 'node:test';
import * as preact from 'preact';
import * as preactHooks from 'preact/hooks';
import { jsx as preactJsx } from 'preact/jsx-runtime';
import * as little from '../../../client_js/src/ui/little/tree.ts';
import { FakeNode, fakeDocument } from './little_document.ts';
import { holdTimers, settled } from './put_off.ts';

Object.assign(globalThis, { document: fakeDocument });
holdTimers();

type Any = any;
interface Library {
  readonly jsx: (type: Any, properties: Any, key?: Any) => Any;
  readonly render: (child: Any, container: Any) => void;
  readonly Fragment: Any;
  readonly hooks: Any;
}
const PREACT: Library = { jsx: preactJsx, hooks: preactHooks, ...preact } as Any;
const LITTLE: Library = { ...little, hooks: little } as Any;

/** The same numbers for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** A tree as plain data, so that both libraries get the same. */
interface Plan {
  readonly is: 'nothing' | 'text' | 'many' | 'element' | 'counter';
  readonly text: string;
  readonly key: string | undefined;
  readonly look: number;
  readonly kids: readonly Plan[];
}

function plan(roll: (sides: number) => number, deep: number): Plan {
  const one = roll(10);
  const kids = (): Plan[] => {
    const keyed = roll(3) === 0;
    const names = new Set<string>();
    return Array.from({ length: deep > 0 ? roll(5) : 0 }, () => plan(roll, deep - 1)).map((kid) => {
      if (!keyed || (kid.is !== 'element' && kid.is !== 'counter')) return kid;
      const key = 'abcdef'[roll(6)] ?? 'a';
      if (names.has(key)) return kid;
      names.add(key);
      return { ...kid, key };
    });
  };
  const is = one === 0 ? 'nothing' : one < 3 ? 'text' : one === 3 ? 'many' : one < 6 ? 'counter' : 'element';
  const text = is === 'text' ? (['x', 'y', 'z'][roll(3)] ?? 'x') : (['p', 'div', 'ul'][roll(3)] ?? 'p');
  const inside = is === 'nothing' || is === 'text' ? [] : kids();
  return { is, text, key: undefined, look: roll(16), kids: inside };
}

/** One library at work: what it draws into its container, and what its components tell. */
class Stage {
  readonly container = new FakeNode(1, 'main');
  told: string[] = [];
  private readonly library: Library;
  private readonly Counter: Any;

  constructor(library: Library) {
    this.library = library;
    const { useState, useLayoutEffect, useEffect, useRef } = library.hooks;
    this.Counter = ({ name, look, children }: Any): Any => {
      const [count, setCount] = useState(0);
      const box = useRef(null);
      useLayoutEffect(() => {
        this.told.push(`here ${name} ${box.current === null ? 'nowhere' : 'found'}`);
        return () => this.told.push(`gone ${name} ${box.current === null ? 'nowhere' : 'found'}`);
      }, []);
      useEffect(() => {
        this.told.push(`look ${name} ${look}`);
      }, [look]);
      const onClick = (): void => setCount((before: number) => before + 1);
      const inside = [`${name}${count}`, children];
      return library.jsx('button', { ref: box, onClick, 'data-look': look, children: inside });
    };
  }

  private made(given: Plan): Any {
    const { jsx } = this.library;
    if (given.is === 'nothing') return false;
    if (given.is === 'text') return given.text;
    const children = given.kids.map((kid) => this.made(kid));
    if (given.is === 'many') return children;
    const { text: name, look, key } = given;
    if (given.is === 'counter') return jsx(this.Counter, { name, look, children }, key);
    const properties = {
      class: look & 1 ? 'one' : undefined,
      hidden: (look & 2) > 0,
      'aria-busy': (look & 4) > 0,
      ...(look & 8 ? { title: 'told', value: String(look) } : {}),
      children: children.length === 1 ? children[0] : children,
    };
    return jsx(name, properties, key);
  }

  show(given: Plan | null): void {
    this.library.render(given === null ? null : this.made(given), this.container);
  }

  press(at: number): void {
    const buttons = this.container.all().filter(({ localName }) => localName === 'button');
    buttons[at % Math.max(1, buttons.length)]?.click();
  }
}

const seen = (stage: Stage, word: string): string[] =>
  stage.told.filter((one) => one.startsWith(word)).sort();

/** Plays the same in both, and compares after each step. */
async function played(seed: number, steps: number, slowly: boolean, other = LITTLE): Promise<Stage> {
  const roll = dice(seed);
  const [preacts, ours] = [new Stage(PREACT), new Stage(other)];
  const alike = (what: string): void => {
    assert.equal(ours.container.looks(), preacts.container.looks(), `seed ${seed}, ${what}`);
    for (const word of slowly ? ['here', 'gone', 'look'] : ['here', 'gone']) {
      assert.deepEqual(seen(ours, word), seen(preacts, word), `seed ${seed}, ${what}, ${word}`);
    }
  };
  for (let step = 0; step < steps; step += 1) {
    const next = roll(8) === 0 ? null : plan(roll, 3);
    const at = roll(20);
    for (const stage of [preacts, ours]) stage.show(next);
    if (slowly) await settled();
    alike(`step ${step}`);
    for (const stage of [preacts, ours]) stage.press(at);
    await Promise.resolve();
    if (slowly) await settled();
    alike(`press ${step}`);
  }
  for (const stage of [preacts, ours]) stage.show(null);
  if (slowly) await settled();
  alike('the end');
  assert.equal(ours.container.looks(), '<main ></>');
  return ours;
}

test('whatever is shown, pressed and taken away, it looks as with Preact', async () => {
  let told = 0;
  for (let seed = 1; seed <= 300; seed += 1) told += (await played(seed, 8, false)).told.length;
  assert.ok(told > 5_000, `${told}`);
});

test('effects that have time take place as with Preact', async () => {
  let told = 0;
  for (let seed = 1; seed <= 200; seed += 1) told += seen(await played(seed, 6, true), 'look').length;
  assert.ok(told > 1_000, `${told}`);
});

test('the comparison sees a library whose effects never take place', async () => {
  const idle = { ...LITTLE, hooks: { ...LITTLE.hooks, useEffect: () => undefined } };
  const all = [];
  for (let seed = 1; seed <= 5; seed += 1) all.push(played(seed, 6, true, idle));
  const results = await Promise.allSettled(all);
  assert.ok(results.some(({ status }) => status === 'rejected'));
});

test('the comparison sees a library that forgets keys, or draws nothing anew', async () => {
  const { jsx } = LITTLE;
  const keyless = { ...LITTLE, jsx: (type: Any, properties: Any) => jsx(type, properties) };
  const deaf = { ...LITTLE, hooks: { ...LITTLE.hooks, useState: (first: Any) => [first, () => 0] } };
  for (const broken of [keyless, deaf]) {
    const all = Array.from({ length: 20 }, (_, seed) => played(seed, 8, false, broken));
    const results = await Promise.allSettled(all);
    assert.ok(results.some(({ status }) => status === 'rejected'));
  }
});

test('what stands in its place is left there, so that it keeps the focus', () => {
  const container = new FakeNode(1, 'main');
  const draw = (keys: string): void =>
    little.render([...keys].map((key) => little.jsx('p', { children: key }, key)), container as Any);
  draw('abcd');
  const before = new Map(container.childNodes[0]?.parentNode?.childNodes.map((p) => [p.looks(), p]));
  const moved: string[] = [];
  const insert = container.insertBefore.bind(container);
  container.insertBefore = (node, at) => {
    moved.push(node.looks());
    return insert(node, at);
  };
  draw('axbd');
  assert.deepEqual(moved, ['<p >x</>']);
  assert.equal(container.looks(), '<main ><p >a</>|<p >x</>|<p >b</>|<p >d</></>');
  for (const node of container.childNodes) {
    assert.ok(node.looks() === '<p >x</>' || before.get(node.looks()) === node);
  }
});

test('where a component throws, all of it can still be cleared and drawn again', () => {
  const container = new FakeNode(1, 'main');
  const gone: string[] = [];
  const Kept = ({ name }: Any): Any => {
    little.useLayoutEffect(() => () => void gone.push(name), []);
    return little.jsx('p', { children: name });
  };
  const Faulty = (): Any => {
    throw new RangeError();
  };
  const show = (...types: Any[]): void =>
    little.render(types.map((type, at) => little.jsx(type, { name: `n${at}` })), container as Any);
  show(Kept, 'b', Kept);
  assert.throws(() => show(Kept, Faulty, Kept), RangeError);
  little.render(null, container as Any);
  assert.equal(container.looks(), '<main ></>');
  assert.deepEqual(gone, ['n0', 'n2']);
  show('b');
  assert.equal(container.looks(), '<main ><b name=n0></></>');
});

test('a listener that comes while an event is on its way does not hear that event', async () => {
  for (const library of [PREACT, LITTLE]) {
    const container = new FakeNode(1, 'main');
    const heard: string[] = [];
    const show = (outer: boolean): void => {
      const onClick = outer ? () => heard.push('outer') : undefined;
      const inner = library.jsx('b', { onClick: () => (heard.push('inner'), show(true)) });
      library.render(library.jsx('p', { onClick, children: inner }), container as Any);
    };
    show(false);
    const [, , inner] = container.all();
    inner?.click();
    assert.deepEqual(heard, ['inner']);
    inner?.click();
    assert.deepEqual(heard, ['inner', 'inner', 'outer']);
  }
});
