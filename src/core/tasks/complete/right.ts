const WORD_END = /^(?![\p{L}\p{N}\p{M}_]|['’]\p{L})/u;
const ENDS_IN_WORD = /[\p{L}\p{N}\p{M}_]$/u;

/** Whether a suggestion is, all of it, what the writer goes on with, its last word to the end. */
export function isAllRight(text: string, next: string): boolean {
  if (text === '' || !next.startsWith(text)) return false;
  return !ENDS_IN_WORD.test(text) || WORD_END.test(next.slice(text.length));
}
