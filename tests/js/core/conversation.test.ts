/** The rules of the star, without lines: one center and its points. protocol.md 9. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, NONE } from '../../../client_js/src/core/bytes.ts';
import { Center, type Outs } from '../../../client_js/src/core/conversation.ts';
import type { Sendable } from '../../../client_js/src/core/messages.ts';
import { Point } from '../../../client_js/src/core/point.ts';
import { start, step } from '../../../client_js/src/core/transcript.ts';
import { texts } from '../world.ts';
import { NOW, pick, seeded } from './helpers.ts';

const organisation = seeded('organisation')(32);
const who = (alias: string) => {
  const certificateHash = seeded(`hash of ${alias}`)(32);
  return { certificateHash, alias, role: 'counselor', languages: ['en'] };
};

/** A center and its points; messages wait in queues, one for each line and direction. */
class Star {
  readonly center = new Center();
  readonly points = new Map<number, Point>();
  readonly down = new Map<number, Sendable[]>();
  readonly up = new Map<number, Sendable[]>();

  join(alias: string, earlier = false): number {
    const { person, outs } = this.center.join(who(alias), NOW);
    this.points.set(person, new Point(organisation, who(alias).certificateHash, '', NOW));
    this.out(outs);
    if (earlier) this.out(this.center.earlier(person, this.center.said));
    return person;
  }

  out(outs: Outs): void {
    for (const [person, message] of outs) {
      this.down.set(person, [...(this.down.get(person) ?? []), message]);
    }
  }

  say(person: number, text: string): void {
    if (person === 0) return this.out(this.center.say(text, NOW));
    const message = this.point(person).say(text, NOW);
    this.up.set(person, [...(this.up.get(person) ?? []), message]);
  }

  point(person: number): Point {
    const point = this.points.get(person);
    assert.ok(point !== undefined);
    return point;
  }

  /** Moves one message of one line; false where there is none. */
  move(person: number, upward: boolean): boolean {
    const message = (upward ? this.up : this.down).get(person)?.shift();
    if (message === undefined) return false;
    if (upward) this.out(this.center.receive(person, message, NOW));
    else this.point(person).receive(message, NOW);
    return true;
  }

  settle(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const person of this.points.keys()) {
        busy = this.move(person, true) || this.move(person, false) || busy;
      }
    }
  }

  /** Of what the center has ordered, by the law (9.2). */
  hash(): Bytes {
    const { notes } = this.center;
    const said = notes.view(NOW).filter(({ kind }) => kind === 'text');
    return said.reduce((hash, { from, text }, at) => {
      return step(hash, at + 1, this.center.member(from)?.certificateHash ?? NONE, text);
    }, start(organisation));
  }

  heard(person: number): string[] {
    return texts(this.point(person).notes.view(NOW));
  }
}

test('test_a14_whatever the order on the lines, all see the center’s order and one hash', () => {
  for (let run = 0; run < 100; run += 1) {
    const random = seeded(`star ${run}`);
    const star = new Star();
    for (const alias of ['May', 'Jo', 'Ada']) star.join(alias);
    for (let step = 0; step < 60; step += 1) {
      const person = pick(random, 4);
      if (pick(random, 3) === 0) star.say(person, `${step} from ${person}`);
      else if (person > 0) star.move(person, pick(random, 2) === 0);
    }
    star.settle();
    const said = texts(star.center.notes.view(NOW));
    for (const person of [1, 2, 3]) {
      assert.deepEqual(star.heard(person), said);
      assert.deepEqual(star.point(person).hash, star.hash());
      const bysender = said.filter((text) => text.endsWith(`from ${person}`));
      assert.deepEqual(bysender, [...bysender].sort((a, b) => parseInt(a) - parseInt(b)));
    }
  }
});

test('test_a14_a center that tells two different stories ends in two hashes', () => {
  const star = new Star();
  for (const alias of ['May', 'Jo']) star.join(alias);
  star.settle();
  star.point(1).receive({ type: 'text', id: 1, text: 'yes' }, NOW);
  star.point(2).receive({ type: 'text', id: 1, text: 'no' }, NOW);
  assert.notDeepEqual(star.point(1).hash, star.point(2).hash);
});

