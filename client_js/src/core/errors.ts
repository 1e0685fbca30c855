/**
 * Errors, by whose fault they are. An error says its code and nothing else: it never repeats the
 * bytes it complains about, and no prose that nobody reads travels to an old phone.
 */

/** The root of the tree. `code` is stable and is what a screen or a test looks at. */
export class NoviewError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** What came from elsewhere (a relay, another device, a file) breaks a rule. */
export class RemoteFault extends NoviewError {}

/** This side was used wrongly: a value too long, an act out of order. Nothing was sent. */
export class LocalFault extends NoviewError {}

/** Bytes that are not what protocol.md 1.1 allows, or not the shape they should have. */
export class Malformed extends RemoteFault {
  constructor() {
    super('malformed');
  }
}

/** A sealed or encrypted text that does not open: other key, other context, or changed. */
export class NotOpened extends RemoteFault {
  constructor() {
    super('not-opened');
  }
}

/** The rules of documents, by the names that the rulebook in documents.ts gives them. */
export type Rule =
  | 'shape'
  | 'fingerprint'
  | 'threshold'
  | 'gap'
  | 'rollback'
  | 'fork'
  | 'signer'
  | 'signature'
  | 'expired'
  | 'early'
  | 'life'
  | 'least-charter'
  | 'missing'
  | 'organisation'
  | 'roster-mismatch'
  | 'unlisted'
  | 'revoked'
  | 'power'
  | 'desks';

/** A document that breaks a rule of protocol.md 3; `rule` says which. Nothing has changed. */
export class Untrusted extends RemoteFault {
  readonly rule: Rule;

  constructor(rule: Rule) {
    super('untrusted');
    this.rule = rule;
  }
}

/** Why a line ended by itself (protocol.md 6.3); the same words as in orgkeys/errors.py. */
export type BrokenReason =
  | 'gap'
  | 'forged'
  | 'malformed'
  | 'unexpected'
  | 'refresh'
  | 'encryption-failed';

/** The line is over and its keys are gone; it can only be made again (protocol.md 5.8). */
export class LineBroken extends RemoteFault {
  readonly reason: BrokenReason;

  constructor(reason: BrokenReason) {
    super('line-broken');
    this.reason = reason;
  }
}

/** A vault that does not open (protocol.md 11). */
export class VaultFault extends RemoteFault {}

/** The passphrase does not fit this vault. */
export class WrongPassphrase extends VaultFault {
  constructor() {
    super('wrong-passphrase');
  }
}

/** The passphrase fits, or could, but the file is not whole. */
export class DamagedVault extends VaultFault {
  constructor() {
    super('damaged-vault');
  }
}

/** The file is not a vault of noview. */
export class ForeignVault extends VaultFault {
  constructor() {
    super('foreign-vault');
  }
}

/** A vault with a version, kind or cost that is not accepted (attack 44). */
export class UnsupportedVault extends VaultFault {
  constructor() {
    super('unsupported-vault');
  }
}

/** No slot of the staff packet is for one of our sealing keys (protocol.md 3.7). */
export class NotOnShift extends RemoteFault {
  constructor() {
    super('not-on-shift');
  }
}

/**
 * A hello or ask that failed one of its checks: drop it and keep waiting (protocol.md 5.5).
 * `why` is the check that failed.
 */
export class BadHello extends RemoteFault {
  readonly why: RemoteFault;

  constructor(why: RemoteFault) {
    super('bad-hello');
    this.why = why;
  }
}
