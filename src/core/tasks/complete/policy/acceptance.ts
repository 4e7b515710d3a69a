import type { Change } from '../filters/lastEdit.ts';

/** A suggestion on the screen: its text, as it would stand from `start` on. */
export interface Shown {
  document: string;
  start: number;
  text: string;
  /** Characters of it that stand in the document already. */
  there: number;
}

/** So many refused in a row double the wait. */
const IN_A_ROW = 3;
const MOST_DOUBLINGS = 3;

/**
 * How suggestions are received: taken, whole or by words, typed along, or written over. Several written over in a row
 * say that they disturb, and the wait grows until one is taken. It goes by the document alone, since VS Code's own
 * events for this are not open to extensions.
 */
export class Acceptance {
  #shown: (Shown & { taken: boolean }) | undefined;
  #refused = 0;

  /** How many times longer than usual to wait. */
  get patience(): number {
    return 2 ** Math.min(MOST_DOUBLINGS, Math.floor(this.#refused / IN_A_ROW));
  }

  /** A suggestion is shown; false where it is what is left of the one before. */
  show(shown: Shown): boolean {
    const old = this.#shown;
    const same = old !== undefined && end(old) === end(shown) && old.document === shown.document;
    this.#shown = { ...shown, taken: same && old.taken };
    return !same;
  }

  /**
   * A change in a document: `first` when it takes some of the suggestion and nothing was taken of it before, `more` when
   * something was, `typed` when its last letter is typed, `refused` when it writes something else over it, null when it says nothing of it.
   * @param read gives the document's text, as it is now, from an offset on
   */
  edit(
    document: string,
    changes: readonly (Change & { rangeOffset: number })[],
    read: (start: number, length: number) => string,
  ): 'first' | 'more' | 'typed' | 'refused' | null {
    const shown = this.#shown;
    const [change] = changes;
    if (!shown || !change || document !== shown.document) return null;
    this.#shown = undefined;
    // Elsewhere, with more than one cursor, or taking text away: that says nothing of the suggestion.
    if (changes.length > 1 || change.text === '') return null;
    if (change.rangeOffset < shown.start || change.rangeOffset > shown.start + shown.there) return null;
    const there = commonLength(read(shown.start, shown.text.length), shown.text);
    const more = there - shown.there;
    if (more <= 0) {
      this.#refused++;
      return 'refused';
    }
    // A single character is typed; more at once come from accepting a word or all of it.
    const taken = more > 1;
    if (taken || there === shown.text.length) this.#refused = 0;
    if (there < shown.text.length) this.#shown = { ...shown, there, taken: shown.taken || taken };
    // To its end letter by letter: it was right, and nobody was helped.
    if (!taken) return there === shown.text.length && !shown.taken ? 'typed' : null;
    return shown.taken ? 'more' : 'first';
  }
}

function end({ start, text }: Shown): number {
  return start + text.length;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
