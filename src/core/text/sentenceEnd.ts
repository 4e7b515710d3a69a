import { goesOn, sentencesOf } from './sentences.ts';

const MARK = /[.!?…]["”’')\]]*(?=\s)|[。！？｡।॥؟۔።។။]+["”’'」』）】]*(?=[^"”’'」』）】])/gu;

/**
 * Where the first sentence of a text ends: after its mark and closing quotes, once white space follows, or anything at
 * all in a script without spaces. A point that only abbreviates a word ends nothing; if what follows must decide,
 * nothing has ended before a whole word follows.
 * @returns an offset in UTF-16 units, or -1 while no sentence has ended
 */
export function sentenceEnd(text: string): number {
  for (const { index, 0: mark } of text.matchAll(MARK)) {
    const end = index + mark.length;
    if (!mark.startsWith('.')) return end;
    const next = /^\s+(\S+(?=\s)|\d)/.exec(text.slice(end, end + 60))?.[1] ?? '';
    if (goesOn(text.slice(0, end), next)) continue;
    // A word after it shows whether a sentence could begin there.
    if (
      sentencesOf(`${text.slice(0, end)} ${next || 'Then'}`).length > 1 ||
      sentencesOf(`${text.slice(0, end)} Then`).length > 1
    )
      return end;
  }
  return -1;
}
