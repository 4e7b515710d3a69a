/** A longer gap, in milliseconds, is a pause for thought and says nothing about typing speed. */
const LONGEST = 1_000;
const KEPT = 24;
/** An average typist, until there is something to measure. */
const USUAL = 200;

/** How fast this user types: the median time between two recent keys. */
export class TypingPace {
  #intervals: number[] = [];
  #last = Number.NEGATIVE_INFINITY;

  /** @param at time of a key, in milliseconds of any one clock */
  note(at: number): void {
    const interval = at - this.#last;
    this.#last = at;
    if (interval >= 0 && interval <= LONGEST) this.#intervals = [...this.#intervals, interval].slice(-KEPT);
  }

  /** Milliseconds between two keys. */
  get interval(): number {
    return middle(this.#intervals) ?? USUAL;
  }
}

/** How long answers have recently taken, in milliseconds; 0 until there is one. */
export class AnsweringPace {
  #times: number[] = [];

  note(ms: number): void {
    this.#times = [...this.#times, ms].slice(-KEPT);
  }

  get expected(): number {
    return middle(this.#times) ?? 0;
  }
}

function middle(values: number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
