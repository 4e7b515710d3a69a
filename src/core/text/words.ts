/** Scripts that put no space between words. */
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}ー々]/u;

/** Ends in a letter, digit or mark of a script that separates its words. */
export function endsInWord(text: string): boolean {
  const last = /[\p{L}\p{N}\p{M}_]$/u.exec(text)?.[0];
  return last !== undefined && !UNSPACED.test(last);
}

/** Ends in a character of a script without spaces between words. */
export function endsUnspaced(text: string): boolean {
  const last = /[\p{L}\p{N}\p{M}ー々]$/u.exec(text)?.[0];
  return last !== undefined && UNSPACED.test(last);
}
