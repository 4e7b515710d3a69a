import type { Moment } from '../history/moment.ts';
import { proseOf } from '../history/prose.ts';
import type { HistoryStore } from '../history/store.ts';
import type { StoredItem } from '../history/storedItem.ts';
import type { SearchHit } from '../types.ts';
import { bestPassage } from './passage.ts';
import { type QueryWord, queryWords } from './query.ts';

const SNIPPET_CHARACTERS = 240;

/** Which items may be found. */
export interface SearchOptions {
  /** At most this many hits; 10 unless told. */
  k?: number;
  /** Only items that came strictly before this moment. */
  before?: Moment;
  excludeId?: string;
  /** A document that must not be found, by its path. */
  excludeSource?: string;
}

/** An item found, with the words that found it. */
export interface Found {
  item: StoredItem;
  score: number;
}

/** Finds the items nearest to a free text by BM25, with the best passage of each. */
export function search(store: HistoryStore, query: string, options: SearchOptions = {}): SearchHit[] {
  const { found, words } = findItems(store, query, options);
  const fits = (text: string) => text.length <= SNIPPET_CHARACTERS;
  return found.map(({ item, score }) => ({
    id: item.id,
    title: item.title,
    date: item.date,
    snippet: bestPassage(proseOf(item.text), words, fits).text,
    score,
  }));
}

/** As `search`, with the items themselves and the words of the query that were looked for. */
export function findItems(
  store: HistoryStore,
  query: string,
  { k = 10, before, excludeId, excludeSource }: SearchOptions = {},
): { found: Found[]; words: QueryWord[] } {
  store.text.refresh();
  const words = queryWords(store.text, query);
  const matches = store.text.match(
    words.map(({ word }) => word),
    { limit: k, before, excludeId, excludeSource },
  );
  const found = matches.flatMap(({ seq, score }) => {
    const item = store.getBySeq(seq);
    return item ? [{ item, score }] : [];
  });
  return { found, words };
}
