/** A place in a document: the cursor's offset, and the text on both sides, or the nearer part of it. */
export interface CachePlace {
  document: string;
  offset: number;
  before: string;
  after: string;
}

interface Entry extends CachePlace {
  suggestion: string;
}

const CAPACITY = 16;
/** Characters compared on each side of the cursor. */
const KEPT = 256;

/**
 * Remembers suggestions, so that typing along one of them, or deleting and typing again, asks nothing of the
 * model and leaves the ghost text still. An empty suggestion is remembered for its own place only.
 */
export class SuggestionCache {
  private entries: Entry[] = [];

  put(place: CachePlace, suggestion: string): void {
    const entry = { ...place, before: place.before.slice(-KEPT), after: place.after.slice(0, KEPT), suggestion };
    this.entries = [entry, ...this.entries.filter((each) => !isSamePlace(each, entry))].slice(0, CAPACITY);
  }

  /** What is left of a suggestion whose beginning has been typed since; undefined where none fits. */
  get({ document, offset, before, after }: CachePlace): string | undefined {
    const kept = after.slice(0, KEPT);
    for (const entry of this.entries) {
      if (entry.document !== document || entry.after !== kept) continue;
      const typed = offset - entry.offset;
      if (typed < 0 || (typed > 0 && typed >= entry.suggestion.length)) continue;
      if (before.endsWith(entry.before + entry.suggestion.slice(0, typed))) return entry.suggestion.slice(typed);
    }
    return undefined;
  }

  /** Forgets everything, as when the model or the adapter has changed. */
  clear(): void {
    this.entries = [];
  }
}

/** Whether two places are one, as far as their texts are compared. */
export function isSamePlace(a: CachePlace, b: CachePlace): boolean {
  return (
    a.document === b.document &&
    a.offset === b.offset &&
    a.before.slice(-KEPT) === b.before.slice(-KEPT) &&
    a.after.slice(0, KEPT) === b.after.slice(0, KEPT)
  );
}
