import type { Change } from '../filters/lastEdit.ts';

/** A suggestion on the screen: its text as it would read from `start` on. */
export interface Shown {
  document: string;
  start: number;
  text: string;
  /** How many of its characters are already in the document. */
  there: number;
}

/** This many refused in a row double the wait. */
const IN_A_ROW = 3;
const MOST_DOUBLINGS = 3;

/**
 * Observes what becomes of suggestions: accepted, whole or word by word, typed along, or written over. Several written
 * over in a row mean that they disturb, and the wait grows until one is accepted. It watches the document alone, since
 * VS Code's own events for this are not open to extensions.
 */
export class Acceptance {
  #shown: (Shown & { taken: boolean }) | undefined;
  #refused = 0;

  /** How many times longer than usual to wait. */
  get patience(): number {
    return 2 ** Math.min(MOST_DOUBLINGS, Math.floor(this.#refused / IN_A_ROW));
  }

  /** Whether nothing remains of the last suggestion that was shown. */
  get isOver(): boolean {
    return this.#shown === undefined;
  }

  /** A suggestion is shown; false if it is the rest of the one before, or has grown from that. */
  show(shown: Shown): boolean {
    const old = this.#shown;
    const same = old?.document === shown.document && goesOn(old, shown);
    this.#shown = { ...shown, taken: same && old.taken };
    return !same;
  }

  /**
   * Classifies a change of a document: `first` if it accepts part of the suggestion and nothing was accepted before,
   * `more` if something was, `typed` when its last letter is typed, `refused` when it writes something else, null when
   * it has nothing to do with the suggestion.
   * @param read gives the document's current text from an offset on
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
    // Elsewhere, with more than one cursor, or deleting: that says nothing about the suggestion.
    if (changes.length > 1 || change.text === '') return null;
    if (change.rangeOffset < shown.start || change.rangeOffset > shown.start + shown.there) return null;
    const there = commonLength(read(shown.start, shown.text.length), shown.text);
    const more = there - shown.there;
    if (more <= 0) {
      this.#refused++;
      return 'refused';
    }
    // A single character is typed; several at once come from accepting a word or the whole suggestion.
    const taken = more > 1;
    if (taken || there === shown.text.length) this.#refused = 0;
    if (there < shown.text.length) this.#shown = { ...shown, there, taken: shown.taken || taken };
    // Typed to its end letter by letter: it was right, but helped nobody.
    if (!taken) return there === shown.text.length && !shown.taken ? 'typed' : null;
    return shown.taken ? 'more' : 'first';
  }
}

/** Whether the second begins with what is left of the first. */
function goesOn(old: Shown, { start, text }: Shown): boolean {
  const rest = start < old.start ? '' : old.text.slice(start - old.start);
  return rest !== '' && text.startsWith(rest);
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
