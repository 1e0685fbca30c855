import assert from 'node:assert/strict';
import test from 'node:test';
import {
  draw,
  DRAWN_BITS,
  GUESSES_PER_SECOND,
  LEAST_SECONDS,
  measure,
  spokenTime,
  strengthOf,
  wordBits,
} from '../../../client_js/src/console/strength.ts';
import { seeded } from '../core/helpers.ts';

const OWN = ['Night Line', 'Noor'];
const YEAR = 31_557_600;

test('what many people choose is weak, however long, and the meter says why', () => {
  for (const [passphrase, weakness] of [
    ['password12345678', 'common'],
    ['aaaaaaaaaaaaaaaaaaaa', 'repeat'],
    ['qwertyuiopasdfgh', 'common'],
    ['abcdefghijklmnop', 'sequence'],
    ['01.01.1980 19.02.1977', 'date'],
    ['Night Line Night Line', 'own'],
    ['zxcvbnm,./asdfghjkl;', 'keyboard'],
  ] as const) {
    const { level, weakness: found } = measure(passphrase, OWN);
    assert.equal(level, 'weak', passphrase);
    assert.equal(found, weakness, passphrase);
  }
});

test('a famous sentence is not taken for random letters', () => {
  for (const sentence of ['correct horse battery staple', 'to be or not to be', 'iloveyouforever']) {
    assert.equal(measure(sentence, OWN).level, 'weak', sentence);
  }
  assert.equal(measure('my uncle sings very badly on sundays', OWN).weakness !== undefined, true);
  // Without the count of words the library alone would call it strong.
  assert.ok(wordBits('the cat sat on the mat') < 50);
});

test('sentences in other scripts are measured by their words too', () => {
  const { bits, level } = measure('أنا أحب البحر كثيرا جدا', OWN);
  assert.ok(bits <= 5 * 13);
  assert.notEqual(level, 'strong');
});

test('random signs and many unrelated words are strong', () => {
  for (const strong of ['xK9#mQ2$vL7@pR4&wZ', 'otter granite violin nine cactus 7 lantern']) {
    assert.notEqual(measure(strong, OWN).level, 'weak', strong);
  }
});

test('no longer passphrase measures as weaker for a sign that was added at random', () => {
  const random = seeded('longer');
  let text = '';
  let before = 0;
  for (let at = 0; at < 24; at += 1) {
    text += String.fromCharCode(33 + ((random(1)[0] ?? 0) % 94));
    const { bits } = measure(text, []);
    assert.ok(bits >= before - 7, text); // the library may find a better way to part it
    before = bits;
  }
  assert.ok(before > 50);
});

test('six words are drawn from all 2048, and are worth what they say', () => {
  assert.equal(DRAWN_BITS, 66);
  const random = seeded('drawn');
  const seen = new Set<string>();
  for (let at = 0; at < 4000; at += 1) for (const word of draw(random).split(' ')) seen.add(word);
  assert.equal(seen.size, 2048);
  assert.equal(draw(() => new Uint8Array(2)), 'abandon '.repeat(6).trim());
  assert.equal(draw(() => Uint8Array.of(255, 255)), 'zoo '.repeat(6).trim());
  assert.equal(strengthOf(DRAWN_BITS).level, 'strong');
});

test('times are those of half the guesses at the published rate', () => {
  assert.equal(Math.round(strengthOf(1 + Math.log2(GUESSES_PER_SECOND)).seconds), 1);
  assert.equal(strengthOf(Math.log2(2 * GUESSES_PER_SECOND * LEAST_SECONDS) - 0.01).level, 'weak');
  assert.equal(strengthOf(Math.log2(2 * GUESSES_PER_SECOND * LEAST_SECONDS) + 0.01).level, 'fair');
  assert.deepEqual(spokenTime(59), { unit: 'instant', count: 59 });
  assert.deepEqual(spokenTime(119), { unit: 'minute', count: 1 });
  assert.deepEqual(spokenTime(3 * 86_400), { unit: 'day', count: 3 });
  assert.deepEqual(spokenTime(5.5 * YEAR), { unit: 'year', count: 5 });
  assert.equal(spokenTime(2e3 * YEAR).unit, 'thousands');
  assert.equal(spokenTime(Infinity).unit, 'millions');
});
