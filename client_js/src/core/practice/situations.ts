/**
 * Who comes to a practice, and how a conversation with them goes: written by people, played as it
 * stands. What is said is in a file for each language; how it goes on is the same in all of them.
 */

/** What a counselor's words may touch, found by the words of a language (`Tongue.cues`). */
export const CUES = ['safe', 'fault', 'kept', 'hurt', 'help'] as const;
export type Cue = (typeof CUES)[number];

export const SITUATIONS = ['home', 'after', 'friend', 'dark', 'rude'] as const;
export type Situation = (typeof SITUATIONS)[number];

/** One turn: what is said (a line of the language's file), and where it goes from there. */
export interface Turn {
  readonly says: string;
  /** After so many seconds without a word from the counselor. */
  readonly silent?: { readonly after: number; readonly to: string };
  /** The first that the counselor's words touch. */
  readonly cues?: readonly (readonly [Cue, string])[];
  /** After any other word of the counselor. */
  readonly next?: string;
  /** Nothing comes after it: with a goodbye, or the page is closed without a word. */
  readonly over?: 'goodbye' | 'gone';
}

export interface Script {
  /** `begin` is what comes after the counselor's first word. */
  readonly turns: Readonly<Record<string, Turn>>;
  /** Seconds after which nobody who was not answered waits on. */
  readonly patience: number;
}

/** One language: all that its people say, and how a counselor's words are understood. */
export interface Tongue {
  /** Tag of the language. */
  readonly language: string;
  readonly cues: Readonly<Record<Cue, readonly string[]>>;
  readonly people: Readonly<Record<Situation, Words>>;
}

export interface Words {
  readonly name: string;
  /** The first words, that come with the knock; empty where none were written. */
  readonly first: string;
  /** Each line is one or more messages. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
}

export const SCRIPTS: Readonly<Record<Situation, Script>> = {
  // Somebody at home with the person they fear. Whether it is safe to write must be asked early.
  home: {
    patience: 240,
    turns: {
      begin: { says: 'begin', cues: [['safe', 'room']], next: 'told', silent: { after: 90, to: 'there' } },
      there: { says: 'there', cues: [['safe', 'room']], next: 'told', silent: { after: 120, to: 'steps' } },
      room: { says: 'room', cues: [['help', 'plan']], next: 'told', silent: { after: 120, to: 'steps' } },
      told: {
        says: 'told',
        cues: [['safe', 'room2'], ['fault', 'doubt'], ['help', 'plan']],
        next: 'doubt',
        silent: { after: 120, to: 'steps' },
      },
      room2: { says: 'room2', cues: [['help', 'plan']], next: 'doubt', silent: { after: 120, to: 'steps' } },
      doubt: { says: 'doubt', cues: [['help', 'plan']], next: 'plan', silent: { after: 150, to: 'steps' } },
      plan: { says: 'plan', next: 'bag', silent: { after: 150, to: 'steps' } },
      bag: { says: 'bag', next: 'steps', silent: { after: 60, to: 'steps' } },
      // The page is closed from one moment to the next; nobody may write after it.
      steps: { says: 'steps', over: 'gone' },
    },
  },
  // Something was done to them; they are ashamed and first ask what becomes of their words.
  after: {
    patience: 420,
    turns: {
      begin: { says: 'begin', cues: [['kept', 'trust']], next: 'kept', silent: { after: 180, to: 'still' } },
      still: { says: 'still', cues: [['kept', 'trust']], next: 'kept', silent: { after: 300, to: 'leave' } },
      kept: { says: 'kept', cues: [['kept', 'trust']], next: 'vague', silent: { after: 240, to: 'leave' } },
      vague: { says: 'vague', cues: [['kept', 'trust']], next: 'trust', silent: { after: 240, to: 'leave' } },
      trust: { says: 'trust', cues: [['fault', 'relief'], ['hurt', 'body']], next: 'blame', silent: { after: 240, to: 'leave' } },
      blame: { says: 'blame', cues: [['fault', 'relief']], next: 'blame2', silent: { after: 240, to: 'leave' } },
      blame2: { says: 'blame2', cues: [['hurt', 'body']], next: 'relief', silent: { after: 240, to: 'leave' } },
      relief: { says: 'relief', cues: [['hurt', 'body']], next: 'body', silent: { after: 240, to: 'leave' } },
      body: { says: 'body', next: 'choice', silent: { after: 240, to: 'leave' } },
      choice: { says: 'choice', next: 'thanks', silent: { after: 240, to: 'leave' } },
      thanks: { says: 'thanks', over: 'goodbye' },
      leave: { says: 'leave', over: 'goodbye' },
    },
  },
  // Somebody who wants to help somebody else, and wants to do too much.
  friend: {
    patience: 600,
    turns: {
      begin: { says: 'begin', next: 'worry', silent: { after: 180, to: 'there' } },
      there: { says: 'there', next: 'worry', silent: { after: 300, to: 'thanks' } },
      worry: { says: 'worry', cues: [['safe', 'police']], next: 'police', silent: { after: 300, to: 'thanks' } },
      police: { says: 'police', cues: [['help', 'words']], next: 'angry', silent: { after: 300, to: 'thanks' } },
      angry: { says: 'angry', next: 'words', silent: { after: 300, to: 'thanks' } },
      words: { says: 'words', next: 'own', silent: { after: 300, to: 'thanks' } },
      own: { says: 'own', next: 'thanks', silent: { after: 300, to: 'thanks' } },
      thanks: { says: 'thanks', over: 'goodbye' },
    },
  },
  // Somebody who does not want to live. It must be asked in plain words, and calmly.
  dark: {
    patience: 300,
    turns: {
      begin: { says: 'begin', cues: [['hurt', 'plain']], next: 'tired', silent: { after: 120, to: 'there' } },
      there: { says: 'there', cues: [['hurt', 'plain']], next: 'tired', silent: { after: 180, to: 'leave' } },
      tired: { says: 'tired', cues: [['hurt', 'plain']], next: 'burden', silent: { after: 180, to: 'there' } },
      burden: { says: 'burden', cues: [['hurt', 'plain']], next: 'hint', silent: { after: 180, to: 'leave' } },
      hint: { says: 'hint', cues: [['hurt', 'plain']], next: 'leave', silent: { after: 180, to: 'leave' } },
      plain: { says: 'plain', cues: [['safe', 'tonight'], ['help', 'someone']], next: 'tonight', silent: { after: 150, to: 'leave' } },
      tonight: { says: 'tonight', cues: [['help', 'someone']], next: 'someone', silent: { after: 180, to: 'leave' } },
      someone: { says: 'someone', next: 'promise', silent: { after: 240, to: 'leave' } },
      promise: { says: 'promise', next: 'thanks', silent: { after: 240, to: 'thanks' } },
      thanks: { says: 'thanks', over: 'goodbye' },
      leave: { says: 'leave', over: 'goodbye' },
    },
  },
  // Somebody who is rude, and does not say whether there is more to it.
  rude: {
    patience: 180,
    turns: {
      begin: { says: 'begin', next: 'robot', silent: { after: 45, to: 'push' } },
      push: { says: 'push', next: 'robot', silent: { after: 60, to: 'bored' } },
      robot: { says: 'robot', next: 'insult', silent: { after: 60, to: 'bored' } },
      insult: { says: 'insult', next: 'again', silent: { after: 90, to: 'bored' } },
      again: { says: 'again', next: 'bored', silent: { after: 90, to: 'bored' } },
      bored: { says: 'bored', over: 'gone' },
    },
  },
};
