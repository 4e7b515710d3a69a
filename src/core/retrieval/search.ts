import type { Eligible } from '../history/store/eligible.ts';
import type { Moment } from '../history/store/moment.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { StoredItem } from '../history/store/storedItem.ts';
import { proseOf } from '../text/prose.ts';

import { bestPassage } from './passage.ts';
import { type QueryWord, queryWords } from './query.ts';

export interface SearchHit {
  id: string;
  title: string;
  date: string | null;
  snippet: string;
  score: number;
}

const SNIPPET_CHARACTERS = 240;
/**
 * Chosen on later and earlier parts of histories by the tags and titles of the items found; see research/results.md.
 */
const RECENCY = { halfLifeDays: 180, floor: 0.3 };

/** Which items may be found. */
export interface SearchOptions extends Eligible {
  /** At most this many hits; 10 by default. */
  k?: number;
  /** How much less old items count; false if age does not matter. */
  recency?: { halfLifeDays: number; floor: number } | false;
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

/** Like `search`, with the items themselves and the query words that were looked for. */
export function findItems(
  store: HistoryStore,
  query: string,
  { k = 10, recency = RECENCY, ...eligible }: SearchOptions = {},
): { found: Found[]; words: QueryWord[] } {
  store.text.refresh();
  const words = queryWords(store.text, query);
  const now = dateOf(eligible.before);
  const matches = store.text.match(
    words.map(({ word }) => word),
    { ...eligible, limit: k, recency: recency && now ? { ...recency, now } : undefined },
  );
  const found = matches.flatMap(({ seq, score }) => {
    const item = store.getBySeq(seq);
    return item ? [{ item, score }] : [];
  });
  return { found, words };
}

/** The date from which age is measured: the moment's, or today; none if the moment has no date. */
function dateOf(moment: Moment | undefined): string | null {
  if (moment === undefined) return new Date().toISOString();
  return typeof moment === 'string' ? moment : moment.date;
}
