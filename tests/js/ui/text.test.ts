import assert from 'node:assert/strict';
import test from 'node:test';
import {
  characters,
  exitAddress,
  grouped,
  phoneAddress,
  plain,
  ready,
  shorten,
  utf8Length,
  word,
} from '../../../client_js/src/ui/text.ts';

const inside = (text: string): string => text.replace(/^\u2068|\u2069$/g, '');

test('a name is shown as it is, isolated from the words around it', () => {
  for (const name of ['Sam', 'نور', 'Зоя', 'María José', '李', 'O’Neill']) {
    assert.equal(plain(name), `\u2068${name}\u2069`);
  }
});

test('a55 a name cannot turn, leave or cover the words around it', () => {
  assert.equal(inside(plain('Sam\u202e (supervisor)')), 'Sam (supervisor)');
  assert.equal(inside(plain('Sam\u2069 verified\u2066')), 'Sam verified');
  assert.equal(inside(plain('a\u200b\u2060\ufeffb\u{e0041}c')), 'abc');
  assert.equal(inside(plain(`Z${'\u0301'.repeat(80)}oe`)), `Z${'\u0301'.repeat(3)}oe`);
  assert.equal(inside(plain('two\nlines\tand\u0000more')), 'two lines and more');
  assert.equal([...inside(plain('x'.repeat(500)))].length, 65);
  for (const nothing of ['', '   ', '\u202e\u200b', '\n']) assert.equal(plain(nothing), '');
});

test('the letters of joined scripts keep what they need', () => {
  assert.equal(inside(plain('می‌خواهم')), 'می‌خواهم');
  assert.equal(inside(plain('क्षि')), 'क्षि');
});

test('lengths are counted as the law counts them', () => {
  assert.equal(characters('😀é'), 2);
  assert.equal(utf8Length('😀é'), 6);
  assert.equal(shorten('😀😀😀', 2), '😀😀');
});

test('what is sent has no NUL and no blank edges, and is otherwise untouched', () => {
  assert.equal(ready('  a\u0000b \n c\n\n'), 'ab \n c');
  assert.equal(ready(' \n '), '');
  assert.equal(ready('\u202eabc'), '\u202eabc');
});

test('a number to dial holds nothing but what can be dialed', () => {
  assert.equal(phoneAddress('+43 (1) 717-19'), 'tel:+43171719');
  assert.equal(phoneAddress('*31#112'), 'tel:*31%23112');
  assert.equal(phoneAddress('javascript:alert(1)'), 'tel:1');
  assert.equal(phoneAddress('by letter'), undefined);
});

test('the exit is a plain https page or it is not used', () => {
  assert.equal(exitAddress('https://www.wikipedia.org'), 'https://www.wikipedia.org/');
  for (const bad of [
    '',
    'http://example.org/',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user:secret@example.org/',
    'not an address',
  ]) {
    assert.equal(exitAddress(bad), undefined);
  }
});

test('a54: a name from outside finds a word of the catalog, or stays a name', () => {
  const roles = { counselor: 'Beraterin' };
  assert.equal(word(roles, 'counselor'), 'Beraterin');
  for (const name of ['harbor', '__proto__', 'constructor', 'toString', 'valueOf']) {
    assert.equal(word(roles, name), `\u2068${name}\u2069`);
  }
});

test('a fingerprint is read in groups of four', () => {
  assert.equal(grouped('0011aabbcc'), '0011 aabb cc');
});
