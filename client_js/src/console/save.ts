/** Gives the person a file to keep. Only what is locked or public is ever given out this way. */

// Long enough for a browser that asks where to put it first.
const KEPT_FOR = 60_000;

export function saveFile(name: string, bytes: Uint8Array): void {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' });
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.rel = 'noreferrer';
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR);
}

/** A file's name out of an alias: letters and digits of any script, nothing that a disk minds. */
export function fileName(alias: string, ending: string): string {
  const letters = alias.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return `${[...letters].slice(0, 40).join('') || 'noview'}.${ending}`;
}
