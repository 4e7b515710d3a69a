const WORD_END = /^(?![\p{L}\p{N}\p{M}_]|['’]\p{L})/u;
const ENDS_IN_WORD = /[\p{L}\p{N}\p{M}_]$/u;

/** Whether the writer goes on with exactly this suggestion, up to the end of its last word. */
export function isAllRight(text: string, next: string): boolean {
  if (text === '' || !next.startsWith(text)) return false;
  return !ENDS_IN_WORD.test(text) || WORD_END.test(next.slice(text.length));
}
