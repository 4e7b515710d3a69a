import type { HistoryStore } from '../history/store/store.ts';
import type { DenseMatch, Meaning } from './dense.ts';
import { fuse } from './hybrid.ts';
import type { QueryWord } from './query.ts';
import { type Found, findItems, type SearchOptions } from './search.ts';

/** Number of items of each ranking that are fused. */
const DEPTH = 50;

/** An item found by words, by meaning, or by both. */
export interface FusedItem extends Found {
  /** For an item found by meaning: the number of its nearest passage, and the cosine. */
  near?: DenseMatch;
}

/**
 * Finds the items nearest to a text: by BM25 and, with an embedding model, by meaning too, fused by rank.
 * @returns best first; the score is BM25's, or 1 / rank for fused items
 */
export async function fusedItems(
  store: HistoryStore,
  query: string,
  options: SearchOptions,
  meaning?: Meaning,
): Promise<{ found: FusedItem[]; words: QueryWord[] }> {
  const { k = 10, recency, ...eligible } = options;
  const near = (await meaning?.nearest(query, { ...eligible, k: DEPTH })) ?? [];
  if (near.length === 0) return findItems(store, query, options);
  const { found, words } = findItems(store, query, { ...eligible, recency, k: DEPTH });
  const byMeaning = new Map(near.map((match) => [match.seq, match]));
  const ranked = fuse([found.map(({ item }) => item.seq), near.map(({ seq }) => seq)]).slice(0, k);
  const fused = ranked.flatMap(({ item: seq }, rank): FusedItem[] => {
    const item = store.getBySeq(seq);
    return item ? [{ item, score: 1 / (rank + 1), near: byMeaning.get(seq) }] : [];
  });
  return { found: fused, words };
}
