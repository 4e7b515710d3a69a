import type { AppState } from '../state.ts';

/** How work reports progress: a few words, and a percentage if the total is known. */
export type Report = (message: string, percent: number | null) => void;

/**
 * Work that takes a moment, shown in the status bar and in the side bar, never over the text. A later piece is shown
 * instead of an earlier one that is still running; *Stop* ends the one shown.
 */
export class Busy {
  readonly #state: AppState;
  readonly #running: { title: string; stop: AbortController }[] = [];

  constructor(state: AppState) {
    this.#state = state;
  }

  /** Runs `work` under a title; its signal fires when the user stops it. Throws what the work throws. */
  async run<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Promise<T> {
    const own = { title, stop: new AbortController() };
    this.#running.push(own);
    this.#show('', null);
    try {
      return await work((message, percent) => {
        if (this.#running.at(-1) === own) this.#show(message, percent);
      }, own.stop.signal);
    } finally {
      this.#running.splice(this.#running.indexOf(own), 1);
      this.#show('', null);
    }
  }

  /** Stops the work that is shown. */
  stop(): void {
    this.#running.at(-1)?.stop.abort();
  }

  #show(message: string, percent: number | null): void {
    const shown = this.#running.at(-1);
    this.#state.update({ work: shown ? { title: shown.title, message, percent } : null });
  }
}
