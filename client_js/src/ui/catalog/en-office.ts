/** English: what runs out, shifts and devices. */

import type { OfficeWords } from './words-office.ts';

export const office: OfficeWords = {
  warnings: 'Please see to this',
  soon: {
    'shift-soon': (time) => `This shift ends ${time}.`,
    'roster-soon': (time) => `The list of devices ends ${time}.`,
    'charter-soon': (time) => `The charter of your organisation ends ${time}.`,
    'certificate-soon': (time) => `Your device may be used until ${time}.`,
  },
  soonNext: {
    'shift-soon': 'Ask a supervisor to renew it.',
    'roster-soon': 'Ask an administrator to renew it. Without it nobody can work.',
    'charter-soon': 'Tell an administrator now. The people with the root keys must sign a new one.',
    'certificate-soon': 'Ask an administrator to renew your device.',
  },
  shiftSoonMine: 'You can renew it now, under Shift.',
  waitingForShift: {
    what: 'Your device asks to join the shift.',
    next: 'Please keep this open. If nobody takes it in, save this file and send it to your administrator.',
  },
  askAgain: 'Save a file for the administrator',
  disagree: {
    what: 'Stop. Two consoles were shown different papers of your organisation.',
    next: 'Someone may be hiding a change from you. Take nobody new until this is clear.',
  },
  disagreeSteps: [
    'Call your administrator by phone now. Do not use this chat for it.',
    'Read these numbers to each other. They must be the same.',
    'If they are not, everyone goes off duty, and the administrator calls whoever runs the server.',
  ],
  compare: 'Numbers to compare by phone',
  compared: {
    charter: (version) => `Charter ${version}`,
    roster: (version) => `List of devices ${version}`,
    shift: (version) => `Shift ${version}`,
  },
  stalled: {
    shift: {
      what: 'There is no shift that is new enough. Nobody can be helped from here now.',
      next: 'Survivors see your phone numbers. Ask a supervisor or administrator to start a shift.',
    },
    roster: {
      what: 'There is no list of devices that is new enough. Nobody can be helped from here now.',
      next: 'Survivors see your phone numbers. Ask an administrator to renew the list.',
    },
  },
  stalledMine: 'You can start one now, under Shift.',
  endedMark: 'Ended',

  keys: 'Keys of this device',
  keysUntil: (time) => `The key in use is good until ${time}. The console makes the next one by itself.`,
  keysOld: (time) => `An older key is kept until ${time}, then destroyed.`,
  keysNoOld: 'No older key is kept.',
  keysNone: 'There is no key in use yet.',
  certificateUntil: (time) => `The device may be used until ${time}.`,
  shiftKeyUntil: (time) => `The key of this shift opens new requests until ${time}, or until a new shift.`,
  openTalks: (count, time) =>
    `Open conversations: ${count}. They can go on until ${time}, and longer if the list of devices is renewed.`,

  shift: 'Shift',
  shiftEnds: (time) => `This shift ends ${time}.`,
  shiftOver: 'There is no shift now.',
  shiftNotRead: 'The shift has not been read from the server yet.',
  rosterEnds: (time) => `The list of devices ends ${time}.`,
  rosterOver: 'There is no list of devices that is new enough. An administrator must renew it first.',
  rosterNotRead: 'The list of devices has not been read from the server yet.',
  hours: 'How long a shift lasts',
  hoursText: (hours) => (hours === 1 ? '1 hour' : `${hours} hours`),
  renewShift: 'Renew the shift now',
  renewShiftText: 'Open conversations go on. Everyone who may work is taken in.',
  renewLate: 'Look above when the shift ends. If nothing has changed, please try again.',
  autoOn: 'This console renews the shift by itself.',
  autoOff: 'This console does not renew the shift by itself.',
  autoTurnOn: 'Renew by itself',
  autoTurnOff: 'Do not renew by itself',
  autoText: 'It does so while this console is open, before the shift ends.',
  returning: 'Came back and asks to join',
  returningText: 'They are taken in when the shift is renewed.',
  nobodyReturns: 'Nobody asks to join.',

  administer: 'Administrator',
  administerClose: 'Back',
  administerText:
    'Here you decide which devices may be used. Unlock it only for as long as you need it.',
  administerUnlock: 'Unlock the administrator part',
  administerFile: 'Administrator vault',
  administerFileHint: 'This is not the vault of your device. Choose the file, or drop it here.',
  administerLock: 'Lock this part',
  administerLocksAt: (time) => `It locks itself at ${time} if you do nothing here.`,
  administerLocked: 'The administrator part is locked.',
  reading: 'Reading the papers of your organisation.',
  working: 'Sending it to the server.',
  compareFirst: 'Compare before you change anything',
  compareFirstText: (version, time) =>
    `This browser remembers no papers of your organisation. The server shows list of devices ${version}, made ${time}.`,
  compareFirstSteps:
    'Compare the number of the list. Call a colleague: their console shows it under Help, Keys of this device. Or use noview-org show on the machine of the administrator. On the very first day, take the number that noview-org printed. It must be the same. If it is higher there, change nothing here.',
  compareFirstDone: 'The numbers of the list are the same',
  failures: {
    'compare-first': {
      what: 'Nothing was changed. The list of devices has not been compared yet.',
      next: 'Call a colleague, compare it as it says above, and confirm it there.',
    },
    'no-administrator': {
      what: 'This key is not, or no longer, one of the administrators in the charter.',
      next: 'Ask the people with the root keys to check the charter.',
    },
    'no-directory': {
      what: 'The list of staff cannot be opened with this key.',
      next: 'Ask another administrator to start a new shift. If nobody can, or a device must be shut out now, use the command noview-org with the folder of your organisation: first noview-org pull, then noview-org device revoke.',
    },
    'documents-disagree': {
      what: 'The server shows other papers than you have seen before.',
      next: 'Change nothing. Call another administrator by phone and compare the numbers below.',
    },
    'newer-there': {
      what: 'Someone else was quicker. The server has newer papers already.',
      next: 'The newest ones are being read. Please try again.',
    },
    'relay-refused': {
      what: 'The server did not take it.',
      next: 'Check the clock of this computer, and try again. If it goes on, call whoever runs the server.',
    },
    'relay-busy': {
      what: 'The server asks for a pause.',
      next: 'Please wait a minute and try again.',
    },
    'no-answer': {
      what: 'The server did not answer.',
      next: 'Check in the list below if it was done. If not, please try again.',
    },
    'bad-request': {
      what: 'This is not the request of a device, or it is damaged.',
      next: 'Ask the person to send it again, as a file or as one line of text.',
    },
    'other-organisation': {
      what: 'This request was made for another organisation.',
      next: 'Ask the person to make it in the console of your organisation.',
    },
    'device-known': {
      what: 'This device has been certified already.',
      next: 'Choose Renew in the list if it needs more time.',
    },
    'alias-empty': {
      what: 'The name is empty.',
      next: 'Choose a short name, such as a first name.',
    },
    'alias-long': {
      what: 'The name is too long.',
      next: 'Choose a short name, such as a first name.',
    },
    'alias-sign': {
      what: 'The name has a sign or a space in it that nobody can see or that can deceive the eye.',
      next: 'Choose a name of plain letters and type it yourself.',
    },
    'alias-mixed': {
      what: 'The name mixes letters of two alphabets that look the same.',
      next: 'Choose a name in one alphabet and type it yourself.',
    },
    'alias-alike': {
      what: 'The name is the same as that of another device, or looks like it.',
      next: 'Choose a name that cannot be taken for someone else.',
    },
    'bad-languages': {
      what: 'The languages cannot be used as they are.',
      next: 'Use short codes with a space between them, such as en ar.',
    },
    'bad-life': {
      what: 'This time is not possible.',
      next: 'Choose one of the times in the list.',
    },
    'roster-full': {
      what: 'There is no room for more devices.',
      next: 'Renew the list of devices first, so that old places become free. Then try again.',
    },
    'unknown-device': {
      what: 'This device is no longer in the list.',
      next: 'Choose another one from the list below.',
    },
    nobody: {
      what: 'No device could open this shift. Their keys have all run out.',
      next: 'Ask people to open their consoles, save the file offered there, and send it. Read it below.',
    },
    'not-possible': {
      what: 'This cannot be done now.',
      next: 'Please wait until everything has been read, and try again.',
    },
  },
  about: (name) => `It is about this: ${name}`,
  done: {
    certified: (name, time) => `Done ${time}. ${name} may be used now.`,
    renewed: (name, time) => `Done ${time}. ${name} has more time.`,
    revoked: (name, time) => `Done ${time}. ${name} is shut out, and its conversations end now.`,
    roster: (_, time) => `Done ${time}. The list of devices was renewed.`,
    shift: (_, time) => `Done ${time}. A new shift has begun.`,
  },

  devices: 'Devices',
  noDevices: 'There is no device yet.',
  deviceUntil: (time) => `May be used until ${time}`,
  deviceNotGood: 'It waits for a new certificate. Please renew it.',
  deviceKeyUntil: (time) => `Its key is good until ${time}`,
  deviceNoKey: 'It has no key at the moment. It can join when its console is opened.',
  deviceSpeaks: (languages) => `Languages: ${languages}`,
  deviceFingerprint: 'Number of the device',
  renewDevice: 'Renew',
  renewDeviceOf: (name) => `Renew the device of ${name}`,
  renewDeviceText:
    'The device gets the new time by itself, if its console is open within a week. After that it needs the new file.',
  revoke: 'This device is gone',
  revokeOf: (name) => `The device of ${name} is gone`,
  revokeQuestion: (name) => `Shut out the device of ${name}?`,
  revokeText:
    'Its conversations end at once, and the people in them are helped to someone else. This cannot be taken back. The person can join again with a new request.',
  revokeConfirm: 'Shut it out now',
  revokeCancel: 'Keep it',

  certify: 'Let a new device join',
  certifyText: 'The person makes a request in their own console and sends it to you.',
  requestFile: 'Request file',
  requestPasted: 'Or the request as text',
  requestPastedHint: 'One line that begins with noview:',
  requestRead: 'Read the request',
  requestNothing: 'Please choose a file or paste the text.',
  known: (name) => `This is the device of ${name}, which may work already.`,
  knownText: 'It brings a new key. It can be taken into a new shift, and nothing needs to be compared.',
  takeIn: 'Start a new shift with it',
  voice: 'Compare this number by voice',
  voiceText:
    'Call the person on a number that you know. They read the number on their screen to you. Each digit must be the same.',
  voiceDone: 'We compared it by voice, and it is the same',
  voiceWrong: 'It is not the same',
  voiceWrongText: 'The request was dropped. Someone may have changed it. Ask for a new one.',
  alias: 'Name that others see',
  aliasHint: 'Survivors see it too. It need not be the real name.',
  role: 'Role',
  roleHint: 'Supervisors and administrators can start shifts.',
  languages: 'Languages',
  languagesHint: 'Short codes with a space between them, such as en ar.',
  lives: 'How long it may be used',
  livesText: (days) => `${days} days`,
  sign: 'Let it join',
  cancel: 'Cancel',
  grant: 'Give this back to the person',
  grantText: (name) => `${name} opens it in the console. Nothing in it is secret.`,
  grantSave: 'Save as a file',
  grantCopied: 'Or this text, as one line',
  grantClose: 'Done with it',

  documents: 'Papers of the organisation',
  charterEnds: (time) => `The charter ends ${time}.`,
  renewRoster: 'Renew the list of devices',
  renewRosterText: 'It lasts seven days. Without it nobody can work.',
  startShift: 'Start a new shift',
  startShiftText: 'Open conversations go on. Everyone who may work is taken in.',
  leftOut: (names) => `Not in the shift until their console is opened: ${names}`,
  export: 'Save all that is public',
  exportText: 'For other administrators and for auditors. Nothing in it is secret.',
};
