import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

/** WCAG 2.2, relative luminance of "#rrggbb". */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** For light and for dark: what both pages have, and what only the console has. */
const blocks = ['ui/base.css', 'console/style.css']
  .map((file) => readFileSync(`client_js/src/${file}`, 'utf8'))
  .map((sheet) => [...sheet.matchAll(/:root\s*\{([^}]*)\}/g)].map((match) => match[1] ?? ''))
  .reduce((shared, own) => shared.map((block, at) => block + (own[at] ?? '')));
const colors = blocks.map(
  (block) =>
    new Map(
      [...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map((one) => [one[1] ?? '', one[2] ?? '']),
    ),
);

const TEXT = [
  ['ink', 'paper'],
  ['ink', 'ground'],
  ['ink', 'mine'],
  ['soft', 'paper'],
  ['soft', 'ground'],
  ['accent', 'paper'],
  ['accent', 'ground'],
  ['on-accent', 'accent'],
  ['on-notice', 'notice'],
  ['good', 'paper'],
] as const;
const EDGES = [
  ['line', 'paper'],
  ['focus', 'paper'],
  ['focus', 'ground'],
  ['on-notice', 'paper'],
] as const;

test('the measure itself is right', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.ok(contrast('#777777', '#ffffff') < 4.5, 'a famous near miss is caught');
});

for (const [at, name] of ['light', 'dark'].entries()) {
  test(`every text of the ${name} page can be read, and every edge seen`, () => {
    const color = (token: string): string => {
      const found = colors[at]?.get(token);
      assert.ok(found, `--${token} is not a color of the ${name} page`);
      return found;
    };
    for (const [over, under] of TEXT) {
      const ratio = contrast(color(over), color(under));
      assert.ok(ratio >= 4.5, `${over} on ${under}: ${ratio.toFixed(2)}`);
    }
    for (const [over, under] of EDGES) {
      const ratio = contrast(color(over), color(under));
      assert.ok(ratio >= 3, `${over} on ${under}: ${ratio.toFixed(2)}`);
    }
  });
}

test('colors come from the tokens, and nothing moves', () => {
  for (const file of ['ui/base.css', 'ui/talk.css', 'survivor/style.css', 'console/style.css']) {
    const text = readFileSync(`client_js/src/${file}`, 'utf8').replace(/:root\s*\{[^}]*\}/g, '');
    assert.doesNotMatch(text, /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i, `${file}: a color of its own`);
    assert.doesNotMatch(text, /\btransition\b|scroll-behavior|\btransform(?!-origin)\b/, `${file}: it moves`);
    assert.doesNotMatch(text, /url\(|@font-face|https?:/, `${file}: it asks for something`);
    for (const match of text.matchAll(/animation:\s*([^;]+);/g)) {
      assert.match(match[1] ?? '', /^(none|appear 0s .*)$/, `${file}: it moves`);
    }
  }
});
