/** How long a run takes in total, and how many steps there is time for. */

import type { Course } from './course.ts';

/** Share of its minutes that a run trains in any case. */
const LEAST = 0.25;

/**
 * The wall time of a run from its first moment: loading, training and judging. Waiting while the user types does not
 * count.
 */
export class TimeBudget {
  readonly #now: () => number;
  readonly #started: number;
  readonly #seconds: number;
  #held = 0;
  #opening = 0;
  #training: number | undefined;
  #course: Course | undefined;

  /**
   * @param minutes undefined for as long as it takes
   * @param now in milliseconds
   */
  constructor(minutes: number | undefined, now = () => performance.now()) {
    this.#now = now;
    this.#started = now();
    this.#seconds = minutes === undefined ? Number.POSITIVE_INFINITY : minutes * 60;
  }

  /** Seconds that opening the training session took. */
  get opened(): number {
    return this.#opening;
  }

  /** Opens the training session, and records how long that takes. */
  async opening<T>(open: () => Promise<T>): Promise<T> {
    const [opened, seconds] = await this.timed(open);
    this.#opening = seconds;
    return opened;
  }

  /** Training begins. */
  begin(course: Course): void {
    this.#course = course;
    this.#training = this.#now();
  }

  /** Time that does not count. */
  async held(wait: () => Promise<void>): Promise<void> {
    const [, seconds] = await this.timed(wait);
    this.#held += seconds;
  }

  /** The result of some work, and how many seconds it took. */
  async timed<T>(work: () => Promise<T>): Promise<[result: T, seconds: number]> {
    const from = this.#now();
    const result = await work();
    return [result, (this.#now() - from) / 1000];
  }

  /** How many more steps there is time for. @param secondsPerStep mean of the latest ones */
  stepsLeft(step: number, secondsPerStep: number): number {
    const left = this.#left() - this.#judging(step, secondsPerStep);
    const trained = (this.#now() - (this.#training ?? this.#now())) / 1000;
    return Math.floor(Math.max(left, this.#seconds * LEAST - trained) / secondsPerStep);
  }

  /** Seconds until everything is done. @param secondsPerStep mean of the latest steps; 0 before the first */
  secondsLeft(step: number, steps: number, secondsPerStep: number): number {
    const slower = this.#course?.slower(step, secondsPerStep) ?? 1;
    const training = (this.#course?.training(step, steps) ?? 0) * slower;
    return Math.max(0, Math.min(training + this.#judging(step, secondsPerStep), this.#left()));
  }

  #judging(step: number, secondsPerStep: number): number {
    return this.#course ? this.#course.judging * this.#course.slower(step, secondsPerStep) : 0;
  }

  #left(): number {
    return this.#seconds + this.#held - (this.#now() - this.#started) / 1000;
  }
}
