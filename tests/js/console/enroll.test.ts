import assert from 'node:assert/strict';
import test from 'node:test';
import { accept, pasted } from '../../../client_js/src/console/accept.ts';
import { enroll } from '../../../client_js/src/console/enroll.ts';
import { equal, hex, utf8 } from '../../../client_js/src/core/bytes.ts';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { Keyring } from '../../../client_js/src/core/keyring.ts';
import { fromText, readRequest, toText } from '../../../client_js/src/core/request.ts';
import { unlock } from '../../../client_js/src/core/vault.ts';
import { Desk, NOW, passphrase } from './desk.ts';

const wish = { alias: 'Noor', role: 'counselor', languages: ['en', 'ar'] };

test('a new device: its request can be checked, its vault opens, and its keys belong to it', async () => {
  const { stamp, random } = new Desk();
  const steps: number[] = [];
  const made = await enroll(stamp, wish, passphrase, random, NOW, (done) => steps.push(done));
  const asked = readRequest(stamp.fingerprint, made.request, NOW);
  assert.deepEqual(
    { alias: asked.alias, role: asked.role, languages: asked.languages },
    { ...wish },
  );
  assert.ok(asked.sealingKey, 'the file brings the first sealing key');
  assert.ok(equal(asked.device, made.device));
  assert.match(made.spoken, /^(\d{5} ){5}\d{5}$/);
  assert.ok(steps.length > 2, 'somebody waits and is told');

  // The line of text is the same device, short enough for a QR code.
  const short = readRequest(stamp.fingerprint, fromText(made.text), NOW);
  assert.ok(equal(short.device, made.device));
  assert.equal(short.sealingKey, undefined);
  assert.ok(made.text.length < 700, `${made.text.length} characters`);

  const vault = await unlock(made.vault, passphrase);
  assert.ok(vault.kind === 'device');
  assert.equal(vault.certificate.length, 0);
  assert.ok(equal(vault.organisation, stamp.fingerprint) && equal(vault.desk, stamp.desk));
  const keyring = new Keyring(vault, made.keys);
  assert.equal(keyring.seeds.length, 1);
  assert.ok(equal(keyring.newest(NOW) ?? utf8(''), asked.sealingKey.raw));
});

test('no secret is in what comes out, and two devices share nothing', async () => {
  const { stamp, random } = new Desk();
  const drawn: string[] = [];
  const watched = (length: number): Uint8Array => {
    const bytes = random(length);
    if (length === 32) drawn.push(hex(bytes));
    return bytes;
  };
  const made = await enroll(stamp, wish, passphrase, watched, NOW, () => undefined);
  const out = [made.vault, made.request, made.keys, fromText(made.text)].map(hex).join(' ');
  assert.ok(drawn.length >= 5);
  for (const secret of drawn) assert.ok(!out.includes(secret));
  assert.ok(out.includes(hex(utf8('Noor'))), 'the search finds what is there');
  const other = await enroll(stamp, wish, passphrase, random, NOW, () => undefined);
  assert.notEqual(other.spoken, made.spoken);
});

test('a passphrase below 14 characters locks nothing', async () => {
  const { stamp, random } = new Desk();
  const short = enroll(stamp, wish, 'thirteen char', random, NOW, () => undefined);
  await assert.rejects(short, LocalFault);
});

test('an answer that fits is taken, as a file and as a line of text', () => {
  const desk = new Desk();
  const vault = desk.device();
  const grant = desk.grant(vault);
  const finished = accept(desk.stamp, vault, grant, NOW + 60);
  assert.ok(typeof finished !== 'string');
  assert.ok(finished.certificate.length > 0 && finished.warrant.length > 0);
  assert.ok(equal(finished.identity, vault.identity));
  assert.deepEqual(pasted(`  ${toText(grant)}\n`), grant);
});

test('an answer that does not fit is refused, each with its reason', () => {
  const desk = new Desk();
  const vault = desk.device();
  const refused = (answer: Uint8Array, now = NOW + 60): unknown =>
    accept(desk.stamp, vault, answer, now);
  assert.equal(refused(desk.grant(desk.device())), 'answer-of-another-device');
  assert.equal(refused(desk.grant(vault, desk.random(32))), 'untrusted-answer');
  assert.equal(refused(desk.grant(vault), NOW + 91 * 86_400), 'untrusted-answer');
  assert.equal(refused(utf8('noview grant\n')), 'foreign-answer');
  assert.equal(refused(utf8('something else')), 'foreign-answer');
  const stranger = { ...vault, organisation: desk.random(32) };
  assert.equal(refused(desk.grant(stranger)), 'answer-of-another-device');
  assert.equal(pasted('noview'), undefined);
  assert.equal(pasted('noview:!'), undefined);
});

test('no bit of an answer can be changed', () => {
  const desk = new Desk();
  const vault = desk.device();
  const grant = desk.grant(vault);
  for (let at = 0; at < grant.length; at += 1) {
    const changed = grant.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(typeof accept(desk.stamp, vault, changed, NOW + 60), 'string', `byte ${at}`);
  }
});
