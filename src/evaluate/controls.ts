import type { HistoryStore } from '../core/history/store/store.ts';
import type { StoredItem } from '../core/history/store/storedItem.ts';
import { findItems } from '../core/retrieval/search.ts';
import { neighbourVotes } from '../core/tasks/tags/signals.ts';
import { aboutQuery } from './split.ts';

/** Number of earlier items that vote. */
const VOTERS = 20;

/** The author's tags, most used first: suggests the same for every text. */
export function frequentTags(history: readonly Pick<StoredItem, 'tags'>[]): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of history) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return ranked(counts);
}

/** The tags of the earlier items most similar by BM25, each item voting with its score. */
export function neighbourTags(store: HistoryStore, query: StoredItem): string[] {
  const { id, moment } = aboutQuery(query);
  const { found } = findItems(store, `${query.title}\n${query.text}`, { k: VOTERS, before: moment, excludeId: id });
  return ranked(neighbourVotes(found.map(({ item, score }) => ({ tags: item.tags, score }))));
}

function ranked(values: Map<string, number>): string[] {
  return [...values].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([tag]) => tag);
}
