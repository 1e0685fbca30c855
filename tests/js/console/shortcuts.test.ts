/** The keys of the desk: one letter for each act, and nothing that anybody types is taken. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTS, chosen, keyOf, KeyTable, type KeyPress, pressed } from '../../../client_js/src/console/shortcuts.ts';

const press = (more: Partial<KeyPress>): KeyPress => ({
  ...{ key: '', code: '', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false },
  ...{ repeat: false, isComposing: false },
  ...more,
});

test('each act has a letter of its own', () => {
  const letters = ACTS.map(([, letter]) => letter);
  assert.equal(new Set(letters).size, letters.length);
  for (const letter of letters) assert.match(letter, /^[A-Z]$/);
  assert.ok(!letters.includes('K' as never), 'that one opens the menu');
});

test('Alt and a letter, or a digit; on a Mac the menu, where Alt writes letters', () => {
  for (const [act, letter] of ACTS) {
    const alt = press({ key: letter.toLowerCase(), code: `Key${letter}`, altKey: true });
    assert.equal(pressed(alt, false), act);
    assert.equal(pressed(alt, true), undefined);
    assert.equal(chosen(press({ key: letter.toLowerCase() })), act);
    assert.equal(chosen(press({ key: letter })), act);
  }
  assert.equal(pressed(press({ key: '3', code: 'Digit3', altKey: true }), false), 3);
  assert.equal(pressed(press({ key: 'k', code: 'KeyK', ctrlKey: true }), false), 'menu');
  assert.equal(pressed(press({ key: 'k', code: 'KeyK', metaKey: true }), true), 'menu');
  assert.equal(pressed(press({ key: 'k', code: 'KeyK', ctrlKey: true }), true), undefined, 'cuts a line there');
  assert.deepEqual([keyOf('answer', false), keyOf('answer', true), keyOf(2, false)], ['Alt N', '⌘ K, N', 'Alt 2']);
});

test('on a keyboard of other letters the place of the key counts', () => {
  assert.equal(pressed(press({ key: 'т', code: 'KeyN', altKey: true }), false), 'answer');
  assert.equal(chosen(press({ key: 'ى', code: 'KeyN' })), 'answer');
  assert.equal(pressed(press({ key: '&', code: 'Digit1', altKey: true }), false), 1);
  // What is written on a Latin key goes before its place.
  assert.equal(pressed(press({ key: 'a', code: 'KeyQ', altKey: true }), false), 'everybody');
});

test('nothing that somebody types or another program means is taken', () => {
  const n = { key: 'n', code: 'KeyN' };
  for (const more of [
    {},
    { shiftKey: true },
    { ctrlKey: true },
    { altKey: true, ctrlKey: true },
    { altKey: true, metaKey: true },
    { altKey: true, shiftKey: true },
    { altKey: true, repeat: true },
    { altKey: true, isComposing: true },
  ]) {
    assert.equal(pressed(press({ ...n, ...more }), false), undefined, JSON.stringify(more));
  }
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { isComposing: true }]) {
    assert.equal(chosen(press({ ...n, ...more })), undefined);
  }
  assert.equal(chosen(press({ key: 'Tab', code: 'Tab' })), undefined);
  assert.equal(chosen(press({ key: 'Enter', code: 'Enter' })), undefined);
});

test('an act that nobody has taken on does nothing; who lets go does not take it from another', () => {
  const table = new KeyTable();
  const done: string[] = [];
  assert.equal(table.run('end'), false);
  const [first, second] = [() => done.push('first'), () => done.push('second')];
  table.take('end', first);
  table.take('end', second);
  table.drop('end', first);
  assert.ok(table.has('end') && table.run('end'));
  table.drop('end', second);
  assert.equal(table.has('end'), false);
  assert.deepEqual(done, ['second']);
});
