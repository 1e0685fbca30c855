/** An organisation as its administrators' and supervisors' consoles see it, all in memory. */

import { type Bytes, NONE, type Random } from '../../../client_js/src/core/bytes.ts';
import {
  type Charter,
  charterForm,
  documentHash,
  encodeEnvelope,
  encodePayload,
  Kind,
  type Roster,
  rosterForm,
  signInput,
} from '../../../client_js/src/core/document_types.ts';
import { Keyring } from '../../../client_js/src/core/keyring.ts';
import type { HeadSeen } from '../../../client_js/src/core/heads.ts';
import {
  type Administrator,
  certify,
  type Certified,
  type Given,
  type Made,
  type PublishItem,
} from '../../../client_js/src/core/office.ts';
import { type Directory, type Listed, openDirectory } from '../../../client_js/src/core/packet.ts';
import { ed25519Public, sign } from '../../../client_js/src/core/primitives.ts';
import { RememberingDocuments } from '../../../client_js/src/core/remembered.ts';
import { makeRequest, readRequest } from '../../../client_js/src/core/request.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import type { DeviceVault } from '../../../client_js/src/core/vault.ts';
import { NOW, seeded } from './helpers.ts';
import { shareWork } from './share_work.ts';

// Houses of the same name have the same keys, and sign the same documents.
shareWork();

export const HOUR = 3600;
export const DAY = 86_400;
const NOBODY: Directory = { devices: [], officeKeys: [], handbook: NONE };

/** A staff member's device, with its vault and keys file. */
export interface Person {
  readonly vault: DeviceVault;
  readonly keyring: Keyring;
  /** Set when it was certified. */
  certified: Certified | undefined;
}

export class House {
  readonly random: Random;
  readonly desk: Bytes;
  readonly organisation: Bytes;
  readonly root: Bytes;
  readonly administrator: Administrator;
  readonly second: Administrator;
  readonly charters: Bytes[] = [];
  charter: Charter;
  now = NOW;
  /** What the relay serves. */
  documents: RememberingDocuments;
  directory: Directory = NOBODY;
  packet: Bytes = NONE;

  constructor(name = 'Harbor') {
    this.random = seeded(`house ${name}`);
    this.desk = this.random(16);
    this.root = this.random(32);
    const administrator = (): Administrator => ({
      administratorSeed: this.random(32),
      officeSeed: this.random(32),
    });
    [this.administrator, this.second] = [administrator(), administrator()];
    this.charter = {
      format: 1,
      organisation: NONE,
      version: 1,
      issued: NOW,
      expires: NOW + 1000 * DAY,
      previous: NONE,
      name,
      threshold: 1,
      rootKeys: [ed25519Public(this.root)],
      administratorKeys: [this.administrator, this.second].map(({ administratorSeed }) =>
        ed25519Public(administratorSeed),
      ),
      purposeKeys: [],
    };
    const bytes = encodePayload(charterForm, this.charter);
    this.organisation = documentHash(Kind.charter, bytes);
    this.charters.push(this.sealed(bytes, new Uint8Array(32)));
    this.documents = this.reader();
    this.documents.addRoster(this.firstRoster(), this.now);
  }

  /** A reader that knows the charters, and nothing else but what it remembers. */
  reader(heads: readonly HeadSeen[] = []): RememberingDocuments {
    const documents = new RememberingDocuments(this.organisation, 1, heads);
    for (const raw of this.charters) documents.addCharter(raw, this.now);
    return documents;
  }

  given(learned: readonly Listed[] = []): Given {
    const { documents, desk, directory, now, random } = this;
    return { documents, desk, directory, learned, now, random };
  }

  /** The next charter, signed by the root, with other fields. */
  nextCharter(changes: Partial<Charter>): Bytes {
    const before = encodePayload(charterForm, this.charter);
    this.charter = {
      ...this.charter,
      organisation: this.organisation,
      version: this.charter.version + 1,
      previous: documentHash(Kind.charter, before),
      issued: this.now,
      ...changes,
    };
    const raw = this.sealed(encodePayload(charterForm, this.charter), this.organisation);
    this.charters.push(raw);
    return raw;
  }

  /** A new device, not certified yet. */
  person(): Person {
    const vault: DeviceVault = {
      kind: 'device',
      organisation: this.organisation,
      relay: 'wss://relay.invalid',
      desk: this.desk,
      identity: this.random(32),
      signing: this.random(32),
      inbox: this.random(32),
      storage: this.random(32),
      certificate: NONE,
      warrant: NONE,
    };
    const keyring = new Keyring(vault);
    keyring.tick(this.now, this.random);
    return { vault, keyring, certified: undefined };
  }

  /** Asked, compared aloud, certified and published. */
  join(alias: string, role = 'counselor', days = 90): Person {
    const person = this.person();
    const wish = { alias, role, languages: ['en'] };
    const key = person.keyring.newest(this.now) ?? NONE;
    const raw = makeRequest(person.vault, wish, key);
    const request = readRequest(this.organisation, raw, this.now);
    const made = certify(this.given(), this.administrator, request, { ...wish, days });
    this.publish(made);
    person.certified = made;
    return person;
  }

  /** What a device called since the last shift. */
  called(person: Person): Listed {
    const sealingKey = person.keyring.newest(this.now) ?? NONE;
    return { certificate: person.certified?.grant.certificate ?? NONE, sealingKey, warrant: NONE };
  }

  /** The relay takes it, and everybody reads it back. */
  publish({ items }: Made): void {
    for (const item of items) this.publishOne(item);
  }

  publishOne({ envelope, packet }: PublishItem): void {
    // An envelope is an array of four, and begins with its kind.
    if (envelope[1] === Kind.notice) {
      this.documents.addNotice(envelope, this.now);
      return;
    }
    if (packet.length === 0) {
      this.documents.addRoster(envelope, this.now);
      return;
    }
    this.documents.addShift(envelope, this.now);
    const shift = this.documents.shift(this.desk);
    if (shift === undefined) throw new Error('unreachable');
    this.packet = packet;
    this.directory = openDirectory(shift, this.administrator.officeSeed, packet);
  }

  private firstRoster(): Bytes {
    const rows = Array.from({ length: 16 }, () => ({
      certificateHash: this.random(32),
      expires: NOW + 365 * DAY,
      revoked: false,
    }));
    rows.sort((a, b) => Buffer.compare(a.certificateHash, b.certificateHash));
    const payload: Roster = {
      format: 1,
      organisation: this.organisation,
      version: 1,
      issued: NOW,
      expires: NOW + 7 * DAY,
      previous: NONE,
      rows,
    };
    return signDocument(rosterForm, payload, this.administrator.administratorSeed).raw;
  }

  private sealed(payload: Bytes, boundTo: Bytes): Bytes {
    const signature = sign(this.root, signInput(Kind.charter, boundTo, payload));
    const signatures = [{ key: ed25519Public(this.root), signature }];
    return encodeEnvelope({ kind: Kind.charter, payload, signatures, warrants: [] });
  }
}
