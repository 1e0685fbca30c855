import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { QUIET } from '../../../client_js/src/ui/field.tsx';
import { elements, literal, parts } from './jsx.ts';

const ROOT = 'client_js/src';
const files = ['ui', 'screens', 'survivor', 'console'].flatMap((room) =>
  readdirSync(`${ROOT}/${room}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => `${room}/${name}`),
);
const source = (file: string): string => readFileSync(`${ROOT}/${file}`, 'utf8');

/** Attributes whose value a person reads or hears. */
const SAID = /(?:^|[{,]\s*)(?:"(aria-label|aria-description|aria-roledescription)"|(title|placeholder|alt|label|hint)):\s*(["'`])(?!\3)/;
const INPUTS = ['"input"', '"textarea"', '"select"'];
const MARKUP = /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\bstyle[:=]/;

function words(code: string): string[] {
  return elements(code).flatMap(({ tag, properties, children }) => [
    ...children.filter(literal).map((child) => `${tag}: ${child}`),
    ...(SAID.test(properties) ? [`${tag}: ${properties}`] : []),
  ]);
}

test('there are screens to look at', () => {
  assert.ok(files.length > 15);
  assert.ok(files.flatMap((file) => elements(source(file))).length > 150);
});

test('every word on a screen comes from a catalog', () => {
  const found = files.flatMap((file) => words(source(file)).map((one) => `${file} ${one}`));
  assert.deepEqual(found, []);
});

test('the search for words finds words', () => {
  for (const planted of [
    'const A = () => <p>Hello</p>;',
    'const A = () => <p>{on ? "Hello" : "Bye"}</p>;',
    'const A = () => <p>{`Hello ${name}`}</p>;',
    'const A = () => <p>{on && "Hello"}</p>;',
    'const A = () => <button aria-label="Close">{x}</button>;',
    'const A = () => <Field label="Name" />;',
    'const A = () => <div>{list.map((one) => <b>Hello</b>)}</div>;',
  ]) {
    assert.notDeepEqual(words(planted), [], planted);
  }
  for (const clean of [
    'const A = () => <p class="hint">{words.hello}</p>;',
    'const A = () => <p>{words.a} {words.b}</p>;',
    'const A = () => <Button label={words.more}>+</Button>;',
  ]) {
    assert.deepEqual(words(clean), [], clean);
  }
  assert.deepEqual(parts('a, "b,c", f(d, e), `${g(",")}`'), ['a', '"b,c"', 'f(d, e)', '`${g(",")}`']);
});

test('a33 every input is made by Field, which switches off whatever remembers or reads along', () => {
  for (const file of files) {
    for (const { tag, properties } of elements(source(file))) {
      if (!INPUTS.includes(tag)) {
        assert.doesNotMatch(properties, /contentEditable/i, `${file}: ${tag}`);
        continue;
      }
      assert.equal(file, 'ui/field.tsx', `${file} makes ${tag} of its own`);
      assert.match(properties, /\bref\b/, `${tag} without the opt-outs`);
    }
  }
  assert.match(source('ui/field.tsx'), /if \(element !== null\) quieten\(element\);/);
  assert.deepEqual(Object.fromEntries(QUIET), {
    autocomplete: 'off',
    autocorrect: 'off',
    spellcheck: 'false',
    writingsuggestions: 'false',
    translate: 'no',
    'data-gramm': 'false',
    'data-gramm_editor': 'false',
    'data-enable-grammarly': 'false',
    'data-lt-active': 'false',
    'data-ms-editor': 'false',
    'data-1p-ignore': 'true',
    'data-lpignore': 'true',
    'data-bwignore': 'true',
    'data-form-type': 'other',
  });
});

