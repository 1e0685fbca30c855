/** Small pieces that both pages use. */

import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Connection, NoticeView, Phone, Problem } from '../core/views.ts';
import type { ConsoleWords, SharedWords, Text, Trouble as Told } from './catalog/words.ts';
import { hoursLines, specialDays } from './hours.ts';
import { fill, phoneAddress } from './text.ts';

export interface ButtonProps {
  readonly test?: string;
  readonly look?: 'main' | 'plain' | 'quiet';
  readonly disabled?: boolean | undefined;
  /** For screen readers, where the words alone do not say which of several. */
  readonly label?: string | undefined;
  readonly onPress: () => unknown;
  readonly children: ComponentChildren;
}

export function Button({ test, look, disabled, label, onPress, children }: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={`button ${look ?? 'plain'}`}
      data-test={test}
      disabled={disabled}
      aria-label={label}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

/** A heading that takes the focus when its screen appears: eyes and screen readers begin there. */
export function Title({ children, level = 1 }: { children: ComponentChildren; level?: 1 | 2 | 4 | 5 }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (level === 1) scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  const Tag = `h${level}` as 'h1' | 'h2' | 'h4' | 'h5';
  return (
    <Tag ref={heading} tabIndex={-1}>
      {children}
    </Tag>
  );
}

export function Phones({ phones, words }: { phones: readonly Phone[]; words: SharedWords }): JSX.Element | null {
  if (phones.length === 0) return null;
  return (
    <section class="phones">
      <h2>{words.phones}</h2>
      <ul>
        {phones.map(({ number, label }) => {
          const address = phoneAddress(number);
          return (
            <li key={number}>
              <span dir="auto">{label}</span>
              {address === undefined ? <bdi>{number}</bdi> : <a href={address} dir="ltr">{number}</a>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export interface HoursProps {
  readonly notice: NoticeView;
  readonly words: SharedWords;
  readonly title: string;
  readonly zone: Text<'timezone'>;
  /** Where the hours do not hold now: words that say so. */
  readonly off?: string;
}

export function Hours({ notice, words, title, zone, off }: HoursProps): JSX.Element | null {
  const lines = [...hoursLines(notice.hours, words), ...specialDays(notice.policy('days'))];
  if (lines.length === 0) return null;
  return (
    <section class="hours">
      <h2>{title}</h2>
      {off && <p>{off}</p>}
      <dl>
        {lines.map(({ days, times }) => (
          <div key={days}>
            <dt>{days}</dt>
            <dd>{times}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{fill(zone, { timezone: `\u2068${notice.timezone.replace(/_/g, ' ')}\u2069` })}</p>
    </section>
  );
}

export interface TroubleProps {
  readonly problem: Problem | undefined;
  readonly words: SharedWords;
  /** The console's own words; the survivor's page has none and needs none. */
  readonly staff?: ConsoleWords;
}

/** What went wrong and what to do next; `role` makes a screen reader say it at once. */
export function Trouble({ problem, words, staff }: TroubleProps): JSX.Element {
  const all: Partial<Record<Problem, Told>> = { ...words.problems, ...staff?.problems };
  // A problem without words would be a screen without a next step.
  const told = problem && (all[problem] ?? words.problems['encryption-failed']);
  return <TroubleBox problem={problem} told={told} />;
}

export interface TroubleBoxProps {
  readonly problem: string | undefined;
  readonly told: Told | undefined;
}

/** The two sentences of a problem, wherever its words come from. */
export function TroubleBox({ problem, told }: TroubleBoxProps): JSX.Element {
  return (
    <div role="alert">
      {told !== undefined && (
        <div class="trouble" data-test="problem" data-problem={problem}>
          <p>
            <strong>{told.what}</strong>
          </p>
          <p>{told.next}</p>
        </div>
      )}
    </div>
  );
}

export interface ConnectedProps {
  readonly connection: Connection;
  readonly words: SharedWords;
  /** Whether somebody may be in the middle of a message. */
  readonly writing?: boolean;
}

export function Connected({ connection, words, writing }: ConnectedProps): JSX.Element {
  return (
    <p class="connection" role="status" data-test="connection" data-connection={connection}>
      {words[connection]}
      {writing === true && connection === 'lost' && ` ${words.keepWriting}`}
    </p>
  );
}

export interface LanguageProps<C extends string> {
  readonly all: readonly { readonly code: C; readonly ownName: string }[];
  readonly words: SharedWords;
  readonly onChange: (code: C) => void;
}

/** Each language by its own name, so that nobody has to read the others to find theirs. */
export function Languages<C extends string>({ all, words, onChange }: LanguageProps<C>): JSX.Element {
  return (
    <div class="languages" role="group" aria-label={words.language}>
      {all.map((one) => (
        <button
          key={one.code}
          type="button"
          lang={one.code}
          class="button quiet"
          data-test="language"
          data-language={one.code}
          aria-pressed={one.code === words.code}
          onClick={() => onChange(one.code)}
        >
          {one.ownName}
        </button>
      ))}
    </div>
  );
}

export interface ConfirmProps {
  readonly question: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly test: string;
  readonly onYes: () => unknown;
  readonly onNo: () => unknown;
  /** Below the heading of what it asks about. */
  readonly level?: 2 | 5;
}

/** A question in the page itself: nothing pops up, and Escape says no. */
export function Confirm(props: ConfirmProps): JSX.Element {
  const { question, text, yes, no, test, onYes, onNo, level } = props;
  return (
    <section
      class="confirm"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onNo();
      }}
    >
      <Title level={level ?? 2}>{question}</Title>
      <p>{text}</p>
      <div class="row">
        <Button look="main" test={test} onPress={onYes}>
          {yes}
        </Button>
        <Button test={`${test}-no`} onPress={onNo}>
          {no}
        </Button>
      </div>
    </section>
  );
}
