import assert from 'node:assert/strict';
import test from 'node:test';
import { FakePage } from './fake_page.ts';

const SHIFT = 16;
const ALT = 18;
const A = 65;
const GONE = ['covered', 'wiped', 'https://neutral.example/'];

test('a32 the exit covers first, then wipes, then goes, and the link itself is not followed', () => {
  const page = new FakePage();
  let prevented = 0;
  page.exit.hears('click', { preventDefault: () => (prevented += 1) });
  assert.deepEqual(page.order, GONE);
  assert.equal(prevented, 1);
  assert.equal(page.cover.textContent, 'gone');
  // Pressed again because the neutral site is slow: it goes again, and nothing is wiped twice.
  page.exit.hears('auxclick', { preventDefault: () => (prevented += 1) });
  assert.deepEqual(page.order, [...GONE, 'https://neutral.example/']);
});

test('Shift three times within five seconds leaves, and says at each how far it is', () => {
  const page = new FakePage().at(10).shift();
  assert.deepEqual([page.pressed.textContent, page.pressed.getAttribute('data-count')], ['two', '1']);
  page.at(12).shift();
  assert.deepEqual([page.pressed.textContent, page.pressed.getAttribute('data-count')], ['one', '2']);
  assert.equal(page.left, false);
  page.at(14.9).shift();
  assert.deepEqual(page.order, GONE);
});

test('Shift three times in six seconds does not, but the last two of them still count', () => {
  const page = new FakePage().at(0).shift().at(3).shift().at(5);
  assert.equal(page.pressed.textContent, 'two', 'the first is too old');
  page.at(6).shift();
  assert.equal(page.left, false);
  page.at(7.9).shift();
  assert.deepEqual(page.order, GONE);
});

test('whoever stops halfway is told so once, and then it is quiet', () => {
  const page = new FakePage().shift().at(4.9);
  assert.equal(page.pressed.textContent, 'two');
  page.at(5);
  assert.deepEqual([page.pressed.textContent, page.pressed.getAttribute('data-count')], ['late', '0']);
  page.at(10);
  assert.equal(page.pressed.textContent, '');
});

test('left and right Shift are the same, also where they overlap', () => {
  const page = new FakePage().down(SHIFT).down(SHIFT).up(SHIFT).up(SHIFT);
  assert.equal(page.pressed.textContent, 'one');
  assert.deepEqual(page.shift().order, GONE);
});

const WRITING: Readonly<Record<string, (page: FakePage) => unknown>> = {
  'capitals with Shift held': (page) => page.down(SHIFT).down(A).up(A).down(A).up(A).up(SHIFT),
  'a capital whose letter comes up last': (page) => page.down(SHIFT).down(A).up(SHIFT).up(A),
  'a capital in haste': (page) => page.down(A).down(SHIFT).up(A).down(A).up(A).up(SHIFT),
  'Alt and Shift, as between two keyboards': (page) =>
    page.down(ALT).down(SHIFT, { altKey: true }).up(SHIFT, { altKey: true }).up(ALT),
  'Shift and Alt': (page) => page.down(SHIFT).down(ALT, { shiftKey: true }).up(SHIFT).up(ALT),
  'Shift with the mouse': (page) => {
    page.down(SHIFT).hears('mousedown');
    page.up(SHIFT);
  },
  'Shift held for long, and let go with a letter': (page) =>
    page.down(SHIFT).down(SHIFT, { repeat: true }).down(A).down(SHIFT, { repeat: true }).up(SHIFT),
  'a letter between': (page) => page.shift().down(A).up(A),
};

for (const [what, write] of Object.entries(WRITING)) {
  test(`somebody who writes does not leave: ${what}`, () => {
    const page = new FakePage();
    for (let i = 0; i < 9; i += 1) write(page);
    assert.equal(page.left, false);
    assert.equal(page.pressed.textContent, '');
    // And the keys are not spoiled by it.
    assert.deepEqual(page.shift().shift().shift().order, GONE);
  });
}

test('every way to press Shift three times among letters, all in one second: only three alone, in a row', () => {
  // 0: a letter, 1: Shift alone, 2: a capital. All sequences of six.
  for (let code = 0; code < 3 ** 6; code += 1) {
    const steps = [...Array(6).keys()].map((i) => Math.floor(code / 3 ** i) % 3);
    const page = new FakePage();
    for (const step of steps) {
      if (step === 1) page.shift();
      else if (step === 0) page.down(A).up(A);
      else page.down(SHIFT).down(A).up(A).up(SHIFT);
    }
    assert.equal(page.left, steps.join('').includes('111'), steps.join(''));
  }
});

test('a page whose script did not start says why, and one that started says nothing', () => {
  const told = (start: boolean, message?: string): string | null => {
    const page = new FakePage();
    if (message !== undefined) page.window.hears('error', { message });
    if (start) page.root.setAttribute('data-started', '');
    page.hears('DOMContentLoaded');
    return page.plain.getAttribute('data-shown');
  };
  assert.equal(told(true), null);
  assert.equal(told(false), 'fault');
  assert.equal(told(false, 'Uncaught SyntaxError: Unexpected token ?'), 'old');
  assert.equal(told(false, 'SyntaxError: expected expression'), 'old');
  assert.equal(told(false, 'Uncaught TypeError: x is not a function'), 'fault');
});

test('in a browser without listeners the link stays a link', () => {
  const page = new FakePage((bare) => {
    Object.assign(bare, { addEventListener: undefined });
  });
  assert.deepEqual(page.exit.heard, {});
});
