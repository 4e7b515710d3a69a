import { realPath } from '../files/realPath.ts';
import type { Mixture } from '../generate/mixture.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import { ParagraphTokens } from '../ngram/document.ts';
import type { NgramIndex } from '../ngram/ngramIndex.ts';
import { OwnNgrams } from '../ngram/ownNgrams.ts';
import type { NgramWeights } from '../ngram/weights.ts';
import type { About } from './prompter.ts';

/** The user's own n-grams for a document with this text so far. */
export type NgramsOf = (text: string, about?: About) => Mixture;

/**
 * @param index in its current state
 * @param store the history that the index covers
 */
export function ngramsOf(
  index: () => NgramIndex,
  weights: NgramWeights,
  store: HistoryStore,
  tokenizer: Tokenizer,
): NgramsOf {
  const paragraphs = new ParagraphTokens(tokenizer);
  return (text, about = {}) =>
    new OwnNgrams(index(), weights, { tokens: paragraphs.of(text), without: notCounting(store, about) });
}

/** Items that do not count for a document: its own, and those that did not come before its moment. */
export function notCounting(store: HistoryStore, { source, id, moment }: About): Set<string> {
  const out = new Set(source === undefined ? [] : store.idsOf(realPath(source)));
  if (id !== undefined) out.add(id);
  if (moment !== undefined) for (const later of store.counts.idsNotBefore(moment)) out.add(later);
  return out;
}
