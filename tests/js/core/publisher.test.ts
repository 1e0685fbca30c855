import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import { Malformed } from '../../../client_js/src/core/errors.ts';
import { decodeClient, encodeRelay, Refusal } from '../../../client_js/src/core/frames.ts';
import { Publisher } from '../../../client_js/src/core/publisher.ts';
import { seeded } from './helpers.ts';

const random = seeded('publisher');
const organisation = random(32);
const items = [
  { envelope: random(300), packet: random(0) },
  { envelope: random(400), packet: random(5000) },
];

const said = (publisher: Publisher) => publisher.drain().map((raw) => decodeClient(raw));

function asked(publisher: Publisher): { readonly ref: number; readonly envelope: Bytes } {
  const frame = said(publisher).find(({ name }) => name === 'publish');
  assert.ok(frame?.name === 'publish');
  return frame;
}

function begun(): Publisher {
  const publisher = new Publisher(organisation, items);
  publisher.opened();
  return publisher;
}

const done = (publisher: Publisher, ref: number, now = 0): void =>
  publisher.frame(encodeRelay({ name: 'done', ref }), now);

const refused = (publisher: Publisher, ref: number, code: number, detail = 0, now = 0): void =>
  publisher.frame(encodeRelay({ name: 'refused', ref, code, detail }), now);

test('it joins, and publishes one after another', () => {
  const publisher = begun();
  const [join, first, ...more] = said(publisher);
  assert.deepEqual(join, { name: 'join', version: 1, organisation });
  assert.ok(first?.name === 'publish' && more.length === 0);
  assert.deepEqual(first.envelope, items[0]?.envelope);
  done(publisher, first.ref);
  const second = asked(publisher);
  assert.deepEqual(second.envelope, items[1]?.envelope);
  assert.equal(publisher.wants(), 'socket');
  done(publisher, second.ref);
  const { stage, published } = publisher.view();
  assert.deepEqual([stage, published, publisher.wants()], ['done', 2, 'none']);
});

test('with nothing to publish it is done at once', () => {
  const publisher = new Publisher(organisation, []);
  assert.deepEqual([publisher.view().stage, publisher.wants()], ['done', 'none']);
});

test('a lost connection: what was not answered is published again, the rest is not', () => {
  const publisher = begun();
  done(publisher, asked(publisher).ref);
  asked(publisher);
  publisher.lost();
  assert.deepEqual(publisher.drain(), []);
  publisher.opened();
  const again = asked(publisher);
  assert.deepEqual(again.envelope, items[1]?.envelope);
  done(publisher, again.ref);
  assert.equal(publisher.view().stage, 'done');
});

test('a colleague was faster: a clash, and nothing more is sent', () => {
  for (const code of [Refusal.oldVersion, Refusal.untrusted]) {
    const publisher = begun();
    refused(publisher, asked(publisher).ref, code);
    const { stage, published } = publisher.view();
    assert.deepEqual([stage, published, publisher.wants()], ['clash', 0, 'none']);
    assert.deepEqual(publisher.drain(), []);
  }
});

test('another refusal says its code', () => {
  const publisher = begun();
  done(publisher, asked(publisher).ref);
  refused(publisher, asked(publisher).ref, Refusal.notAllowedHere);
  const { stage, published, code } = publisher.view();
  assert.deepEqual([stage, published, code], ['refused', 1, Refusal.notAllowedHere]);
});

test('told to slow down it waits, and goes on', () => {
  const publisher = begun();
  refused(publisher, asked(publisher).ref, Refusal.slowDown, 7, 100);
  publisher.tick(106);
  assert.deepEqual(publisher.drain(), []);
  publisher.tick(107);
  done(publisher, asked(publisher).ref);
  assert.equal(publisher.view().published, 1);
});

test('an answer that was given once counts once, and noise is given back', () => {
  const publisher = begun();
  const { ref } = asked(publisher);
  done(publisher, ref);
  done(publisher, ref);
  assert.equal(publisher.view().published, 1);
  assert.throws(() => publisher.frame(random(20), 0), Malformed);
});
