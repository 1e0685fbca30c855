/** From a vault file and a passphrase to a console at work, or the reason why not. */

import { type Bytes, NONE } from '../core/bytes.ts';
import {
  type Certificate,
  certificateForm,
  decodeEnvelope,
  decodePayload,
  Kind,
} from '../core/document_types.ts';
import { Duty } from '../core/duty.ts';
import { VaultFault } from '../core/errors.ts';
import { Keyring, keysOwner } from '../core/keyring.ts';
import { provingSecrets } from '../core/numbers_drop.ts';
import { makeRequest } from '../core/request.ts';
import { type DeviceVault, lock, type Progress } from '../core/vault.ts';
import type { DutyAction, DutyView, Problem } from '../core/views.ts';
import { connect } from '../transport/socket.ts';
import type { VaultProblem } from '../ui/catalog/words.ts';
import type { Stamped } from './stamped.ts';
import { random } from '../ui/support.ts';
import { accept } from './accept.ts';
import type { Given } from './given.ts';
import { laterWarrant } from './merge.ts';
import type { Lent } from './numbers/session.ts';
import { type Publishing, publish } from './publishing.ts';
import { KeyShelf } from './storage.ts';
import { forget, openDevice } from './unlocking.ts';

export type UnlockProblem = Problem | VaultProblem;

export interface Working {
  /** What the vault's own certificate calls this device: for the names of files only. */
  readonly alias: string;
  /** The new vault file where this unlocking has finished one; it is to be saved. */
  readonly finished: Bytes | undefined;
  /** What is wrong with this browser's storage, if anything. */
  trouble(): VaultProblem | undefined;
  /** Raises LocalFault for what cannot be done now; nothing has changed then. */
  act(action: DutyAction): void;
  wake(): void;
  /** Another tab may have written into the storage. */
  stored(): void;
  /** A new vault file with another passphrase, or why not. The old passphrase must open the old one. */
  change(old: string, passphrase: string, progress: Progress): Promise<Bytes | UnlockProblem>;
  /** A request with the newest key, for an administrator who takes this device in by hand. */
  asks(): Bytes | undefined;
  /** What this device lends to collect numbers; undefined where it may not, or is locked. */
  lend(): Lent | undefined;
  /** Ends every line, wipes every key, closes. */
  lock(): void;
}

/** `stamp` pins the organisation: a vault of another one is not for this console. */
export async function open(
  stamp: Stamped,
  given: Given,
  passphrase: string,
  progress: Progress,
  onChange: (view: DutyView) => void,
): Promise<Working | UnlockProblem> {
  const raw = given.vault;
  if (raw === undefined) return 'strange-file';
  const content = await openDevice(stamp, raw, passphrase, progress);
  if (typeof content === 'string') return content;
  const begun = await begin(stamp, content, given, passphrase, progress);
  if (typeof begun === 'string') {
    forget(content);
    return begun;
  }
  return new Session(stamp, { ...begun, raw: begun.finished ?? raw }, onChange);
}

interface Begun {
  readonly vault: DeviceVault;
  readonly keyring: Keyring;
  readonly shelf: KeyShelf;
  readonly finished: Bytes | undefined;
}

/** Everything that can still stop an unlocked vault: its keys file, its certificate, the answer. */
async function begin(
  stamp: Stamped,
  content: DeviceVault,
  given: Given,
  passphrase: string,
  progress: Progress,
): Promise<Begun | UnlockProblem> {
  const shelf = new KeyShelf(keysOwner(content), random);
  let keyring: Keyring | undefined;
  const refuse = (why: UnlockProblem): UnlockProblem => {
    keyring?.wipe();
    shelf.wipe();
    return why;
  };
  try {
    keyring = new Keyring(content, shelf.load(given.keys));
  } catch (error) {
    if (error instanceof VaultFault) return refuse('foreign-keys');
    throw error;
  }
  if (given.grant === undefined) {
    const certified = content.certificate.length > 0 || keyring.certificate.length > 0;
    if (!certified) return refuse('no-certificate');
    return { vault: content, keyring, shelf, finished: undefined };
  }
  const vault = accept(stamp, content, given.grant, Date.now() / 1000);
  if (typeof vault === 'string') return refuse(vault);
  keyring.adopt(vault.certificate, vault.warrant);
  return { vault, keyring, shelf, finished: await lock(vault, passphrase, random, progress) };
}

