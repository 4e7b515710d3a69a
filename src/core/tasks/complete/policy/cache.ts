/** A place in a document: the cursor's offset, and the text on both sides, or the part nearest to it. */
export interface CachePlace {
  document: string;
  offset: number;
  before: string;
  after: string;
}

/** A continuation with the probability that it is right. */
export interface Way {
  text: string;
  p: number;
  /** The share of it that is not typed yet, where some is; `p` is of the whole. */
  left?: number;
}

/** The answer for a place: the suggestion that is shown, if any, then alternatives. */
interface Entry extends CachePlace {
  ways: readonly Way[];
}

const CAPACITY = 16;
/** Characters compared on each side of the cursor. */
const KEPT = 256;

/**
 * Remembers suggestions, so that typing along one of them, or deleting and retyping, does not ask the model again and
 * leaves the ghost text in place. If the next key fits only an alternative, that one appears at once. An empty answer,
 * or one that was written over, is remembered for its own place only.
 */
export class SuggestionCache {
  #entries: Entry[] = [];
  #refused: (CachePlace & { text: string })[] = [];

  /** @param ways the suggestion that is shown, then alternatives; none if nothing should be suggested */
  put(place: CachePlace, ways: readonly Way[]): void {
    const entry = { ...nearby(place), ways: ways.filter(({ text }) => !this.isRefused(place, text)) };
    this.#entries = [entry, ...this.#entries.filter((each) => !isSamePlace(each, entry))].slice(0, CAPACITY);
  }

  /**
   * The rest of those whose beginning has been typed since, best first; empty if there is nothing to suggest, undefined
   * if none fits.
   */
  get(place: CachePlace): readonly Way[] | undefined {
    const kept = place.after.slice(0, KEPT);
    for (const entry of this.#entries) {
      if (entry.document !== place.document || entry.after !== kept) continue;
      const typed = place.offset - entry.offset;
      if (typed < 0) continue;
      if (typed === 0 && isSamePlace(entry, place))
        return entry.ways.filter(({ text }) => !this.isRefused(place, text));
      const left = entry.ways
        .filter(
          ({ text }) => typed > 0 && typed < text.length && place.before.endsWith(entry.before + text.slice(0, typed)),
        )
        .map(({ text, p }) => ({ text: text.slice(typed), p, left: 1 - typed / text.length }))
        .filter(({ text }) => !this.isRefused(place, text));
      if (left.length > 0) return left;
    }
    return undefined;
  }

  /** The writer has written something else over this: it is not shown again in the same place. */
  refuse(place: CachePlace, text: string): void {
    this.#refused = [{ ...nearby(place), text }, ...this.#refused].slice(0, CAPACITY);
  }

  isRefused(place: CachePlace, text: string): boolean {
    return this.#refused.some((each) => each.text.trim() === text.trim() && isSamePlace(each, place));
  }

  /** Forgets everything, as when the model or the adapter has changed. */
  clear(): void {
    this.#entries = [];
    this.#refused = [];
  }
}

function nearby(place: CachePlace): CachePlace {
  const { document, offset, before, after } = place;
  return { document, offset, before: before.slice(-KEPT), after: after.slice(0, KEPT) };
}

/** Whether two places are the same, as far as their texts are compared. */
export function isSamePlace(a: CachePlace, b: CachePlace): boolean {
  return (
    a.document === b.document &&
    a.offset === b.offset &&
    a.before.slice(-KEPT) === b.before.slice(-KEPT) &&
    a.after.slice(0, KEPT) === b.after.slice(0, KEPT)
  );
}
