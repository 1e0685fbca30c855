/** Why something was not done, in words that a screen has a sentence for. */

import type { AdministerProblem, PublishResult } from './administer_view.ts';
import type { AliasProblem } from './confusables.ts';
import { LocalFault, Malformed, NoviewError, Untrusted } from './errors.ts';
import { Refusal } from './frames.ts';
import { type OfficeCode, OfficeRefused } from './office_refused.ts';

/** The last action was not done; nothing has changed. `about`: what of an alias, or where in a handbook. */
export class Refused extends LocalFault {
  readonly why: AdministerProblem;
  readonly about: string;

  constructor(why: AdministerProblem, about = '') {
    super(why);
    this.why = why;
    this.about = about;
  }
}

const BY_CODE: Readonly<Record<Exclude<OfficeCode, 'bad-alias'>, AdministerProblem>> = {
  'no-roster': 'not-possible',
  'not-administrator': 'no-administrator',
  nobody: 'nobody',
  'unknown-device': 'unknown-device',
  'device-known': 'device-known',
  revoked: 'device-known',
  'bad-role': 'not-possible',
  'bad-languages': 'bad-languages',
  'bad-life': 'bad-life',
  'roster-full': 'roster-full',
  'directory-full': 'roster-full',
  'bad-handbook': 'bad-handbook',
  'handbook-long': 'handbook-long',
};

const BY_ALIAS: Readonly<Record<AliasProblem['code'], AdministerProblem>> = {
  empty: 'alias-empty',
  long: 'alias-long',
  hidden: 'alias-sign',
  form: 'alias-sign',
  sign: 'alias-sign',
  spaces: 'alias-sign',
  marks: 'alias-sign',
  mixed: 'alias-mixed',
  alike: 'alias-alike',
};

/** What a screen says about an error of ours. Whatever else was thrown goes on. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof OfficeRefused) {
    const { code, alias, about } = error;
    if (alias !== undefined) return badAlias(alias);
    return new Refused(code === 'bad-alias' ? 'alias-empty' : BY_CODE[code], about);
  }
  // The documents do not carry it, or it does not fit: nothing was signed.
  if (error instanceof NoviewError) return new Refused('not-possible');
  throw error;
}

/** A request that is none: which sentence. */
export function badRequest(error: unknown): Refused {
  if (error instanceof Untrusted && error.rule === 'organisation') {
    return new Refused('other-organisation');
  }
  if (error instanceof Malformed || error instanceof Untrusted) return new Refused('bad-request');
  throw error;
}

function badAlias({ code, other, signs }: AliasProblem): Refused {
  const told = signs.map((sign) => (code === 'hidden' ? codeOf(sign) : `${sign} (${codeOf(sign)})`));
  return new Refused(BY_ALIAS[code], other === '' ? told.join(' ') : other);
}

/** How a sign that nobody can see is named. */
function codeOf(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** What the relay's answer means; undefined where it has taken everything. */
export function failed({ ok, stage, code }: PublishResult): AdministerProblem | undefined {
  if (ok) return undefined;
  if (stage === 'no-answer') return 'no-answer';
  if (stage === 'clash') return 'newer-there';
  return code === Refusal.slowDown ? 'relay-busy' : 'relay-refused';
}
