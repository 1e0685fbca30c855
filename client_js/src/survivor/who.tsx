/** Who can read this: every line that the browser has opened, and nobody else. Always on the screen. */

import type { JSX } from 'preact';
import type { Person } from '../core/views.ts';
import type { SharedWords, SurvivorWords } from '../ui/catalog/words.ts';
import { proquint } from '../core/proquint.ts';
import { fill, plain, word } from '../ui/text.ts';
import { languageName, listed } from '../ui/tongue.ts';

export interface WhoProps {
  readonly people: readonly Person[];
  readonly organisation: string;
  readonly shared: SharedWords;
  readonly words: SurvivorWords;
}

function named(person: Person, shared: SharedWords): string {
  const role = word(shared.roles, person.role);
  const alias = plain(person.alias) || shared.someone;
  return role === '' ? alias : `${alias} (${role})`;
}

export function Who({ people, organisation, shared, words }: WhoProps): JSX.Element {
  if (people.length === 0) {
    return (
      <p class="who" data-test="who">
        {words.nobodyReads}
      </p>
    );
  }
  const names = listed(people.map((person) => named(person, shared)), shared.code);
  const verified = fill(words.verifiedBy, { organisation: plain(organisation, 120) });
  return (
    <details class="who" data-test="who">
      <summary>
        {fill(words.whoReads, { names })} {verified}
      </summary>
      <ul>
        {people.map((person) => (
          <li key={person.number} data-test="person">
            <strong>{named(person, shared)}</strong>
            <span>{verified}</span>
            {person.languages.length > 0 && (
              <span>
                {fill(words.speaks, {
                  languages: person.languages.map((one) => languageName(one, shared.code)).join(', '),
                })}
              </span>
            )}
            <span>{words.fingerprint}</span>
            <code dir="ltr" data-test="fingerprint">
              {proquint(person.fingerprint)}
            </code>
          </li>
        ))}
      </ul>
      <p class="hint">{words.fingerprintText}</p>
    </details>
  );
}
