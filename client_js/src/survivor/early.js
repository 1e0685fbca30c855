/*
 * The exit, before and without everything else. It is a script of its own, right behind the link,
 * so that leaving works while the page still loads, and in a browser that is too old for the rest
 * or fails in it. Written so that any browser can run it (ES3; the build checks that).
 *
 * A press of the exit, or Shift three times within five seconds: the page is covered, whoever
 * listens wipes ('noview-leave', see exit.ts), and the neutral site takes the page's place, so that
 * no way leads back. Where something goes wrong, the link is still a link.
 *
 * Only a Shift that was pressed and let go alone counts. With a letter, another key, a click or a
 * key of its kind held (Alt+Shift changes keyboards), it is ordinary writing, and the count begins
 * anew. Left and right are the same.
 */
(function (window) {
  var document = window.document;
  var root = document.documentElement;
  var link = document.getElementById('exit');
  var cover = document.getElementById('cover');
  var told = document.getElementById('pressed');
  var WITHIN = 5000;
  var presses = [];
  var alone = false;
  var left = false;
  var fault = 'fault';
  var timer;

  if (!document.addEventListener) return;

  function say(name) {
    told.textContent = name && link.getAttribute('data-' + name);
  }

  function leave() {
    var event;
    // Said once more if it is pressed once more: the neutral site may be slow.
    if (!left) {
      left = true;
      cover.removeAttribute('hidden');
      root.setAttribute('data-left', '');
      cover.textContent = link.getAttribute('data-gone');
      event = document.createEvent('Event');
      event.initEvent('noview-leave', false, false);
      document.dispatchEvent(event);
    }
    window.location.replace(link.href);
  }

  /** How many presses still count, shown in dots and words; the words are also spoken. */
  function show(late) {
    var now = +new window.Date();
    while (presses.length > 0 && now - presses[0] >= WITHIN) presses.shift();
    window.clearTimeout(timer);
    if (presses.length > 0) {
      timer = window.setTimeout(function () { show('late'); }, presses[0] + WITHIN - now);
    } else if (late) {
      timer = window.setTimeout(function () { show(); }, WITHIN);
    }
    told.setAttribute('data-count', presses.length);
    say(['', 'two', 'one'][presses.length] || late || '');
  }

  function other() {
    alone = false;
    if (presses.length > 0) {
      presses = [];
      show();
    }
  }

  function down(event) {
    if (event.keyCode !== 16 || event.altKey || event.ctrlKey || event.metaKey) other();
    else if (!event.repeat) alone = true;
  }

  function up(event) {
    if (event.keyCode !== 16 || !alone) return;
    presses.push(+new window.Date());
    show();
    if (presses.length > 2) leave();
  }

  function press(event) {
    leave();
    event.preventDefault();
  }

  // With any button of the mouse and any key held: whoever presses this wants to be gone.
  link.addEventListener('click', press, false);
  link.addEventListener('auxclick', press, false);
  document.addEventListener('keydown', down, true);
  document.addEventListener('keyup', up, true);
  document.addEventListener('mousedown', other, true);

  // Why the rest of the page does not come, where it does not.
  window.addEventListener('error', function (event) {
    if (/^\w*\s?SyntaxError/.test(event.message)) fault = 'old';
  }, false);
  document.addEventListener('DOMContentLoaded', function () {
    var plain = document.getElementById('static');
    if (plain && !root.hasAttribute('data-started')) plain.setAttribute('data-shown', fault);
  }, false);
})(this);
