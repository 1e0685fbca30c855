/** The handshake: a hello for an ask, accepted or dropped without a trace. protocol.md 5. */

import {
  ASK_LENGTH,
  type Ask,
  type AskShape,
  type Believed,
  type CheckCertificate,
  type OpenedAsk,
  type StaffIdentity,
} from './asks.ts';
import { bind, type Bytes, concat, equal, NONE, pad, type Random, u8, unpad, wipe } from './bytes.ts';
import type { Certificate, Checked } from './document_types.ts';
import { BadHello, Malformed, RemoteFault, Untrusted } from './errors.ts';
import { label } from './labels.ts';
import { Line } from './line.ts';
import { atOnce, type Pieces } from './pieces.ts';
import { digest, expand, extract, x25519, x25519Public, xwingPublic } from './primitives.ts';
import { openingSealed, seal, SEALING_OVERHEAD } from './sealing.ts';
import { bin, binUpTo, decodeAs, encodeAs, oneOf, row } from './shapes.ts';

export * from './asks.ts';

/** A hello; right behind it stands the responder's frame 0 of 512 bytes. */
export const HELLO_LENGTH = 3584;

const HELLO = row({
  format: oneOf(1),
  cs: bin(32),
  eC: bin(32),
  uC: bin(1216),
  w: bin(32),
  certificate: binUpTo(4096, 1),
});

export interface MadeHello {
  /** hello ‖ frame 0: one append of 4096 bytes. */
  readonly append: Bytes;
  readonly line: Line;
}

export interface AcceptedHello {
  readonly line: Line;
  readonly certificate: Checked<Certificate>;
  /** Where the inviter's frames go. */
  readonly w: Bytes;
}

interface Keys {
  readonly chainInviter: Bytes;
  readonly chainResponder: Bytes;
  readonly lineId: Bytes;
}

interface Plaintexts {
  readonly ask: Bytes;
  readonly hello: Bytes;
}

function helloInfo(believed: Believed, sealedAsk: Bytes): Bytes {
  return bind(label.hello, believed.organisation, digest(label.ask, sealedAsk));
}

/** Both chains and the line's name, from what both sides know and only they. protocol.md 5.4. */
function derive(
  believed: Believed,
  shape: AskShape,
  sealedAsk: Bytes,
  hello: Bytes,
  padded: Plaintexts,
  secrets: readonly Bytes[],
): Keys {
  const { organisation, shiftHash, rosterHash } = believed;
  const transcript = digest(
    label.transcript,
    u8(shape),
    organisation,
    shiftHash,
    rosterHash,
    sealedAsk,
    hello,
    padded.ask,
    padded.hello,
  );
  const secret = concat(...secrets);
  const root = extract(transcript, secret);
  const keys = {
    chainInviter: expand(root, label.chainInviter, organisation),
    chainResponder: expand(root, label.chainResponder, organisation),
    lineId: expand(root, label.lineId, organisation),
  };
  wipe(secret, root, ...secrets);
  return keys;
}

/**
 * The responder's answer to an opened ask, and its end of the line; `w` is the capability to
 * append to the mailbox in which the responder reads. The caller checks that `staff` is itself
 * certified. Raises RemoteFault where the ask holds keys that cannot be used.
 */
export function makeHello(
  opened: OpenedAsk,
  staff: StaffIdentity,
  w: Bytes,
  random: Random,
): MadeHello {
  const { believed, shape } = opened;
  const cs = random(32);
  const eC = random(32);
  const uC = random(32);
  const plain = encodeAs(HELLO, {
    format: 1,
    cs,
    eC: x25519Public(eC),
    uC: xwingPublic(uC),
    w,
    certificate: staff.certificateRaw,
  });
  const padded = pad(plain, HELLO_LENGTH - SEALING_OVERHEAD);
  const hello = seal(opened.uS, helloInfo(believed, opened.sealed), padded, random);
  const inviter = opened.shape === 0 ? undefined : opened.inviter;
  const secrets = [cs, x25519(staff.identity, opened.eS), x25519(eC, opened.eS)];
  if (inviter !== undefined) secrets.push(x25519(eC, inviter.payload.identity));
  const plaintexts = { ask: opened.padded, hello: padded };
  const keys = derive(believed, shape, opened.sealed, hello, plaintexts, secrets);
  wipe(eC, padded, plain);
  const line = new Line({
    role: 'responder',
    organisation: believed.organisation,
    ...keys,
    theirKey: opened.uS,
    ownSeed: uC,
    write: undefined,
  });
  return { append: concat(hello, line.ready(random)), line };
}

/**
 * Takes a hello for `ask`: opens it, checks the certificate, derives, and opens frame 0, which
 * only the holder of the certified key can have made. The certificate is checked once more, and
 * only then does anything come back, and the ask's secrets are destroyed. Raises BadHello (or what a failing primitive throws) with the ask
 * as usable as before. The caller answers at once with `line.answer`; with `random`, what is long
 * work in that is done already.
 */
export function* acceptingHello(
  ask: Ask,
  append: Bytes,
  checkCertificate: CheckCertificate,
  random?: Random,
): Pieces<AcceptedHello> {
  const { believed, shape } = ask;
  const { eS, uS, padded, identity } = ask.secrets();
  const secrets: Bytes[] = [];
  let opened = NONE;
  let line: Line | undefined;
  let accepted: AcceptedHello | undefined;
  try {
    if (append.length !== ASK_LENGTH) throw new Malformed();
    const hello = append.slice(0, HELLO_LENGTH);
    opened = yield* openingSealed(uS, helloInfo(believed, ask.sealed), hello);
    const fields = decodeAs(HELLO, unpad(opened));
    yield;
    const certificate = checkCertificate(fields.certificate);
    yield;
    if (ask.invited !== undefined && !equal(ask.invited, certificate.hash)) {
      throw new Untrusted('signer');
    }
    secrets.push(fields.cs, x25519(eS, certificate.payload.identity));
    yield;
    secrets.push(x25519(eS, fields.eC));
    if (shape === 2) secrets.push(x25519(identity ?? NONE, fields.eC));
    const plaintexts = { ask: padded, hello: opened };
    const keys = derive(believed, shape, ask.sealed, hello, plaintexts, secrets);
    line = new Line({
      role: 'inviter',
      organisation: believed.organisation,
      ...keys,
      theirKey: fields.uC,
      ownSeed: undefined,
      write: fields.w,
    });
    line.receive(0, append.slice(HELLO_LENGTH));
    if (random !== undefined) yield* line.preparing(random);
    yield;
    // Something may have been revoked between the pieces of this work.
    checkCertificate(fields.certificate);
    ask.destroy();
    accepted = { line, certificate, w: fields.w };
    return accepted;
  } catch (error) {
    throw error instanceof RemoteFault ? new BadHello(error) : error;
  } finally {
    wipe(opened, ...secrets);
    if (accepted === undefined) line?.destroy();
  }
}

/** As `acceptingHello`, at once. */
export const acceptHello = (ask: Ask, append: Bytes, check: CheckCertificate): AcceptedHello =>
  atOnce(acceptingHello(ask, append, check));

/** The capability to read this device's inbox during a shift. protocol.md 5.7. */
export function inboxCapability(inboxSecret: Bytes, organisation: Bytes, shiftHash: Bytes): Bytes {
  return expand(inboxSecret, label.inbox, organisation, shiftHash);
}
