/** How often suggestions were right, of those that were shown with each tenth of p; nothing else is kept of them. */
export interface Received {
  right: number[];
  wrong: number[];
}

const TENTHS = 10;
/** Fewer say nothing of how much somebody wants. */
const ENOUGH = 30;
/** So many weigh as much as what was measured on held-out writing. */
const PRIOR = 30;
/** Thresholds move no further than this. */
const DOWN = -0.1;
const UP = 0.2;
/** Once there are more, the older count half. */
const MOST = 400;

/**
 * Moves the thresholds with what becomes of suggestions: where fewer are taken or typed through than their p says, it takes
 * more to show one, and less where more are. Counted on this machine, never with the text.
 */
export class Adaptation {
  #received: Received;

  /** @param kept what was counted before, if anything */
  constructor(kept?: unknown) {
    this.#received = asReceived(kept) ?? nothing();
  }

  get received(): Received {
    return this.#received;
  }

  /** @param right taken or typed through; else written over */
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

  /** How much thresholds are higher than the speed has them. */
  get shift(): number {
    const { right, wrong } = this.#received;
    const n = count(this.#received);
    if (n < ENOUGH) return 0;
    const said = right.reduce((sum, times, tenth) => sum + (times + wrong[tenth]) * ((tenth + 0.5) / TENTHS), 0);
    const were = right.reduce((sum, times) => sum + times, 0);
    return Math.min(UP, Math.max(DOWN, (said - were) / (n + PRIOR)));
  }

  /** A speed's threshold as it is for this writer; 1 is never asked for, since nothing is that sure. */
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
