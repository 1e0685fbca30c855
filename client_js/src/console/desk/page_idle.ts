/** When the survivor's page may close by itself, as far as the notice tells a console. Pure. */

import { Idle } from '../../core/idle.ts';
import type { NoticeView, TalkView } from '../../core/views.ts';

/**
 * From the time at which her page itself begins to say so (seconds since 1970). A console sees only
 * what she writes; what else she touches keeps her page open for longer, so it is the earliest time,
 * and once that is past nothing is known.
 */
export function pageCloses(
  { stage, theirsAt, since }: Pick<TalkView, 'stage' | 'theirsAt' | 'since'>,
  notice: Pick<NoticeView, 'policy'> | undefined,
  now: number,
): number | undefined {
  const last = theirsAt ?? since;
  if (stage !== 'talking' || last === undefined || notice === undefined) return undefined;
  const idle = new Idle((key) => notice.policy(key));
  idle.touch(last);
  const closes = idle.closes(now);
  return closes !== undefined && closes > now ? closes : undefined;
}
