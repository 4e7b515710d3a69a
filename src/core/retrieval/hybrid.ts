import type { HistoryStore } from '../history/store/store.ts';
import type { DenseIndex, DenseMatch } from './dense.ts';
import type { SearchMode } from './modes.ts';
import { passagesOf } from './passages.ts';
import { type SearchHit, type SearchOptions, search } from './search.ts';

/** Number of items of each ranking that are fused. */
const DEPTH = 50;
/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
const RANK_CONSTANT = 60;

/**
 * Fuses rankings: an item's score is the sum of 1 / (60 + rank) over the rankings it is in, the first rank being 1.
 * @param rankings items best first
 * @returns every item once, best first
 */
export function fuse<T>(rankings: readonly (readonly T[])[]): { item: T; score: number }[] {
  const scores = new Map<T, number>();
  for (const ranking of rankings) {
    for (const [i, item] of ranking.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (RANK_CONSTANT + i + 1));
  }
  return [...scores].map(([item, score]) => ({ item, score })).sort((a, b) => b.score - a.score);
}

/**
 * Like `search`, by meaning alone or by words and meaning together.
 * @param vector the query's, from the index
 */
export function searchDense(
  store: HistoryStore,
  dense: DenseIndex,
  { text, vector }: { text: string; vector: Float32Array },
  { mode, k = 10, recency, ...eligible }: SearchOptions & { mode: Exclude<SearchMode, 'bm25'> },
): SearchHit[] {
  const near = dense.nearest(vector, { ...eligible, k: mode === 'dense' ? k : DEPTH });
  const hits = new Map(near.flatMap((match) => hitOf(store, match) ?? []).map((hit) => [hit.id, hit]));
  if (mode === 'dense') return [...hits.values()];
  const byWords = search(store, text, { ...eligible, recency, k: DEPTH });
  // The passage found by words is preferred: it shows why the item was found.
  const known = new Map([...hits, ...byWords.map((hit) => [hit.id, hit] as const)]);
  return fuse([byWords.map(({ id }) => id), [...hits.keys()]])
    .slice(0, k)
    .map(({ item, score }) => ({ ...known.get(item)!, score }));
}

function hitOf(store: HistoryStore, { seq, part, score }: DenseMatch): SearchHit | undefined {
  const item = store.getBySeq(seq);
  if (!item) return undefined;
  // The whole passage: its vector does not tell which part of it is near.
  const snippet = passagesOf(item.text)[part] ?? '';
  return { id: item.id, title: item.title, date: item.date, snippet, score };
}
