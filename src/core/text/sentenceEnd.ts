import { sentencesOf } from './sentences.ts';

const MARK = /[.!?…]["”’')\]]*(?=\s)/gu;

/**
 * Where the first sentence of a text ends: behind its mark and closing quotes, once white space follows. A point that
 * only shortens a word ends nothing.
 * @returns an offset in UTF-16 units, or -1 while no sentence has ended
 */
export function sentenceEnd(text: string): number {
  for (const { index, 0: mark } of text.matchAll(MARK)) {
    const end = index + mark.length;
    // A word behind it shows whether a sentence could begin there.
    if (!mark.startsWith('.') || sentencesOf(`${text.slice(0, end)} Then`).length > 1) return end;
  }
  return -1;
}
