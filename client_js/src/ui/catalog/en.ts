/** English: what both pages share, and the survivor's page. */

import type { SharedWords, SurvivorWords } from './words.ts';

const and = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all[all.length - 1] ?? ''}`;

export const shared: SharedWords = {
  code: 'en',
  ownName: 'English',
  direction: 'ltr',
  you: 'You',
  someone: 'Someone',
  and,
  roles: {
    counselor: 'counselor',
    interpreter: 'interpreter',
    supervisor: 'supervisor',
    administrator: 'administrator',
    trainee: 'in training',
  },
  delivery: {
    sending: 'Sending',
    delivered: 'Delivered',
    received: '',
    'not-delivered': 'Not delivered',
  },
  problems: {
    'relay-unreachable': {
      what: 'We cannot reach the chat right now.',
      next: 'We keep trying. You can also call us.',
    },
    'wrong-fingerprint': {
      what: 'What answered is not the service that this page belongs to.',
      next: 'Nothing was sent. Do not use this page. Please call.',
    },
    'unknown-organisation': {
      what: 'The chat server does not know this service.',
      next: 'Nothing was sent. Please call, or try again later.',
    },
    'documents-untrusted': {
      what: 'We could not check that the chat is really ours.',
      next: 'Nothing was sent. Please call, or try again later.',
    },
    'shift-expired': {
      what: 'Nobody can be checked as being on duty right now.',
      next: 'Nothing was sent. Please call, or try again later.',
    },
    'roster-expired': {
      what: 'We could not check who may answer right now.',
      next: 'Nothing more was sent. Please call, or try again later.',
    },
    'clock-disagrees': {
      what: 'The clock of this device seems to be wrong.',
      next: 'Set the date and time and open the page again, or call.',
    },
    'desk-closed': {
      what: 'The chat is closed right now.',
      next: 'Please come back in the opening hours, or call.',
    },
    'line-full': {
      what: 'Very many people are waiting right now.',
      next: 'Please try again in a few minutes, or call.',
    },
    'slow-down': {
      what: 'That was too much at once.',
      next: 'Please wait a moment. Nothing is lost.',
    },
    'unsupported-browser': {
      what: 'This browser is too old to keep a chat private.',
      next: 'Please use another browser or device, or call.',
    },
    'line-broken': {
      what: 'The private connection was broken.',
      next: 'We are making a new one. What was not delivered is sent again.',
    },
    'encryption-failed': {
      what: 'This could not be locked, so it was not sent.',
      next: 'Please call, or open the page again.',
    },
    'wrong-passphrase': {
      what: 'This passphrase does not open this vault.',
      next: 'Check capital letters and the keyboard language, and try again.',
    },
    'damaged-vault': {
      what: 'This file is damaged, or it is not a vault.',
      next: 'Choose another copy, or ask your administrator for a new one.',
    },
    'foreign-vault': {
      what: 'This vault belongs to another organisation or is not for a console.',
      next: 'Choose the vault that you were given for this console.',
    },
    'not-on-shift': {
      what: 'Your device is not part of the current shift.',
      next: 'Ask a supervisor to make a new shift that includes you.',
    },
    'taken-over': {
      what: 'The same chat was opened somewhere else.',
      next: 'Use the other window. Nothing more is sent from here.',
    },
    'someone-else-took-it': {
      what: 'A colleague has already answered.',
      next: 'Choose the next person in the line.',
    },
  },
  connected: 'Connected',
  connecting: 'Connecting',
  lost: 'Not connected right now. We keep trying.',
  keepWriting: 'You can go on writing.',
  joined: (name) => `${name} has joined.`,
  left: (name) => `${name} has left.`,
  gap: 'Something on the way went missing. The connection is made again.',
  remade: 'The connection was made again. What was not delivered was sent again.',
  notUnderstood: 'Something came that this page cannot show.',
  chatEnded: 'The chat has ended.',
  passedOn: (name) => `Written by ${name}, passed on by the other browser`,
  typing: (names) => `${names} is writing`,
  messages: 'Messages',
  noMessages: 'No messages yet.',
  newest: 'Go to the newest message',
  compose: 'Your message',
  composeHint: 'Enter starts a new line. The button, or Ctrl and Enter, sends.',
  send: 'Send',
  tooLong: (length, most) => `This message is too long: ${length} of ${most} characters.`,
  notSent: 'It was not sent. Please make it shorter.',
  notTaken: 'This could not be sent just now. Your words are still here.',
  days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  everyDay: 'Every day',
  dayRange: (first, last) => `${first} to ${last}`,
  allDay: 'all day and night',
  timeRange: (opens, closes) => `${opens} to ${closes}`,
  phones: 'By phone',
  language: 'Language',
};

export const survivor: SurvivorWords = {
  title: 'Talk with us',
  exit: 'Leave now',
  exitHelp: 'Closes this page at once, erases it and opens a different site.',
  loading: 'One moment. We are connecting.',
  openNow: 'Open now',
  closedNow: 'Closed now',
  unknownNow: 'We are still finding out if someone is here.',
  hours: 'Hours',
  hoursIn: (timezone) => `Times are for ${timezone}.`,
  whoFor: 'Who this is for',
  whoForText: 'Anyone who was hurt, is afraid, or is worried about someone.',
  whoAnswers: 'Who answers',
  whoAnswersText: (organisation) => `A person from ${organisation}. Never a machine.`,
  kept: 'What is kept',
  keptText: 'Nothing. The chat is only in this window, and is erased when it closes.',
  good: 'Good to know',
  safetyText:
    'If someone may look at this device, use another one if you can. “Leave now” closes this page at once.',
  start: 'Start',
  closedText: 'You can write here in the opening hours. You can also call.',
  before: 'Before we begin',
  beforeText: 'You may leave all of this empty.',
  name: 'How may we call you?',
  nameHint: 'Any name you like. It does not have to be your real one.',
  tongue: 'Which language do you want to write in?',
  first: 'What would you like us to know first?',
  firstHint: 'Please keep it short: everyone on the team who is here now can read this first message.',
  firstTooLong: 'This is a little too long. Please shorten it. You can say more when someone is there.',
  knock: 'Ask to talk',
  back: 'Back',
  waiting: 'Please wait here',
  place: (ahead) =>
    ahead === 0
      ? 'You are next.'
      : ahead === 1
        ? 'One person is before you.'
        : `${ahead} people are before you.`,
  nobodyServing: 'Nobody is free to answer at this moment. You keep your place.',
  waitingText: 'This page will show when someone is there. You do not have to do anything.',
  withdraw: 'Stop waiting',
  talking: (names) => `You are talking with ${names}`,
  talkingAlone: 'Nobody else is here right now',
  whoReads: (names) => `Only you and ${names} can read this.`,
  nobodyReads: 'Only you can read this.',
  whoDetails: 'Show more about who can read this',
  verifiedBy: (organisation) => `Verified by ${organisation}`,
  speaks: (languages) => `Languages: ${languages}`,
  fingerprint: 'Number to compare',
  fingerprintText: 'You do not need this. It is for people who want to check for themselves.',
  askJoin: (asker, colleague, role) => `${asker} asks: may ${colleague} (${role}) join this chat?`,
  askHandOver: (asker, colleague, role) =>
    `${asker} asks: may ${colleague} (${role}) take over this chat?`,
  askText: 'You decide. Nobody can read along unless you say yes.',
  yesEarlier: 'Yes, and they may read what was written before',
  yesFromNow: 'Yes, but only from now on',
  no: 'No',
  end: 'End the chat',
  endQuestion: 'End the chat?',
  endText: 'Everything in this window will be erased. Nobody can open this chat again.',
  endConfirm: 'End and erase',
  endCancel: 'Keep talking',
  ended: 'The chat has ended',
  endedBecause: {
    finished: 'The other side has ended the chat.',
    left: 'The other side has left.',
    broken: 'The private connection broke and could not be made again.',
    closed: 'The service has closed the chat.',
    revoked: 'The person you talked with may no longer answer here. You can start again or call.',
  },
  endedText: 'You can still read it. It is erased in five minutes, or when you close this page.',
  erase: 'Erase now',
  erased: 'Everything is erased',
  erasedText: 'The chat is over and nothing of it is left in this window.',
  again: 'Back to the start',
  refused: 'The chat cannot open',
  refusedText: 'Nothing more was sent from this page.',
};
