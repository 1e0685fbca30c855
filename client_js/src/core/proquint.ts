/** A number as words that can be read aloud in many languages. docs/decisions/0020. Pure. */

const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';

/** The first 8 bytes of a hex number as four words of five letters; `orgkeys/proquint.py` too. */
export function proquint(hex: string): string {
  const pairs = hex.slice(0, 16).match(/.{4}/g) ?? [];
  return pairs
    .map((pair) => {
      const bits = parseInt(pair, 16);
      const letter = (from: string, shift: number): string => from[(bits >> shift) % from.length] ?? '';
      return (
        letter(CONSONANTS, 12) +
        letter(VOWELS, 10) +
        letter(CONSONANTS, 6) +
        letter(VOWELS, 4) +
        letter(CONSONANTS, 0)
      );
    })
    .join(' ');
}
