import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind, type Bytes, hex } from '../../../client_js/src/core/bytes.ts';
import {
  certificateForm,
  charterForm,
  decodeEnvelope,
  encodeEnvelope,
  Kind,
  noticeForm,
  rosterForm,
  sealingKeyForm,
  shiftForm,
  signInput,
  stateForm,
  warrantForm,
} from '../../../client_js/src/core/document_types.ts';
import { Untrusted } from '../../../client_js/src/core/errors.ts';
import { label, type Label } from '../../../client_js/src/core/labels.ts';
import { staffLabel } from '../../../client_js/src/core/labels_staff.ts';
import { checkOfficeKey, officeKeyForm } from '../../../client_js/src/core/office_key.ts';
import { digest, ed25519Public, expand, sign, verify, xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { openSealed, seal } from '../../../client_js/src/core/sealing.ts';
import { pick, seeded } from './helpers.ts';
import { House } from './house.ts';

const LABELS: readonly Label[] = Object.values({ ...label, ...staffLabel });
/** Those that bind what is sealed to a public key. */
const SEALED: readonly Label[] = [
  label.knock,
  label.hello,
  label.invitation,
  label.refresh,
  label.packetKey,
  label.directorySlot,
  label.call,
  label.drop,
];

/** Pairs of labels under which `same` takes one for the other: none, if all is well. */
function confused(labels: readonly string[], same: (one: number, other: number) => boolean): string[] {
  return labels.flatMap((one, at) =>
    labels.flatMap((other, place) =>
      at !== place && same(at, place) ? [`${one} taken for ${other}`] : [],
    ),
  );
}

test('a16_every label is one purpose, and none begins another input', () => {
  assert.equal(new Set(LABELS).size, LABELS.length);
  assert.ok(LABELS.every((one) => one.startsWith('noview/1 ')));
  const parts = [new Uint8Array(32), new Uint8Array(16)];
  const inputs = LABELS.map((one) => hex(bind(one, ...parts)));
  assert.deepEqual(
    confused(LABELS, (at, place) => (inputs[place] ?? '').startsWith(inputs[at] ?? '')),
    [],
  );
});

test('a16_hashes and derived keys of the same parts differ under every label', () => {
  const random = seeded('labels');
  const [key, organisation] = [random(32), random(32)];
  for (const made of [
    LABELS.map((one) => hex(digest(one, organisation))),
    LABELS.map((one) => hex(expand(key, one, organisation))),
  ]) {
    assert.deepEqual(
      confused(LABELS, (at, place) => made[at] === made[place]),
      [],
    );
  }
});

test('a16_a signature made for one purpose holds for no other', () => {
  const random = seeded('signatures');
  const [seed, organisation, payload] = [random(32), random(32), random(40)];
  const publicKey = ed25519Public(seed);
  const inputs = LABELS.map((one) => bind(one, organisation, payload));
  const signatures = inputs.map((input) => sign(seed, input));
  // A signature for one is tried as each of the others: a strict check, so a sample of each row
  // beside those that sign.
  const signing = LABELS.map((one) => /sign|call|request|desk proof/.test(one));
  const tried = (at: number, place: number): boolean =>
    signing[at] === true && (signing[place] === true || pick(random, 8) === 0);
  let count = 0;
  const holds = (at: number, place: number): boolean => {
    if (!tried(at, place)) return false;
    count += 1;
    return verify(publicKey, inputs[place] as Bytes, signatures[at] as Bytes);
  };
  assert.deepEqual(confused(LABELS, holds), []);
  assert.ok(count > 150, `${count}`);
  assert.ok(verify(publicKey, inputs[0] as Bytes, signatures[0] as Bytes), 'the control');
});

test('a16_what is sealed for one purpose opens for no other', () => {
  const random = seeded('sealed');
  const seed = random(32);
  const place = [random(32), random(16)];
  const infos = SEALED.map((one) => bind(one, ...place));
  const sealed = infos.map((info) => seal(xwingPublic(seed), info, random(32), random));
  const opens = (at: number, place: number): boolean => {
    try {
      openSealed(seed, infos[place] as Bytes, sealed[at] as Bytes);
      return true;
    } catch {
      return false;
    }
  };
  assert.deepEqual(confused(SEALED, opens), []);
  assert.ok(opens(2, 2), 'the control');
});

test('a16_the matrix notices two purposes with one label', () => {
  const planted = [...LABELS.slice(0, 3), label.call, label.call];
  const made = planted.map((one) => hex(digest(one)));
  const found = confused(planted, (at, place) => made[at] === made[place]);
  assert.equal(found.length, 2);
});

test('a16_a document signed as one kind is no document of another', () => {
  const house = new House('kinds');
  house.join('May', 'supervisor');
  const forms = [
    ...[charterForm, rosterForm, noticeForm, shiftForm, stateForm, certificateForm],
    ...[warrantForm, sealingKeyForm, officeKeyForm],
  ];
  const labels = forms.map(({ kind }) => hex(signInput(kind, house.organisation, new Uint8Array(9))));
  assert.equal(new Set(labels).size, Object.keys(Kind).length);
  const [raw] = house.directory.officeKeys;
  assert.ok(raw !== undefined);
  checkOfficeKey(house.documents, raw, house.now);
  const envelope = decodeEnvelope(raw, Kind.officeKey);
  for (const kind of Object.values(Kind)) {
    if (kind === Kind.officeKey) continue;
    const relabeled = encodeEnvelope({ ...envelope, kind });
    const adds = [
      () => house.documents.addRoster(relabeled, house.now),
      () => house.documents.addNotice(relabeled, house.now),
      () => house.documents.addShift(relabeled, house.now),
      () => house.documents.addState(relabeled, house.now),
      () => house.documents.checkCertificate(relabeled, house.now),
      () => checkOfficeKey(house.documents, relabeled, house.now),
    ];
    for (const add of adds) assert.throws(add, Untrusted);
  }
});
