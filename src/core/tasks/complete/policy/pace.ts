/** A longer gap is a pause to think and says nothing of how fast somebody types, in milliseconds. */
const LONGEST = 1_000;
const KEPT = 24;
/** An average typist, until there is something to go by. */
const USUAL = 200;

/** How fast this user types: the median time between two keys of late. */
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

/** How long answers take here of late, in milliseconds; 0 until there was one. */
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
