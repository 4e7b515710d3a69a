/** What came after a context, and how often. */
export interface Followers {
  /** Tokens of the context. */
  length: number;
  /** How often the context was followed by anything. */
  count: number;
  /** How often each token followed. */
  counts: Map<number, number>;
}

/** A context seen more often than this tells nothing that the model does not know, and would take time to count. */
export const MOST_MET = 1000;

/** Counts tokens; null for none. */
export function followersOf(length: number, next: Iterable<number>): Followers | null {
  const counts = new Map<number, number>();
  let count = 0;
  for (const id of next) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
    count++;
  }
  return count > 0 ? { length, count, counts } : null;
}
