import type { HistoryStore } from '../../history/store/store.ts';
import { plainWords, stem } from '../../retrieval/query.ts';
import { findItems, type SearchOptions } from '../../retrieval/search.ts';
import { proseOf } from '../../text/prose.ts';
import { sentencesOf } from '../../text/sentences.ts';
import { plainText } from './plain.ts';

/** Number of words in a sentence that can show a manner. */
const LENGTH = { least: 5, most: 32 };
/** The most items searched, and their characters. */
const ITEMS = 6;
const CHARACTERS = 6_000;

/** A sentence by the user, and the same one without manner. */
export interface OwnSentence {
  plain: string;
  own: string;
}

/**
 * Sentences of the user's earlier items that share the most words with a text, most similar first, each from another
 * item; if no item is similar, from the latest ones. Only sentences that differ from their plain versions show
 * anything.
 */
export function ownSentences(store: HistoryStore, text: string, k: number, options: SearchOptions = {}): OwnSentence[] {
  const wanted = new Set(plainWords(text).map(stem));
  const { before, excludeId, excludeSource } = options;
  const alike = findItems(store, text, { ...options, k: ITEMS }).found.map(({ item }) => item);
  // Twice as many, since the document itself may be among the latest.
  const latest = store.list({ before, order: 'newest', limit: 2 * ITEMS });
  const items = [...alike, ...latest.filter(({ id, source }) => id !== excludeId && source !== excludeSource)];
  const found = new Map<string, OwnSentence & { shared: number }>();
  for (const item of items) {
    if (found.size >= ITEMS) break;
    if (found.has(item.id)) continue;
    const best = bestOf(ownIn(item.text), wanted);
    if (best) found.set(item.id, best);
  }
  return [...found.values()]
    .sort((a, b) => b.shared - a.shared)
    .slice(0, k)
    .map(({ plain, own }) => ({ plain, own }));
}

/** The sentences of a Markdown text that show a manner, with their plain versions. */
export function mannered(markdown: string): OwnSentence[] {
  return ownIn(markdown).flatMap((own) => withPlain(own) ?? []);
}

/** Whole sentences of prose, neither short nor long. */
function ownIn(markdown: string): string[] {
  return sentencesOf(proseOf(markdown.slice(0, CHARACTERS)))
    .map(({ text }) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => {
      const words = text.split(' ').length;
      return words >= LENGTH.least && words <= LENGTH.most && /^[\p{L}"“'‘(].*[.!?]["”’)]*$/su.test(text);
    });
}

/** The sentence with manner that shares the most words. */
function bestOf(sentences: string[], wanted: Set<string>): (OwnSentence & { shared: number }) | null {
  const ranked = sentences
    .map((own) => ({ own, shared: sharedWords(own, wanted) }))
    .sort((a, b) => b.shared - a.shared);
  for (const { own, shared } of ranked) {
    const pair = withPlain(own);
    if (pair) return { ...pair, shared };
  }
  return null;
}

function withPlain(own: string): OwnSentence | null {
  const plain = plainText(own);
  return plain !== '' && plain.toLowerCase() !== own.toLowerCase() ? { own, plain } : null;
}

/** Words in common, as a share that favours neither long nor short sentences. */
function sharedWords(text: string, wanted: Set<string>): number {
  const words = new Set(plainWords(text).map(stem));
  let shared = 0;
  for (const word of words) if (wanted.has(word)) shared++;
  return shared / Math.sqrt(words.size || 1);
}
