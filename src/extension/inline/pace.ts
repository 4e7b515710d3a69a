/** A longer gap is a pause to think and says nothing of how fast somebody types, in milliseconds. */
const LONGEST = 1_000;
const KEPT = 24;
/** An average typist, until there is something to go by. */
const USUAL = 200;

/** How fast this user types: the median time between two keys of late. */
export class TypingPace {
  private intervals: number[] = [];
  private last = Number.NEGATIVE_INFINITY;

  /** @param at time of a key, in milliseconds of any one clock */
  note(at: number): void {
    const interval = at - this.last;
    this.last = at;
    if (interval >= 0 && interval <= LONGEST) this.intervals = [...this.intervals, interval].slice(-KEPT);
  }

  /** Milliseconds between two keys. */
  get interval(): number {
    const sorted = [...this.intervals].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? USUAL;
  }
}
