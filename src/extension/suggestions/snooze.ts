import type { Memento } from 'vscode';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';

const KEY = 'snoozedUntil';
/** Longer than any choice offered; a timer cannot wait much longer. */
const LONGEST_MS = 7 * 24 * 3600_000;

/** Turns suggestions off until a time of day, even if the window is closed meanwhile. */
export class Snooze extends Disposable {
  readonly #state: AppState;
  readonly #memory: Memento;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: AppState, memory: Memento) {
    super();
    this.#state = state;
    this.#memory = memory;
    this._register({ dispose: () => clearTimeout(this.#timer) });
    this.#show(memory.get(KEY, 0));
  }

  /** @param until milliseconds since 1970; 0, or a time in the past, ends it */
  async set(until: number): Promise<void> {
    this.#show(until);
    await this.#memory.update(KEY, this.#state.snapshot.snoozedUntil || undefined);
  }

  #show(until: number): void {
    clearTimeout(this.#timer);
    const left = Math.min(LONGEST_MS, until - Date.now());
    if (left > 0) this.#timer = setTimeout(() => void this.set(0), left);
    this.#state.update({ snoozedUntil: left > 0 ? Date.now() + left : 0 });
  }
}
