/**
 * Whether everybody is shown the same documents: what colleagues say that they hold is compared
 * with what this console holds. protocol.md 10.8.
 *
 * The same version with another hash is a fork. A newer version that is not served here within a
 * minute is withheld. A call of somebody on duty that no shift of ours opens was sealed to a shift
 * that we were never shown; but nobody has signed that it was, so it warns and stops no work. An
 * older version is the other console's business: it hears from us.
 */

import { type Bytes, equal, hex } from './bytes.ts';
import type { CalledHead } from './call.ts';

/** Seconds for which a newer document that a colleague holds may be missing here. */
const MISSING_MOST = 60;
/** Seconds after which what did not open is forgotten, unless more comes: calls come every 300. */
const UNOPENED_FOR = 600;
/** As many devices as a directory can list. */
const SENDERS_MOST = 1024;

interface Said {
  readonly head: CalledHead;
  /** When it was first said. */
  readonly since: number;
  /** The same version was another document here. It stays so until this device says the same. */
  readonly forked: boolean;
}

interface Sender {
  readonly certificateHash: Bytes;
  readonly said: ReadonlyMap<string, Said>;
}

export interface HeadsOwner {
  /** What this console believes now. */
  heads(): readonly CalledHead[];
  /** Whether the roster still lets this certificate stand. */
  stands(certificateHash: Bytes, now: number): boolean;
  /** Something newer may be there. */
  lookAgain(): void;
}

export class Heads {
  private readonly owner: HeadsOwner;
  private readonly senders = new Map<string, Sender>();
  /** From when until when somebody on duty said what no shift of ours opens. */
  private unopenedAt: { readonly first: number; readonly last: number } | undefined;

  constructor(owner: HeadsOwner) {
    this.owner = owner;
  }

  /** A colleague, whose call has passed every check, says what it holds. */
  told(device: Bytes, certificateHash: Bytes, heads: readonly CalledHead[], now: number): void {
    const key = hex(device);
    const before = this.senders.get(key)?.said;
    const said = new Map(before);
    let missing = false;
    for (const head of heads) {
      const ours = this.ours(head);
      if (ours === undefined) continue;
      const name = nameOf(head);
      const known = before?.get(name);
      const same = ours.version === head.version && equal(ours.hash, head.hash);
      const forked = !same && (ours.version === head.version || known?.forked === true);
      const waiting = known !== undefined && known.head.version > ours.version;
      said.set(name, { head, since: waiting ? known.since : now, forked });
      missing ||= head.version > ours.version;
    }
    this.senders.delete(key);
    this.senders.set(key, { certificateHash, said });
    for (const oldest of [...this.senders.keys()].slice(0, this.senders.size - SENDERS_MOST)) {
      this.senders.delete(oldest);
    }
    if (missing) this.owner.lookAgain();
  }

  /** Somebody who is on duty, as the relay says, has sealed to a shift that we do not hold. */
  unopened(now: number): void {
    const known = this.unopenedAt;
    const first = known !== undefined && now - known.last < UNOPENED_FOR ? known.first : now;
    this.unopenedAt = { first, last: now };
    if (first === now) this.owner.lookAgain();
  }

  /** This console is on another shift now: what was sealed to it may open from here on. */
  anotherShift(): void {
    this.unopenedAt = undefined;
  }

  /** Documents have changed: what was missing may be here, and may be another than was said. */
  changed(now: number): void {
    for (const [key, { certificateHash, said }] of [...this.senders]) {
      if (!this.owner.stands(certificateHash, now)) {
        this.senders.delete(key);
        continue;
      }
      const looked = new Map([...said].map(([name, one]) => [name, this.again(one)] as const));
      this.senders.set(key, { certificateHash, said: looked });
    }
  }

  /** Who has signed that it was shown other documents than this console: devices, in hex. */
  disagreeing(now: number): readonly string[] {
    const alarming = ({ head, since, forked }: Said): boolean => {
      const missing = head.version > (this.ours(head)?.version ?? 0);
      return forked || (missing && now - since >= MISSING_MOST);
    };
    return [...this.senders]
      .filter(([, { said }]) => [...said.values()].some(alarming))
      .filter(([, { certificateHash }]) => this.owner.stands(certificateHash, now))
      .map(([device]) => device);
  }

  /** Whether calls of somebody on duty were sealed to a shift that never came here. */
  sealedElsewhere(now: number): boolean {
    const { unopenedAt } = this;
    if (unopenedAt === undefined || now - unopenedAt.last >= UNOPENED_FOR) return false;
    return now - unopenedAt.first >= MISSING_MOST;
  }

  private again(one: Said): Said {
    const ours = this.ours(one.head);
    const other = ours?.version === one.head.version && !equal(ours.hash, one.head.hash);
    return other ? { ...one, forked: true } : one;
  }

  private ours({ kind, desk }: CalledHead): CalledHead | undefined {
    return this.owner.heads().find((one) => one.kind === kind && equal(one.desk, desk));
  }
}

function nameOf({ kind, desk }: CalledHead): string {
  return `${kind} ${hex(desk)}`;
}
