/** The vectors of notices: both languages refuse the same, and sign the same. */

import assert from 'node:assert/strict';
import { fieldsOf, type NoticeDraft, type Pair } from '../../../client_js/src/core/notice_draft.ts';
import { DAYS, noticeProblems } from '../../../client_js/src/core/notice_rules.ts';
import { type Case, items, text } from './case.ts';

type Words = Readonly<Record<string, string>>;

const pairs = (words: unknown): readonly Pair[] => Object.entries((words ?? {}) as Words);

/** What stands in notice.toml, as the console edits it. */
export function draftIn(notice: Case): NoticeDraft {
  const hours = notice['hours'] as Readonly<Record<string, readonly string[]>>;
  return {
    timezone: text(notice['timezone']),
    hours: DAYS.map((day) => hours[day] ?? []),
    phones: items(notice['phones']).map((one) => ({
      number: text(one['number']),
      labels: pairs(one['label']),
    })),
    texts: Object.entries(notice['texts'] as Readonly<Record<string, unknown>>).map(
      ([language, words]) => ({ language, words: pairs(words) }),
    ),
    policy: pairs(notice['policy']),
    exitAddress: text(notice['exit_address']),
  };
}

export function readNotice(vector: Case): void {
  const draft = draftIn(vector['notice'] as Case);
  const [first] = noticeProblems(draft);
  if (vector['expect'] !== 'ok') {
    assert.deepEqual([first?.code, first?.where], [vector['expect'], vector['where']]);
    return;
  }
  assert.equal(first, undefined, `${first?.where}: ${first?.code}`);
  const { timezone, hours, numbers, texts, policy, exitAddress } = fieldsOf(draft);
  const list = (words: typeof policy): readonly Pair[] => words.map((one) => [one.key, one.text]);
  assert.deepEqual(
    {
      timezone,
      hours: hours.map(({ day, opens, closes }) => [day, opens, closes]),
      numbers: numbers.map(({ number, labels }) => [number, list(labels)]),
      texts: texts.map(({ language, words }) => [language, list(words)]),
      policy: list(policy),
      exit_address: exitAddress,
    },
    vector['signed'],
  );
}
