/** Why an office act is refused, whoever asks. */

import type { AliasProblem } from './confusables.ts';
import { LocalFault } from './errors.ts';

export type OfficeCode =
  /** No roster is known to go on from. */
  | 'no-roster'
  /** The key is not on the current charter. */
  | 'not-administrator'
  /** No device could open the shift. */
  | 'nobody'
  | 'unknown-device'
  /** A device with these keys stands already: renew it. */
  | 'device-known'
  /** The certificate was shut out. */
  | 'revoked'
  | 'bad-alias'
  | 'bad-role'
  | 'bad-languages'
  | 'bad-life'
  | 'roster-full'
  | 'directory-full'
  /** `about` says where. */
  | 'bad-handbook'
  | 'handbook-long';

/** Nothing was made. `alias` says what is wrong with one, `about` where a handbook is wrong. */
export class OfficeRefused extends LocalFault {
  override readonly code: OfficeCode;
  readonly alias: AliasProblem | undefined;
  readonly about: string;

  constructor(code: OfficeCode, alias?: AliasProblem, about = '') {
    super(code);
    this.code = code;
    this.alias = alias;
    this.about = about;
  }
}
