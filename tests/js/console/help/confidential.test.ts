/** A confidential place is never put into a message, whatever stands in the directory. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { namingOf, pasteOf, sayable } from '../../../../client_js/src/console/help/confidential.ts';
import { textOf } from '../../../../client_js/src/console/desk/texts.ts';
import { fold, wordsOf } from '../../../../client_js/src/console/help/search.ts';
import { serviceEntry } from '../../../../client_js/src/console/help/texts.ts';
import type { HandbookService, HandbookText } from '../../../../client_js/src/core/handbook_view.ts';
import { Chance, phrase, service } from './chance.ts';

const PLAIN: HandbookService = {
  name: 'North Legal Aid',
  kind: 'law',
  region: 'North',
  languages: ['en'],
  hours: 'Mo-Fr 9-17',
  phone: '+1 202 555 0100',
  address: '1 Demo Street',
  confidential: false,
  trust: 'We met them.',
  note: 'Ask for Kim.',
};
const HIDDEN: HandbookService = { ...PLAIN, name: 'House of Lilies', address: '', confidential: true };

type Paste = (service: HandbookService, all: readonly HandbookService[]) => string | undefined;
const paste: Paste = (service, all) => pasteOf(service, namingOf(all));

/** What a paste must never hold, without the rule that is judged. */
function faults(all: readonly HandbookService[], make: Paste): readonly string[] {
  const letters = (text: string): string => wordsOf(text).join('');
  const secret = all.filter(({ confidential }) => confidential);
  return all.flatMap((one) => {
    const text = make(one, all);
    if (text === undefined) return [];
    if (one.confidential) return [`${one.name} is confidential`];
    const lines = text.split('\n').map((line) => ` ${wordsOf(line).join(' ')} `);
    return secret.flatMap(({ name, address }) =>
      [name, address]
        .filter((part) => letters(part) !== '')
        .filter((part) => lines.some((line) => line.includes(` ${wordsOf(part).join(' ')} `)))
        .map((part) => `${one.name} tells of ${part}`),
    );
  });
}

function directory(seed: number): readonly HandbookService[] {
  const chance = new Chance(seed);
  const all = Array.from({ length: 2 + chance.below(12) }, () => service(chance));
  const hidden = all.filter(({ confidential }) => confidential);
  if (hidden.length === 0) return all;
  // Some names slip into what is told of others: that is what happens when a list is typed at night.
  return all.map((one) => {
    const { name } = chance.of(hidden);
    switch (chance.below(6)) {
      case 0:
        return { ...one, hours: `${phrase(chance, 2)} ${name.toUpperCase()}` };
      case 1:
        return one.confidential ? { ...one, address: phrase(chance, 3) } : { ...one, address: `beside ${name}, left` };
      default:
        return one;
    }
  });
}

test('of a service its name, hours, phone and address are put into the message, a line each', () => {
  assert.equal(
    paste(PLAIN, [PLAIN, HIDDEN]),
    'North Legal Aid\nMo-Fr 9-17\n+1 202 555 0100\n1 Demo Street',
  );
  assert.equal(paste({ ...PLAIN, hours: '', address: ' ' }, [PLAIN]), 'North Legal Aid\n+1 202 555 0100');
});

test('what the team knows of a service stays with the team', () => {
  const text = paste(PLAIN, [PLAIN]) ?? '';
  assert.ok(!text.includes('met them') && !text.includes('Kim'));
});

test('nothing of a confidential place can be put into a message, not even its phone', () => {
  assert.equal(paste(HIDDEN, [PLAIN, HIDDEN]), undefined);
  assert.equal(paste({ ...HIDDEN, address: 'by mistake' }, [HIDDEN]), undefined);
});

test('a text or a service that names a confidential place is kept back', () => {
  const names = namingOf([PLAIN, HIDDEN]);
  for (const text of [
    'You can go to the House of Lilies.',
    'HOUSE OF LÍLIES',
    'house\nof   lilies, tonight',
    'house-of-lilies',
    'Hou\u00adse of Li\u200blies',
  ]) {
    assert.equal(sayable(text, names), undefined, text);
    assert.equal(pasteOf({ ...PLAIN, address: text }, names), undefined, text);
  }
  for (const text of ['A house. Of lilies I know little.', 'Household of lilies', 'houses of lilies']) {
    assert.equal(sayable(text, names), text.startsWith('A house') ? undefined : text, text);
  }
  assert.equal(sayable('There are safe houses. Ask us.', names), 'There are safe houses. Ask us.');
});

test('a text that goes by itself when nobody writes names no confidential place either', () => {
  const text = (words: string): HandbookText => ({
    ...{ key: 'bye', stage: 'idle-close', language: 'en', title: 'Bye' },
    text: words,
  });
  const book = (words: string) => ({ texts: [text(words)], services: [PLAIN, HIDDEN] });
  assert.equal(textOf(book('Goodbye.'), 'idle-close', 'en'), 'Goodbye.');
  assert.equal(textOf(book('Come to the House of Lilies.'), 'idle-close', 'en'), undefined);
});

test('names in scripts without blanks, and names of signs alone, are found as well', () => {
  const chinese = namingOf([{ ...HIDDEN, name: '安全之家' }]);
  assert.equal(sayable('您可以去安全之家住一晚。', chinese), undefined);
  assert.equal(sayable('您可以去别的地方。', chinese), '您可以去别的地方。');
  const signs = namingOf([{ ...HIDDEN, name: '***' }]);
  assert.equal(sayable('the *** place', signs), undefined);
});

test('an address that should not be there is as secret as the name, and is not searched', () => {
  const careless = { ...HIDDEN, address: '12 Willow Lane' };
  assert.equal(sayable('It is in 12 Willow lane.', namingOf([careless])), undefined);
  const { name, about, more } = serviceEntry(careless, 'en');
  assert.ok(!fold(`${name} ${about} ${more}`).includes('willow'));
});

test('for any directory no paste gives a confidential place away', () => {
  let told = 0;
  for (let seed = 0; seed < 400; seed += 1) {
    const all = directory(seed);
    assert.deepEqual(faults(all, paste), [], `seed ${seed}`);
    told += all.filter((one) => paste(one, all) !== undefined).length;
  }
  assert.ok(told > 500, 'and most others can be told of');
});

test('the rule catches a paste that forgets it', () => {
  const planted: readonly Paste[] = [
    // Takes the address away and lets the rest go.
    ({ name, phone }) => `${name}\n${phone}`,
    // Looks at the service alone, not at what it tells of others.
    (one) => (one.confidential ? undefined : [one.name, one.hours, one.phone, one.address].join('\n')),
  ];
  for (const make of planted) {
    const found = Array.from({ length: 400 }, (_, seed) => faults(directory(seed), make)).flat();
    assert.notDeepEqual(found, []);
  }
});

test('a55 a pasted name turns no words around it and hides nothing', () => {
  const text = paste({ ...PLAIN, name: 'Aid \u202egro.live\u202c \u200b\u0000x', phone: '1\u2028\n2' }, [PLAIN]) ?? '';
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u200b\u200e\u200f\u2028\u202a-\u202e\u2066-\u2069]/);
  assert.equal(text.split('\n').length, 4, 'a line each, whatever stands in it');
});
