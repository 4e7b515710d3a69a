import type { HistoryItem } from './item.ts';

/** An item as it comes out of the store. */
export interface StoredItem extends HistoryItem {
  language: string | null;
  /** Place in the order of storing; a later item has a greater one, and it does not change with the item. */
  seq: number;
  /** Words of prose in the text. */
  words: number;
  /** Bytes of the text in UTF-8. */
  bytes: number;
}
