/** What a survivor answered is shown to the counselor; whoever knocks could have written anything. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { render } from 'preact';
import { CONSOLE } from '../../../client_js/src/ui/catalog/languages.ts';
import { Answers } from '../../../client_js/src/console/answers.tsx';
import { FakeNode, fakeDocument } from '../ui/little_document.ts';

Object.assign(globalThis, { document: fakeDocument });

const words = CONSOLE.en;

/** What stands beside the question of why somebody is here. */
function shown(answer: string): string {
  const container = new FakeNode(1, 'div');
  const answers = [{ question: 'caller', answer }];
  render(Answers({ answers, notice: undefined, code: 'en', words }), container as never);
  const texts = (node: FakeNode): string =>
    node.nodeType === 3 ? node.data : node.childNodes.map(texts).join('');
  const [, dd] = container.childNodes[0]?.childNodes[0]?.childNodes ?? [];
  return dd === undefined ? 'nothing' : texts(dd);
}

test('a reason to come that is known is said in the catalog’s words', () => {
  assert.equal(shown('harm'), words.callers.harm);
});

test('a54: a reason that is the name of something every object has is only text', () => {
  const before = Reflect.ownKeys(Object.prototype).join();
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    assert.equal(shown(name), `\u2068${name}\u2069`);
  }
  assert.equal(Reflect.ownKeys(Object.prototype).map(String).join(), before);
});
