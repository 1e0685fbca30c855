/** Which refresh keys a side of a line holds and announces, and when it is due. protocol.md 7. */

import { type Bytes, NONE, type Random, wipe } from './bytes.ts';
import { LineBroken, NotOpened } from './errors.ts';
import type { Answer, Refresh } from './messages.ts';
import { atOnce, type Pieces } from './pieces.ts';
import { type Capsule, makingXwing, xwingEncapsulating } from './primitives.ts';
import { openSealed, sealIn } from './sealing.ts';

export const REFRESH_AFTER_MESSAGES = 20;
export const REFRESH_AFTER_SECONDS = 300;

type Carried = Pick<Refresh, 'index' | 'sealed' | 'newIndex' | 'newKey'>;

interface Own {
  readonly index: number;
  readonly seed: Bytes;
}

/** What can be made of a refresh before its frame is known. */
interface Ahead {
  readonly index: number;
  readonly secret: Bytes;
  readonly seed: Bytes | undefined;
  readonly newKey: Bytes;
  readonly capsule: Capsule;
}

/** A refresh that was made or opened; `apply` changes the keys once the frame is sure. */
export interface Prepared<T> {
  readonly value: T;
  readonly secret: Bytes;
  apply(): void;
}

function refuse(): LineBroken {
  return new LineBroken('refresh');
}

function openedOrBroken(seed: Bytes, info: Bytes, sealed: Bytes): Bytes {
  try {
    return openSealed(seed, info, sealed);
  } catch (error) {
    throw error instanceof NotOpened ? refuse() : error;
  }
}

export class RefreshKeys {
  /** At most two: the newest, and the one before until the other side has used the newest. */
  private own: readonly Own[];
  private ownNewest = 0;
  private ownUsed: number;
  private theirs: Bytes;
  private theirNewest = 0;
  private theirUsed: number;
  private ahead: Ahead | undefined;

  /**
   * Both sides' keys 0 came with the handshake. The inviter's was used by the hello and is gone
   * (`ownSeed` undefined); the responder's waits for `answer`.
   */
  constructor(theirs: Bytes, ownSeed: Bytes | undefined) {
    this.theirs = theirs;
    this.own = ownSeed === undefined ? [] : [{ index: 0, seed: ownSeed }];
    this.ownUsed = ownSeed === undefined ? 0 : -1;
    this.theirUsed = ownSeed === undefined ? -1 : 0;
  }

  /** A fresh secret for the other side's newest key, and a new key of ours if we may announce one. */
  *preparing(random: Random): Pieces<void> {
    const index = this.theirNewest;
    const secret = random(32);
    const seed = this.ownUsed === this.ownNewest ? random(32) : undefined;
    let ahead: Ahead | undefined;
    try {
      const capsule = yield* xwingEncapsulating(this.theirs, random);
      yield;
      const newKey = seed === undefined ? NONE : yield* makingXwing(seed);
      this.ahead = ahead = { index, secret, seed, newKey, capsule };
    } finally {
      if (ahead === undefined) wipe(secret, ...(seed === undefined ? [] : [seed]));
    }
  }

  /** The refresh, of what was made ahead or of what is made now. */
  make(infoFor: (index: number) => Bytes, random: Random): Prepared<Carried> {
    if (this.ahead === undefined) atOnce(this.preparing(random));
    const { index, secret, seed, newKey, capsule } = this.ahead as Ahead;
    this.ahead = undefined;
    const newIndex = seed === undefined ? 0 : this.ownNewest + 1;
    const sealed = sealIn(capsule, infoFor(index), secret);
    wipe(capsule.shared);
    const value: Carried = { index, sealed, newIndex, newKey };
    const apply = (): void => {
      this.theirUsed = index;
      if (seed === undefined) return;
      this.ownNewest = newIndex;
      this.own = [...this.own, { index: newIndex, seed }];
    };
    return { value, secret, apply };
  }

  /** The secret in the other side's refresh. Raises LineBroken; nothing has changed. */
  open(carried: Answer | Refresh, infoFor: (index: number) => Bytes): Prepared<undefined> {
    const used = this.own.find((key) => key.index === carried.index);
    if (used === undefined) throw refuse();
    const announces = carried.newKey.length > 0;
    if (announces && carried.newIndex !== this.theirNewest + 1) throw refuse();
    // A side announces only what keeps it at two keys, so we must have used its newest.
    if (announces && this.theirUsed !== this.theirNewest) throw refuse();
    const secret = openedOrBroken(used.seed, infoFor(used.index), carried.sealed);
    const apply = (): void => {
      this.ownUsed = Math.max(this.ownUsed, used.index);
      for (const old of this.own) if (old.index < used.index) wipe(old.seed);
      this.own = this.own.filter((key) => key.index >= used.index);
      if (!announces) return;
      this.theirs = carried.newKey;
      this.theirNewest = carried.newIndex;
    };
    return { value: undefined, secret, apply };
  }

  /** How many private keys are held. */
  get held(): number {
    return this.own.length;
  }

  destroy(): void {
    const { ahead } = this;
    if (ahead !== undefined) wipe(ahead.secret, ahead.seed ?? NONE, ahead.capsule.shared);
    for (const key of this.own) wipe(key.seed);
    this.own = [];
    this.ahead = undefined;
  }
}

/** When a side renews its own direction. protocol.md 7.3. */
export class RefreshClock {
  private at: number | undefined;
  private messages = 0;

  /** Before the first refresh it is always due. A clock that was set back makes it due too. */
  due(now: number): boolean {
    if (this.at === undefined || this.messages >= REFRESH_AFTER_MESSAGES) return true;
    return Math.abs(now - this.at) >= REFRESH_AFTER_SECONDS;
  }

  get started(): boolean {
    return this.at !== undefined;
  }

  sent(): void {
    this.messages += 1;
  }

  refreshed(now: number): void {
    this.at = now;
    this.messages = 0;
  }
}
