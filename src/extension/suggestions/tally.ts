import type { Memento } from 'vscode';
import { type AppState, type Counts, NONE } from '../state.ts';

const KEY = 'suggestions';
const WEEK_MS = 7 * 24 * 3600_000;
/** 1970 began on a Thursday; weeks begin on Mondays. */
const MONDAY_MS = 4 * 24 * 3600_000;

/** Keeps the counts, for all windows. */
export class Tally {
  readonly #state: AppState;
  readonly #memory: Memento;
  readonly #now: () => number;

  constructor(state: AppState, memory: Memento, now: () => number = Date.now) {
    this.#state = state;
    this.#memory = memory;
    this.#now = now;
    this.#keep({ ...NONE, ...memory.get<Partial<Counts>>(KEY) });
  }

  count(what: 'shown' | 'accepted' | 'typedThrough'): void {
    const counts = this.#current();
    this.#keep({ ...counts, [what]: counts[what] + 1 });
  }

  /** @param characters written with a single key */
  saved(characters: number): void {
    const counts = this.#current();
    this.#keep({ ...counts, keys: counts.keys + Math.max(0, characters - 1) });
  }

  reset(): void {
    this.#keep({ ...NONE, week: this.#week() });
  }

  /** The stored counts, with a new week begun if one has. */
  #current(): Counts {
    const { suggestions } = this.#state.snapshot;
    return suggestions.week === this.#week() ? suggestions : { ...suggestions, week: this.#week(), keys: 0 };
  }

  #week(): number {
    return Math.floor((this.#now() - MONDAY_MS) / WEEK_MS);
  }

  #keep(counts: Counts): void {
    this.#state.update({ suggestions: counts });
    void this.#memory.update(KEY, counts);
  }
}
