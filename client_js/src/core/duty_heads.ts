/**
 * Whether everybody is shown the same documents: what colleagues say that they hold is compared
 * with what this console holds. protocol.md 10.8.
 *
 * The same version with another hash is a fork. A newer version that is not served here within a
 * minute is withheld. A call of somebody on duty that no shift of ours opens was sealed to a shift
 * that we were never shown. An older version is the other console's business: it hears from us.
 *
 * A call names a document and does not show it. So all of this warns, and one stolen device can stop
 * no desk; only when two devices say that a version is another document here does work wait.
 */

import { type Bytes, equal, hex } from './bytes.ts';
import type { CalledHead } from './call.ts';

/** Seconds for which a newer document that a colleague holds may be missing here. */
const MISSING_MOST = 60;
/** Seconds after which what a device said is forgotten, unless more comes: calls come every 300. */
const HEARD_FOR = 600;
/** As many have to say that a version is another document here, before work waits for it. */
const VOICES = 2;
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
  readonly heardAt: number;
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
  /** The version of each that this console believed last. */
  private readonly believed = new Map<string, number>();
  /** From when until when somebody on duty said what no shift of ours opens. */
  private unopenedAt: { readonly first: number; readonly last: number } | undefined;

  constructor(owner: HeadsOwner) {
    this.owner = owner;
  }

  /** A colleague, whose call has passed every check, says what it holds. */
  told(device: Bytes, certificateHash: Bytes, heads: readonly CalledHead[], now: number): void {
    const key = hex(device);
    const known = this.senders.get(key);
    const before = known && this.counts(known, now) ? known.said : undefined;
    const said = new Map(before);
    let missing = false;
    for (const head of heads) {
      const ours = this.ours(head);
      if (ours === undefined) continue;
      const name = nameOf(head);
      const last = before?.get(name);
      const same = ours.version === head.version && equal(ours.hash, head.hash);
      const forked = !same && (ours.version === head.version || last?.forked === true);
      const waiting = last !== undefined && last.head.version > ours.version;
      said.set(name, { head, since: waiting ? last.since : now, forked });
      missing ||= head.version > ours.version;
    }
    this.senders.delete(key);
    this.senders.set(key, { certificateHash, heardAt: now, said });
    for (const oldest of [...this.senders.keys()].slice(0, this.senders.size - SENDERS_MOST)) {
      this.senders.delete(oldest);
    }
    if (missing) this.owner.lookAgain();
  }

  /** Somebody who is on duty, as the relay says, has sealed to a shift that we do not hold. */
  unopened(now: number): void {
    const known = this.unopenedAt;
    const first = known !== undefined && now - known.last < HEARD_FOR ? known.first : now;
    this.unopenedAt = { first, last: now };
    if (first === now) this.owner.lookAgain();
  }

  /** This console is on another shift now: what was sealed to it may open from here on. */
  anotherShift(): void {
    this.unopenedAt = undefined;
  }

  /** Documents have changed: what was missing may be here, and may be another than was said. */
  changed(now: number): void {
    const forgotten = this.forgotten();
    for (const [key, sender] of [...this.senders]) {
      if (!this.counts(sender, now)) {
        this.senders.delete(key);
        continue;
      }
      const kept = [...sender.said].filter(([name]) => !forgotten.has(name));
      const said = new Map(kept.map(([name, one]) => [name, this.again(one)] as const));
      this.senders.set(key, { ...sender, said });
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
      .filter(([, sender]) => this.counts(sender, now))
      .map(([device]) => device);
  }

  /** Whether so many say that one document is another one here, that new talks have to wait. */
  forked(now: number): boolean {
    const voices = new Map<string, number>();
    for (const sender of this.senders.values()) {
      if (!this.counts(sender, now)) continue;
      for (const [name, { forked }] of sender.said) {
        if (forked) voices.set(name, (voices.get(name) ?? 0) + 1);
      }
    }
    return [...voices.values()].some((count) => count >= VOICES);
  }

  /** Whether calls of somebody on duty were sealed to a shift that never came here. */
  sealedElsewhere(now: number): boolean {
    const { unopenedAt } = this;
    if (unopenedAt === undefined || now - unopenedAt.last >= HEARD_FOR) return false;
    return now - unopenedAt.first >= MISSING_MOST;
  }

  private counts({ certificateHash, heardAt }: Sender, now: number): boolean {
    return now - heardAt < HEARD_FOR && this.owner.stands(certificateHash, now);
  }

  /** Of which kinds the document held was forgotten (rule 11), and with it whatever was said of it. */
  private forgotten(): ReadonlySet<string> {
    const held = new Map(this.owner.heads().map((one) => [nameOf(one), one.version] as const));
    const gone = [...this.believed].filter(([name, version]) => (held.get(name) ?? 0) < version);
    this.believed.clear();
    for (const [name, version] of held) this.believed.set(name, version);
    return new Set(gone.map(([name]) => name));
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