test('who comes later hears nothing from before, and knows no hash of it', () => {
  const star = new Star();
  star.join('May');
  star.say(0, 'before');
  star.join('Jo');
  star.say(0, 'after');
  star.settle();
  assert.deepEqual(star.heard(2), ['after']);
  assert.equal(star.point(2).hash, undefined);
  assert.deepEqual(star.heard(1), ['before', 'after']);
});

test('who is shown what was said before has all of it, in order, and the hash', () => {
  const star = new Star();
  star.join('May');
  star.say(0, 'one');
  star.say(1, 'two');
  star.settle();
  star.join('Jo', true);
  star.say(1, 'three');
  star.settle();
  assert.deepEqual(star.heard(2), ['one', 'two', 'three']);
  assert.deepEqual(star.point(2).hash, star.hash());
});

test('a text that is sent again after its line was made again is shown once, and placed again', () => {
  const star = new Star();
  star.join('May');
  star.join('Jo');
  const text = star.point(1).say('once', NOW);
  star.out(star.center.receive(1, text, NOW));
  const again = star.center.receive(1, text, NOW);
  assert.deepEqual(again, [[1, { type: 'placed', id: 1, place: 1 }]]);
  star.out(again);
  star.settle();
  assert.deepEqual(star.heard(1), ['once']);
  assert.deepEqual(star.heard(2), ['once']);
  assert.deepEqual(texts(star.center.notes.view(NOW)), ['once']);
});

test('a place that is missing is shown as a gap', () => {
  const star = new Star();
  star.join('May');
  star.settle();
  star.point(1).receive({ type: 'text', id: 1, text: 'one' }, NOW);
  star.point(1).receive({ type: 'text', id: 3, text: 'three' }, NOW);
  const kinds = star.point(1).notes.view(NOW).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['joined', 'text', 'gap', 'text']);
  assert.equal(star.point(1).hash, undefined);
});

test('nothing goes to a line that has ended, and the rest are told', () => {
  const star = new Star();
  star.join('May');
  star.join('Jo');
  star.settle();
  star.out(star.center.leave(2, NOW));
  star.say(0, 'without Jo');
  assert.deepEqual(star.down.get(2), []);
  star.settle();
  assert.deepEqual(star.heard(1), ['without Jo']);
  assert.deepEqual(star.point(1).people().map(({ alias }) => alias), ['May']);
  assert.deepEqual(star.center.receive(2, { type: 'text', id: 1, text: 'late' }, NOW), []);
});

test('a message of a type from the future is shown as not understood', () => {
  const star = new Star();
  star.join('May');
  star.settle();
  star.center.receive(1, { type: 'unknown', number: 99, bytes: new Uint8Array(0) }, NOW);
  star.point(1).receive({ type: 'unknown', number: 99, bytes: new Uint8Array(0) }, NOW);
  for (const notes of [star.center.notes, star.point(1).notes]) {
    assert.ok(notes.view(NOW).some(({ kind }) => kind === 'not-understood'));
  }
});

test('a text is delivered when everyone who was sent it has it', () => {
  const star = new Star();
  star.join('May');
  star.join('Jo');
  const outs = star.center.say('to both', NOW);
  const delivery = () => star.center.notes.view(NOW).find(({ mine }) => mine)?.delivery;
  const [first, second] = outs;
  assert.ok(first !== undefined && second !== undefined);
  star.center.delivered(first[0], first[1]);
  assert.equal(delivery(), 'sending');
  star.center.delivered(second[0], second[1]);
  assert.equal(delivery(), 'delivered');
});

test('who leaves before receiving does not make a text undelivered for the rest', () => {
  for (const [received, expected] of [[true, 'delivered'], [false, 'not-delivered']] as const) {
    const star = new Star();
    star.join('May');
    star.join('Jo');
    const [first] = star.center.say('to both', NOW);
    assert.ok(first !== undefined);
    if (received) star.center.delivered(first[0], first[1]);
    star.center.leave(2, NOW);
    if (!received) star.center.leave(1, NOW);
    const note = star.center.notes.view(NOW).find(({ mine }) => mine);
    assert.equal(note?.delivery, expected);
  }
});
