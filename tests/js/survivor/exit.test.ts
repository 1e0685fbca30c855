import assert from 'node:assert/strict';
import test from 'node:test';
import { cameBack, inSight } from '../../../client_js/src/survivor/exit.ts';

/** Where the right upper corner of the page's own corner lands, after such a move. */
function corner(transform: string, pageWidth: number): readonly [number, number] {
  const [x, y] = (/translate\((.*)px,(.*)px\)/.exec(transform) ?? []).slice(1).map(Number);
  return [pageWidth + (x ?? 0), y ?? 0];
}

test('where all of the page is seen the exit is not moved', () => {
  assert.equal(inSight({ offsetLeft: 0, offsetTop: 0, width: 360, scale: 1 }, 360), '');
});

test('a keyboard that pushes the page up does not push the exit away', () => {
  const moved = inSight({ offsetLeft: 0, offsetTop: 212, width: 360, scale: 1 }, 360);
  assert.deepEqual(corner(moved, 360), [360, 212]);
  assert.match(moved, /scale\(1\)$/);
});

test('pinched to four times the size the exit stays in the corner that is seen, in its own size', () => {
  for (const [offsetLeft, offsetTop] of [[0, 0], [270, 0], [135, 555]] as const) {
    const moved = inSight({ offsetLeft, offsetTop, width: 90, scale: 4 }, 360);
    assert.deepEqual(corner(moved, 360), [offsetLeft + 90, offsetTop]);
    assert.match(moved, /scale\(0\.25\)$/);
  }
});

test('a page that the browser has put back is known as such, and a first visit is not', () => {
  assert.equal(cameBack('reload', false), true);
  assert.equal(cameBack('back_forward', undefined), true);
  assert.equal(cameBack('navigate', true), true, 'a tab that was thrown out of memory');
  assert.equal(cameBack('navigate', false), false);
  assert.equal(cameBack('prerender', undefined), false);
  assert.equal(cameBack(undefined, undefined), false, 'a browser that does not say');
});
