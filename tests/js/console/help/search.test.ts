/** Search: what somebody tired types at night finds what is there, quickly, in any script. */

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type Entry,
  fold,
  indexOf,
  MOST_FOUND,
  search,
  wordsOf,
} from '../../../../client_js/src/console/help/search.ts';
import { Chance, phrase, word } from './chance.ts';
import { quickest } from '../../quickest.ts';

const entries = (...names: string[]): readonly Entry<string>[] =>
  names.map((name) => ({ of: name, name, about: '', more: '' }));
const find = (names: readonly string[], query: string): readonly string[] =>
  search(indexOf(entries(...names)), query).shown;

function directory(chance: Chance, count: number): readonly Entry<number>[] {
  return Array.from({ length: count }, (_, of) => ({
    of,
    name: phrase(chance, 4),
    about: phrase(chance, 3),
    more: phrase(chance, 8),
  }));
}

test('case, marks and forms of a letter do not matter', () => {
  for (const [name, query] of [
    ['Légal Aid NORTH', 'legal north'],
    ['Straße der Łódź', 'strasse lodz'],
    ['Ёлка', 'елка'],
    ['İstanbul Kadın', 'istanbul kadin'],
    ['مركزُ الأسرةِ', 'مركز الاسره'],
    ['क़ानूनी मदद', 'कानूनी'],
    ['北区法律援助', '法律'],
    ['Linea 0٣٤', '034'],
    ['Ａ wide letter', 'a wide'],
  ] as const) {
    assert.deepEqual(find([name, 'zzz'], query), [name], `${name} by ${query}`);
  }
  assert.deepEqual(find(['दिल'], 'दाल'), [], 'vowels of Hindi are letters, not marks to be dropped');
});

test('words may come in any order, and all must be there', () => {
  const names = ['North Legal Aid', 'North Shelter Office', 'Legal Office South'];
  assert.deepEqual(find(names, 'aid north'), ['North Legal Aid']);
  assert.deepEqual(find(names, 'legal north'), find(names, 'north legal'));
  assert.deepEqual(find(names, 'legal east'), []);
});

test('a whole word comes before a beginning, a name before a remark, and equals keep their order', () => {
  const all: readonly Entry<string>[] = [
    { of: 'remark', name: 'Office', about: '', more: 'law' },
    { of: 'within', name: 'Outlaw', about: '', more: '' },
    { of: 'beginning', name: 'Lawyers', about: '', more: '' },
    { of: 'whole', name: 'Law', about: '', more: '' },
    { of: 'whole, later', name: 'The law', about: '', more: '' },
    { of: 'kind', name: 'House', about: 'law', more: '' },
  ];
  assert.deepEqual(search(indexOf(all), 'law').shown, ['whole', 'whole, later', 'beginning', 'kind', 'within', 'remark']);
});

test('without words everything stands there in its own order, and never more than a screen can hold', () => {
  const names = Array.from({ length: 120 }, (_, at) => `Place ${at}`);
  assert.deepEqual(find(names, ''), names.slice(0, MOST_FOUND));
  assert.deepEqual(find(names, ' .,- '), names.slice(0, MOST_FOUND));
  assert.equal(search(indexOf(entries(...names)), 'place').all, 120);
  assert.deepEqual(find(names, 'a'.repeat(100_000)), []);
  assert.deepEqual(find(names, '.* ( [ \\'), names.slice(0, MOST_FOUND), 'signs are no pattern');
});

test('folding is done once: folded words fold to themselves', () => {
  const chance = new Chance(1);
  for (let round = 0; round < 2000; round += 1) {
    const text = phrase(chance, 5);
    assert.equal(fold(fold(text)), fold(text), JSON.stringify(text));
  }
});

test('for any directory: order and case of the words change nothing, each word narrows, and what is found has them all', () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const chance = new Chance(seed);
    const all = directory(chance, 40);
    const index = indexOf(all);
    const known = all.flatMap(({ name, about, more }) => wordsOf(`${name} ${about} ${more}`));
    const words = chance.some(3, () => (chance.below(3) === 0 ? word(chance) : chance.of([...known, 'x'])));
    const query = words.join(' ');
    const found = search(index, query);
    assert.deepEqual(search(index, chance.shuffled(words).join('  ')), found, query);
    assert.deepEqual(search(index, fold(query)), found, query);
    const wanted = wordsOf(query);
    const fits = all.filter(({ name, about, more }) => {
      const own = [...wordsOf(name), ...wordsOf(about), ...wordsOf(more)];
      return wanted.every((one) => own.some((other) => other.includes(one)));
    });
    assert.deepEqual([...found.shown].sort(), fits.map(({ of }) => of).sort(), query);
    assert.ok(search(index, `${query} ${word(chance)}`).all <= found.all, query);
  }
});

test('every entry is found by its own name', () => {
  const all = directory(new Chance(7), 300).filter(({ name }) => wordsOf(name).length > 0);
  const index = indexOf(all);
  for (const { of, name } of all) {
    assert.ok(search(index, name, all.length).shown.includes(of), name);
  }
});

test('thousands of services are searched between two keystrokes', () => {
  const index = indexOf(directory(new Chance(3), 5000));
  const took = quickest(1000, () => {
    for (const query of ['a', 'ab cd', 'центр юг', 'legal aid north free', 'x y z']) search(index, query);
  });
  // Five searches; a slow and busy machine is allowed ten times what this needs.
  assert.ok(took < 1000);
});
