/** Counts crashes within a sliding window, so that a worker that cannot live is not restarted for ever. */
export class CrashLimit {
  readonly #limit: number;
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Crashes within the window that ends at the last one. */
  get count(): number {
    return this.#times.length;
  }

  /** Notes a crash at `now` (milliseconds); true when the limit is reached. */
  add(now: number): boolean {
    this.#times = this.#times.filter((time) => now - time < this.#windowMs);
    this.#times.push(now);
    return this.#times.length >= this.#limit;
  }
}
