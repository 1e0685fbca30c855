/** A console's own keys and certificate over the weeks, and what is left of them when it locks. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import {
  certificateForm,
  decodeEnvelope,
  decodePayload,
  documentHash,
  encodeEnvelope,
  encodePayload,
  Kind,
  signInput,
} from '../../../client_js/src/core/documents.ts';
import { Keyring } from '../../../client_js/src/core/keyring.ts';
import { ed25519Public, sign } from '../../../client_js/src/core/primitives.ts';
import { DAY, days, HOUR, serve } from '../office_story.ts';
import { meet, talkOf } from '../story.ts';
import { texts, World } from '../world.ts';

const zero = (secret: Bytes | undefined): boolean => secret?.every((byte) => byte === 0) === true;

test('a sealing key is renewed after five days, and the old one destroyed after the next shift', () => {
  const world = new World(['May', 'Sol'], ['Sol']);
  const may = serve(world, 0);
  serve(world, 1);
  const { keyring } = may.machine.own;
  const [first] = keyring.seeds;
  days(world, 5, HOUR);
  world.pass(HOUR, 300);
  // The new key is there; the shift is still sealed to the old one, which must open it after a lock.
  assert.equal(keyring.seeds.length, 2);
  assert.ok(!zero(first));
  world.pass(12 * HOUR, 1800);
  assert.equal(keyring.seeds.length, 1);
  assert.ok(zero(first), 'the bytes are gone');
  assert.deepEqual(may.machine.view().keys.old, []);
  assert.equal(may.machine.view().stage, 'on-duty');
  // What was stored is the new key only, and it opens the shift after a lock.
  world.close(may);
  const again = serve(world, 0);
  assert.deepEqual([again.machine.view().stage, again.machine.own.keyring.seeds.length], ['on-duty', 1]);
});

test('while a newer shift is missing, an old key is kept until a day after its end, and no longer', () => {
  const world = new World(['May']);
  const may = world.duty(0);
  const { keyring } = may.machine.own;
  const [first] = keyring.seeds;
  world.pass(9 * DAY - HOUR, HOUR);
  assert.ok(!zero(first));
  world.pass(2 * HOUR, HOUR);
  assert.ok(zero(first));
});

test('a survivor is told the newest key of the console', () => {
  const world = new World(['May', 'Sol'], ['Sol']);
  const story = meet(world);
  serve(world, 1);
  const { machine } = story.counselor;
  const contact = machine.shifts.contact(world.now);
  assert.deepEqual(contact?.sealingKey, machine.own.keyring.newest(world.now));
});

test('a newer certificate that an administrator made is found in the directory, and kept', () => {
  const world = new World(['May']);
  const { organisation, relay } = world;
  const may = serve(world, 0);
  const renewed = organisation.recertify('May', 'interpreter', world.now);
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  relay.publish(organisation.shift([], DAY, world.now));
  world.settle();
  assert.deepEqual([may.machine.view().stage, may.machine.view().role], ['on-duty', 'interpreter']);
  assert.deepEqual(may.machine.card()?.certificate, renewed);
  world.close(may);
  const again = serve(world, 0);
  assert.equal(again.machine.view().role, 'interpreter');
});

test('a conversation goes on while the certificate is renewed', () => {
  const world = new World(['May']);
  const story = meet(world);
  const { organisation, relay } = world;
  organisation.recertify('May', 'counselor', world.now);
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  relay.publish(organisation.shift([], DAY, world.now));
  world.pass(5);
  story.survivor.machine.act({ do: 'say', text: 'still?' }, world.now);
  world.settle();
  assert.ok(texts(talkOf(story).notes).includes('still?'));
});

test('a device without a certificate yet finds it in the first shift that is sealed to it', () => {
  const world = new World(['May']);
  const vault = world.vaults[0];
  assert.ok(vault !== undefined);
  world.vaults[0] = { ...vault, certificate: new Uint8Array(0) };
  const may = serve(world, 0);
  const { stage, alias } = may.machine.view();
  assert.deepEqual([stage, alias], ['on-duty', 'May']);
});

test('a45_a certificate that the device has made itself is not taken, wherever it comes from', () => {
  const story = (by: 'itself' | 'the organisation'): string => {
    const world = new World(['May']);
    const { organisation, relay } = world;
    const vault = world.vaults[0];
    assert.ok(vault !== undefined);
    const raw = organisation.recertify('May', 'supervisor', world.now);
    relay.publish(organisation.roster([], 7 * DAY, world.now));
    const { payload } = decodeEnvelope(raw, Kind.certificate);
    const fields = decodePayload(certificateForm, payload);
    const longer = encodePayload(certificateForm, { ...fields, expires: fields.expires + DAY });
    const own = {
      key: ed25519Public(vault.signing),
      signature: sign(vault.signing, signInput(Kind.certificate, organisation.fingerprint, longer)),
    };
    assert.notDeepEqual(documentHash(Kind.certificate, longer), organisation.certificateHash('May'));
    const forged = { kind: Kind.certificate, payload: longer, signatures: [own], warrants: [] };
    const may = serve(world, 0);
    const directory = {
      devices: [{
        certificate: by === 'itself' ? encodeEnvelope(forged) : raw,
        sealingKey: new Uint8Array(0),
        warrant: new Uint8Array(0),
      }],
      officeKeys: [],
      handbook: new Uint8Array(0),
    };
    may.machine.own.adopt(directory, may.machine.following.documents, world.now);
    may.machine.own.check(may.machine.following.documents, world.now);
    return may.machine.view().role;
  };
  assert.equal(story('itself'), 'counselor');
  assert.equal(story('the organisation'), 'supervisor', 'the control');
});

test('a46_locking wipes every key and what is known of colleagues, and gives the last bytes to store', () => {
  const world = new World(['May', 'Sol'], ['Sol']);
  const sol = serve(world, 1);
  const { machine } = sol;
  const { vault } = machine as unknown as { vault: (typeof world.vaults)[number] };
  const [team] = machine.shifts.teams;
  const secrets = [
    vault.identity,
    vault.signing,
    vault.inbox,
    vault.storage,
    ...machine.own.keyring.seeds,
    team?.content.teamSeed,
    team?.content.deskSeed,
  ];
  assert.ok(secrets.every((secret) => !zero(secret)), 'the control');
  machine.own.keyring.remember([]);
  machine.act({ do: 'lock' }, world.now);
  assert.ok(secrets.every(zero));
  assert.equal(machine.shifts.directory, undefined);
  assert.deepEqual(machine.upkeep.calls.all, []);
  const last = machine.takeChanged();
  assert.ok(last !== undefined);
  assert.equal(new Keyring(structuredClone(world.vaults[1]!), last).seeds.length, 1);
  assert.equal(machine.takeChanged(), undefined);
  world.settle();
  assert.equal(machine.wants(), 'none');
});

test('a console that was taken over stores no keys, starts no shift and hears no calls', () => {
  const world = new World(['Sol'], ['Sol']);
  const first = serve(world, 0);
  const second = serve(world, 0);
  world.pass(2);
  assert.equal(first.machine.view().problem, 'taken-over');
  first.machine.own.keyring.remember([]);
  assert.equal(first.machine.takeChanged(), undefined);
  assert.equal(first.machine.view().autoShift.on, false);
  world.pass(DAY, 900);
  assert.equal(second.machine.view().stage, 'on-duty');
  assert.equal(world.published.refused, 0);
});