test('a54 no screen makes markup out of text, a56 none a link but to a phone or a partner', () => {
  for (const file of files) {
    assert.doesNotMatch(source(file), MARKUP, file);
    for (const { tag, properties } of elements(source(file))) {
      assert.ok(!['"img"', '"iframe"', '"video"', '"audio"', '"object"'].includes(tag), file);
      if (tag !== '"a"') continue;
      const inside = /href: "#(waiting|talks)"/.test(properties);
      // Leads to a heading of the same screen, by its id; the address keeps no trace of it.
      const heading = file === 'console/administer.tsx' && /href: `#\$\{id\}`/.test(properties);
      const phone = file === 'ui/parts.tsx' && /href: address/.test(properties);
      // Where a partner answers: signed in the notice, and an https page like the exit's.
      const partner = file === 'screens/pieces.tsx' && /href: elsewhere/.test(properties);
      assert.ok(inside || heading || phone || partner, file);
    }
  }
  assert.match('<p dangerouslySetInnerHTML={{}}/>', MARKUP);
  assert.match(source('screens/pieces.tsx'), /elsewhere = view\.partner && exitAddress\(/);
});

test('a26 a form is only the shell of a box: it looks like a search, and cannot be sent', () => {
  const forms = files.flatMap((file) =>
    elements(source(file)).flatMap((made) => (made.tag === '"form"' ? [{ file, ...made }] : [])),
  );
  assert.deepEqual(forms.map((form) => form.file), ['ui/field.tsx']);
  assert.match(forms[0]?.properties ?? '', /action: "\/search"/);
  assert.match(forms[0]?.children.join() ?? '', /\("button", \{ disabled: true, hidden: true \}\)/);
});

test('a34 a36 nothing is stored, nothing rings, nothing stays behind', () => {
  const never =
    /localStorage|sessionStorage|indexedDB|document\.cookie|serviceWorker|Notification|new Audio|vibrate|pushState|replaceState|console\.(log|info|warn|error|debug)/;
  for (const file of [...files, 'survivor/exit.ts', 'survivor/visiting.ts', 'console/opening.ts']) {
    assert.doesNotMatch(source(file), never, file);
  }
});

test('a34 a36 only one file of the console may show or sound anything outside the page, with words of nobody', () => {
  const loud = /\bnew (Notification|AudioContext|Audio)\b|requestPermission|setAppBadge/;
  const scripts = ['core', 'transport', 'ui', 'screens', 'survivor', 'console'].flatMap((room) =>
    readdirSync(`${ROOT}/${room}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${room}/${name}`),
  );
  assert.deepEqual(scripts.filter((file) => loud.test(source(file))), ['console/alerts.ts']);
  // What it is given to say are two texts of the catalog.
  const told = source('console/looking.ts').match(/alerts\.tell\([^;]*/g) ?? [];
  assert.deepEqual(told, ['alerts.tell(title, DAY[code].alertAlarm)', 'alerts.tell(title, DAY[code].alertNews)']);
});

for (const name of ['survivor', 'console']) {
  const page = readFileSync(`${ROOT}/${name}/page.html`, 'utf8');

  test(`a31 the ${name}'s page says nothing outside and loads nothing`, () => {
    assert.match(page, /<meta name="referrer" content="no-referrer">/);
    assert.match(page, /<meta name="robots" content="noindex[^"]*">/);
    assert.match(page, /<link rel="icon" href="data:,">/);
    assert.match(page, /<html [^>]*translate="no"/);
    assert.match(page, /content="telephone=no/);
    assert.doesNotMatch(page, /<(img|iframe|form|input|textarea|object|embed|base)\b|\ssrc=|preconnect|manifest/);
  });
}

test('the exit is a plain link that works before the script, alone in its corner', () => {
  const page = readFileSync(`${ROOT}/survivor/page.html`, 'utf8');
  assert.match(page, /<a class="exit" id="exit" data-test="exit" href="__NOVIEW_EXIT__" rel="noreferrer" [^>]*>/);
  assert.ok(page.indexOf('id="exit"') < page.indexOf('id="app"'));
  assert.ok(page.indexOf('id="exit"') < page.indexOf('<!--noview:script-->'));
  assert.match(page, /<title>[A-Z][a-z]+<\/title>/);
  assert.doesNotMatch(page, /<title>[^<]*(chat|help|talk|abuse|support)/i);
});
