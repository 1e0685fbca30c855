import assert from 'node:assert/strict';
import test from 'node:test';
import type { NoticeView } from '../../../client_js/src/core/views.ts';
import { answered } from '../../../client_js/src/screens/asked.tsx';
import { common } from '../../../client_js/src/screens/pieces.tsx';
import type { Words } from '../../../client_js/src/screens/props.ts';

test('only what was answered leaves, in the order of the questions, without blank edges', () => {
  const answers = { 'question-3': ' Easy words. ', 'question-1': 'Under 18', 'question-2': '  ' };
  assert.deepEqual(answered('question', answers), [
    { question: 'question-1', answer: 'Under 18' },
    { question: 'question-3', answer: 'Easy words.' },
  ]);
});

test('nothing but the four questions of its own part is an answer', () => {
  const answers = { 'question-5': 'x', 'survey-1': 'Yes', caller: 'harm' };
  assert.deepEqual(answered('question', answers), []);
  assert.deepEqual(answered('survey', answers), [{ question: 'survey-1', answer: 'Yes' }]);
});

test('what the organisation has signed goes before the page’s own words', () => {
  const words = {
    shared: { code: 'en' },
    survivor: { say: { rights: 'The page’s own.', ended: 'Come back.' } },
  } as unknown as Words;
  const notice = {
    text: (code: string, key: string) => (key === 'rights' ? `Signed in ${code}.` : ''),
    phones: () => [],
  } as unknown as NoticeView;
  assert.equal(common(notice, words).say('rights'), 'Signed in en.');
  assert.equal(common(notice, words).say('ended'), 'Come back.');
  assert.equal(common(notice, words).say('question-1'), '');
  assert.equal(common(undefined, words).say('rights'), 'The page’s own.');
});
