/** How often suggestions were right, for each tenth of p; nothing else about them is kept. */
export interface Received {
  right: number[];
  wrong: number[];
}

const TENTHS = 10;
/** Fewer say nothing about how much a writer wants. */
const ENOUGH = 30;
/** The measurement on held-out writing weighs as much as this many. */
const PRIOR = 30;
/** Thresholds move by at most this much. */
const DOWN = -0.1;
const UP = 0.2;
/** Beyond this many, the older ones count half. */
const MOST = 400;

/**
 * Moves the thresholds by what becomes of suggestions: if fewer are accepted or typed through than their p says,
 * thresholds rise; if more, they fall. Counted on this machine, never with the text.
 */
export class Adaptation {
  #received: Received;

  /** @param kept the counts so far, if any */
  constructor(kept?: unknown) {
    this.#received = asReceived(kept) ?? nothing();
  }

  get received(): Received {
    return this.#received;
  }

  /** @param right accepted or typed through; otherwise written over */
  note(p: number, right: boolean): void {
    const tenth = Math.min(TENTHS - 1, Math.max(0, Math.floor(p * TENTHS)));
    const { received } = this;
    const counted = { right: [...received.right], wrong: [...received.wrong] };
    counted[right ? 'right' : 'wrong'][tenth]++;
    const half = (each: number[]) => each.map((count) => count / 2);
    this.#received = count(counted) > MOST ? { right: half(counted.right), wrong: half(counted.wrong) } : counted;
  }

  reset(): void {
    this.#received = nothing();
  }

  /** How much higher thresholds are than the speed sets them. */
  get shift(): number {
    const { right, wrong } = this.#received;
    const n = count(this.#received);
    if (n < ENOUGH) return 0;
    const said = right.reduce((sum, times, tenth) => sum + (times + wrong[tenth]) * ((tenth + 0.5) / TENTHS), 0);
    const were = right.reduce((sum, times) => sum + times, 0);
    return Math.min(UP, Math.max(DOWN, (said - were) / (n + PRIOR)));
  }

  /** A speed's threshold for this writer; always below 1, since nothing is that sure. */
  threshold(usual: number): number {
    return Math.min(0.95, Math.max(0.05, usual + this.shift));
  }
}

function count({ right, wrong }: Received): number {
  return [...right, ...wrong].reduce((sum, each) => sum + each, 0);
}

function nothing(): Received {
  return { right: new Array<number>(TENTHS).fill(0), wrong: new Array<number>(TENTHS).fill(0) };
}

function asReceived(kept: unknown): Received | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { right, wrong } = kept as Partial<Received>;
  const isCounts = (value: unknown): value is number[] =>
    Array.isArray(value) && value.length === TENTHS && value.every((each) => Number.isFinite(each) && each >= 0);
  return isCounts(right) && isCounts(wrong) ? { right, wrong } : null;
}