class Session implements Working {
  readonly alias: string;
  readonly finished: Bytes | undefined;
  private readonly stamp: Stamped;
  private readonly vault: DeviceVault;
  private readonly keyring: Keyring;
  private readonly shelf: KeyShelf;
  private readonly duty: Duty;
  /** Locked, as it lies on the disk. */
  private raw: Bytes;
  private readonly keeper: ReturnType<typeof connect<DutyView, DutyAction>>;
  private publishing: Publishing | undefined;
  private locked = false;

  constructor(
    stamp: Stamped,
    { raw, vault, keyring, shelf, finished }: Begun & { readonly raw: Bytes },
    onChange: (view: DutyView) => void,
  ) {
    this.stamp = stamp;
    this.raw = raw;
    this.vault = vault;
    this.keyring = keyring;
    this.shelf = shelf;
    this.finished = finished;
    this.alias = this.certificate.alias;
    this.duty = new Duty({ vault, keyring, random });
    // The page's policy allows the relay that it was stamped with, and no other.
    this.keeper = connect(`${stamp.relay}/v1/staff`, this.duty, (view) => {
      this.keep();
      this.publish();
      onChange(view);
    });
  }

  trouble(): VaultProblem | undefined {
    return this.shelf.trouble;
  }

  act(action: DutyAction): void {
    this.keeper.act(action);
  }

  wake(): void {
    this.keeper.wake();
  }

  stored(): void {
    if (!this.locked) this.shelf.again();
  }

  async change(
    old: string,
    passphrase: string,
    progress: Progress,
  ): Promise<Bytes | UnlockProblem> {
    const half = (from: number) => (done: number) => progress(from + done / 2);
    const content = await openDevice(this.stamp, this.raw, old, half(0));
    if (typeof content === 'string') return content;
    // A certificate that was renewed since the file was made goes into the new one.
    const { certificate, warrant } = this.keyring;
    const newer = {
      ...(certificate.length > 0 && { certificate }),
      warrant: laterWarrant(content.warrant, warrant),
    };
    const vault = await lock({ ...content, ...newer }, passphrase, random, half(0.5));
    forget(content);
    if (!this.locked) this.raw = vault;
    return vault;
  }

  asks(): Bytes | undefined {
    const key = this.keyring.newest(Date.now() / 1000);
    if (this.locked || key === undefined) return undefined;
    const { alias, role, languages } = this.certificate;
    return makeRequest(this.vault, { alias, role, languages: languages.slice(0, 16) }, key);
  }

  lend(): Lent | undefined {
    if (this.locked) return undefined;
    const now = Date.now() / 1000;
    const { own, following, upkeep } = this.duty;
    const warrant = own.warrant(following.documents, now);
    const book = upkeep.signedHandbook(now);
    const secrets = book === undefined ? [] : provingSecrets(book, now);
    const documents = [following.documents.shift(this.vault.desk), following.documents.roster];
    const made = Math.max(0, ...documents.map((one) => one?.payload.issued ?? 0));
    return warrant && { seed: this.vault.signing, warrant, secrets, alias: this.certificate.alias, made };
  }

  lock(): void {
    this.raw = NONE;
    try {
      this.keeper.act({ do: 'lock' });
    } finally {
      this.locked = true;
      this.keeper.stop();
      this.publishing?.stop();
      this.shelf.wipe();
    }
  }

  /** As the vault has it, or the keyring where the vault has none. */
  private get certificate(): Certificate {
    const { certificate } = this.vault;
    const raw = certificate.length > 0 ? certificate : this.keyring.certificate;
    return decodePayload(certificateForm, decodeEnvelope(raw, Kind.certificate).payload);
  }

  /** What the keyring has changed is stored at once, the last of it while it locks. */
  private keep(): void {
    const changed = this.duty.takeChanged();
    if (changed !== undefined && !this.locked) this.shelf.keep(changed);
  }

  /** Documents that this console has made go another way than its talks. */
  private publish(): void {
    const items = this.duty.toPublish();
    if (items === undefined || this.locked) return;
    const publishing = publish(this.stamp, items);
    this.publishing = publishing;
    void publishing.done.then((result) => {
      this.publishing = undefined;
      if (this.locked) return;
      this.duty.published(result.ok, Date.now() / 1000);
      this.keeper.wake();
    });
  }
}
