/** Labels that only staff use: in a room of their own, so that no survivor's page carries them. */

export const staffLabel = {
  signHandbook: 'noview/1 sign handbook',
  codeWord: 'noview/1 code word',
  tally: 'noview/1 tally',
  tallyMac: 'noview/1 tally mac',
  ledgerCommit: 'noview/1 ledger commit',
  ledgerKey: 'noview/1 ledger key',
} as const;

export type StaffLabel = (typeof staffLabel)[keyof typeof staffLabel];
