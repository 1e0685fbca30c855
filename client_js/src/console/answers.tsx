/** What a survivor said beside the first message: why they are here, and the signed questions. */

import type { JSX } from 'preact';
import type { Answered, NoticeView } from '../core/views.ts';
import type { ConsoleWords } from '../ui/catalog/words.ts';
import { word } from '../ui/text.ts';

/** The longest answer that a knock holds, in characters (protocol.md 5.2). */
const MOST = 256;

export interface AnswersProps {
  readonly answers: readonly Answered[];
  readonly notice: NoticeView | undefined;
  /** The language of the screen. */
  readonly code: string;
  readonly words: ConsoleWords;
}

export function Answers({ answers, notice, code, words }: AnswersProps): JSX.Element | null {
  if (answers.length === 0) return null;
  return (
    <dl class="answers" data-test="answers">
      {answers.map(({ question, answer }) => {
        const caller = question === 'caller';
        // Whoever knocks could write anything here: only what is signed stands as a question.
        const asked = caller ? words.caller : notice?.text(code, question) || words.questionUnknown;
        return (
          <div key={question} data-question={question}>
            <dt dir="auto">{asked}</dt>
            <dd dir="auto" translate={false}>
              {word(caller ? words.callers : {}, answer, MOST)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
