import type { HistoryStore } from './store/store.ts';

export interface HistoryList {
  items: {
    id: string;
    source: string;
    date: string | null;
    title: string;
    tags: string[];
    bytes: number;
    /** ISO 639-1 code; null if the text is too short or the language uncertain. */
    language: string | null;
  }[];
  total: number;
}

/** The latest items, latest first. @param limit at most this many; −1 for all */
export function listHistory(store: HistoryStore, limit: number): HistoryList {
  const items = store
    .list({ limit, order: 'newest' })
    .map(({ id, source, date, title, tags, bytes, language }) => ({ id, source, date, title, tags, bytes, language }));
  return { items, total: store.count() };
}
