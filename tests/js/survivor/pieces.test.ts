import assert from 'node:assert/strict';
import test from 'node:test';
import type { NoticeView } from '../../../client_js/src/core/views.ts';
import { common } from '../../../client_js/src/screens/pieces.tsx';

const signed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: { closed: 'Closed until Monday.', rights: 'We must report some things.', first: 'Begin anywhere.' },
  es: { welcome: 'Hola.' },
};

const notice: NoticeView = {
  organisation: 'Night Line',
  languages: ['en', 'es'],
  text: (language, key, only) => signed[language]?.[key] ?? ((!only && signed['en']?.[key]) || ''),
  policy: () => '',
  phones: () => [],
  hours: [],
  timezone: 'UTC',
  exitAddress: '',
};

const spanish = {
  shared: { code: 'es' },
  survivor: { say: { welcome: 'Puedes escribir.', closed: 'Cerrado.', rights: 'Tus derechos.' } },
} as unknown as Parameters<typeof common>[1];

test('what the organisation signed in her language goes before all else', () => {
  assert.equal(common(notice, spanish).say('welcome'), 'Hola.');
});

test('a text that it signed in another language only gives way to the page’s own in hers', () => {
  assert.equal(common(notice, spanish).say('closed'), 'Cerrado.');
});

test('its rights are never replaced by ours, and what the page has no words for is shown as it is', () => {
  assert.equal(common(notice, spanish).say('rights'), 'We must report some things.');
  assert.equal(common(notice, spanish).say('first'), 'Begin anywhere.');
  assert.equal(common(notice, spanish).say('nothing'), '');
  assert.equal(common(undefined, spanish).say('rights'), 'Tus derechos.');
});
