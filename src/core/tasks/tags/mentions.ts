import { stem } from '../../retrieval/query.ts';

/** Only this much of a text is searched. */
const READ = 20_000;
/**
 * Weights for a tag: that the title contains its words together, how often the text does, and how often its words occur
 * singly; fitted to the inner splits of twelve authors.
 */
const WEIGHTS = { title: 1.8, text: 0.75, words: 0.35 };

/**
 * How much a document mentions each tag: its words are compared as stems, counts as ln(1 + count).
 * @returns 0 for a tag that is not mentioned at all
 */
export function mentions(tags: readonly string[], { title, text }: { title: string; text: string }): number[] {
  const inTitle = stems(title);
  const inText = stems(text.slice(0, READ));
  const counts = new Map<string, number>();
  for (const word of inText) counts.set(word, (counts.get(word) ?? 0) + 1);
  const [titleLine, textLine] = [line(inTitle), line(inText)];
  return tags.map((tag) => {
    const words = stems(tag);
    if (words.length === 0) return 0;
    const phrase = line(words);
    const singly = words.reduce((sum, word) => sum + Math.log1p(counts.get(word) ?? 0), 0) / words.length;
    const together = textLine.split(phrase).length - 1;
    return (
      WEIGHTS.title * Number(titleLine.includes(phrase)) + WEIGHTS.text * Math.log1p(together) + WEIGHTS.words * singly
    );
  });
}

function stems(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map(stem);
}

/** Words with a space around each, so that a part of a word is no match. */
function line(words: readonly string[]): string {
  return ` ${words.join(' ')} `;
}
