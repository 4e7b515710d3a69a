import type { ItemKind } from '../../readers/readers.ts';

/** One piece of the user's own writing, as kept in the store. */
export interface HistoryItem {
  /** Stable: the same document gives the same id on every run. */
  id: string;
  /** Absolute path of the document, or `FILE.jsonl` for items of a `.jsonl`. */
  source: string;
  kind: ItemKind;
  /** ISO date (`2026-11-22` or with time); null if nothing tells. */
  date: string | null;
  title: string;
  tags: string[];
  /** The author's own description; null or absent if there is none. */
  description?: string | null;
  /**
   * Prose as Markdown, front matter removed; when read from the store, also without boilerplate (see boilerplate.ts).
   */
  text: string;
  /** Hash of the text as it was mined, hex. */
  sha256: string;
  /** ISO 639-1 code; null or absent if the text is too short or the language uncertain. */
  language?: string | null;
}
