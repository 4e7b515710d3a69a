/** How long a run takes in total, and how many steps there is time for. */

import type { HeldOutExamples } from './materials.ts';
import { pack } from './pack.ts';
import { BATCH, SEQUENCE } from './settings.ts';
import { STRENGTHS } from './strength.ts';

/**
 * What judging costs in training steps, as measured (research/log/small-histories.md): a batch through the lower
 * blocks, a batch through the upper ones, and the tags of an item.
 */
const STEPS = { lower: 0.27, upper: 0.32, tags: 1 };
/** Sessions that judging opens; each takes about as long as training's. */
const SESSIONS = 4;
/** How often a batch goes through: the upper blocks for the base, for each strength, and twice more for n-grams. */
const TIMES = { lower: 2, upper: STRENGTHS.length + 3 };
/** Share of its minutes that a run trains in any case. */
const LEAST = 0.25;

/** What judging a run will take. */
export interface Judging {
  /** In training steps. */
  steps: number;
  /** Sessions that are opened. */
  sessions: number;
}

/** @param tagged held-out items with tags */
export function judgingOf({ text, titles }: HeldOutExamples, tagged: number): Judging {
  const batches = [text, titles].reduce((sum, examples) => sum + Math.ceil(pack(examples, SEQUENCE).length / BATCH), 0);
  const each = TIMES.lower * STEPS.lower + TIMES.upper * STEPS.upper;
  return { steps: batches * each + tagged * STEPS.tags, sessions: SESSIONS };
}

/**
 * The wall time of a run from its first moment: loading, training and judging. Waiting while the user types does not
 * count.
 */
export class TimeBudget {
  readonly #now: () => number;
  readonly #started: number;
  readonly #seconds: number;
  readonly #judging: () => Judging;
  #held = 0;
  #opening = 0;
  #training: number | undefined;

  /**
   * @param minutes undefined for as long as it takes
   * @param judging asked once training begins
   * @param now in milliseconds
   */
  constructor(minutes: number | undefined, judging: () => Judging, now = () => performance.now()) {
    this.#now = now;
    this.#started = now();
    this.#seconds = minutes === undefined ? Number.POSITIVE_INFINITY : minutes * 60;
    this.#judging = judging;
  }

  /** Opens the training session, and records how long that takes. */
  async opening<T>(open: () => Promise<T>): Promise<T> {
    const from = this.#now();
    const opened = await open();
    this.#opening = (this.#now() - from) / 1000;
    this.#training = this.#now();
    return opened;
  }

  /** Time that does not count. */
  async held(wait: () => Promise<void>): Promise<void> {
    const from = this.#now();
    await wait();
    this.#held += (this.#now() - from) / 1000;
  }

  /** How many more steps there is time for. @param secondsPerStep as measured */
  stepsLeft(secondsPerStep: number): number {
    const left = this.#left() - this.judgingSeconds(secondsPerStep);
    const trained = (this.#now() - (this.#training ?? this.#now())) / 1000;
    return Math.floor(Math.max(left, this.#seconds * LEAST - trained) / secondsPerStep);
  }

  /** Seconds until everything is done. @param steps that remain to be trained */
  secondsLeft(steps: number, secondsPerStep: number): number {
    return Math.max(0, Math.min(steps * secondsPerStep + this.judgingSeconds(secondsPerStep), this.#left()));
  }

  judgingSeconds(secondsPerStep: number): number {
    const { steps, sessions } = this.#judging();
    return steps * secondsPerStep + sessions * this.#opening;
  }

  #left(): number {
    return this.#seconds + this.#held - (this.#now() - this.#started) / 1000;
  }
}
