/** Languages by name, and names in a row, as the language of the screen writes them. Pure. */

/** What a language is called, in the language of the screen; its code where that is not known. */
export function languageName(language: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(language) ?? language;
  } catch {
    // A tag from outside may be no language tag at all; the code itself is then the honest name.
    return language;
  }
}

/** "A, B and C". */
export function listed(names: readonly string[], inLanguage: string): string {
  return new Intl.ListFormat(inLanguage, { type: 'conjunction' }).format(names);
}
