import fs from 'node:fs';

import { type Random, seededRandom } from '../../src/core/support/random.ts';
import { startHub } from '../unit/model/fakeHub.ts';
import { fixture } from '../unit/tiny.ts';
import { NOTES, noteFile, type Place, placeIn, prepare } from './place.ts';
import { killAtRandom, look } from './run.ts';

/** The longest that processes work before they are killed, in milliseconds. */
const LONGEST = 4_000;
const WORKS = 12;

/** Acts at random on a home, and what must hold after each. */
export class Chaos {
  readonly #place: Place;
  readonly #folder: string;
  readonly #random: Random;
  readonly #endpoint: string;
  readonly #close: () => void;

  private constructor(folder: string, seed: number, hub: { endpoint: string; close: () => void }) {
    this.#folder = folder;
    this.#place = placeIn(folder);
    this.#random = seededRandom(seed);
    this.#endpoint = hub.endpoint;
    this.#close = () => hub.close();
  }

  /** @param folder an empty one */
  static async prepare(folder: string, seed: number): Promise<Chaos> {
    await prepare(placeIn(folder));
    const hub = await startHub(fixture('tiny-qwen2'));
    hub.faults.drop = { file: 'model.safetensors', after: 60_000, times: Number.POSITIVE_INFINITY };
    return new Chaos(folder, seed, hub);
  }

  /** Goes on after a violation: one act says nothing about the next. */
  async run(ms: number, tell: (line: string) => void): Promise<{ acts: number; violated: number }> {
    const end = Date.now() + ms;
    let [acts, violated] = [0, 0];
    try {
      while (Date.now() < end) {
        let what = 'an act';
        acts++;
        try {
          what = await this.#act();
          await look(this.#place);
          tell(`${acts}: ${what}`);
        } catch (error) {
          violated++;
          tell(`${acts}: ${what}: VIOLATED: ${(error as Error).stack}`);
        }
      }
    } finally {
      this.#close();
    }
    return { acts, violated };
  }

  async #act(): Promise<string> {
    const kill = () => killAtRandom(this.#folder, this.#pick(WORKS), this.#endpoint, this.#pick(LONGEST), 'chaos');
    switch (this.#pick(5)) {
      case 0:
        return `times jump, then killed at ${await this.#withTimes(kill)}`;
      case 1:
        return `killed at ${await this.#moved(kill)}, and moved`;
      case 2:
        return `three windows killed at ${(await Promise.all([kill(), kill(), kill()])).join(', ')}`;
      default:
        return `two windows killed at ${(await Promise.all([kill(), kill()])).join(', ')}`;
    }
  }

  /** Files seem to be from any time between 1990 and 2050. */
  async #withTimes(work: () => Promise<string>): Promise<string> {
    for (let i = 0; i < NOTES; i++) {
      const seconds = 631_152_000 + this.#random() * 1_900_000_000;
      if (fs.existsSync(noteFile(this.#place, i))) fs.utimesSync(noteFile(this.#place, i), seconds, seconds);
    }
    return work();
  }

  /** Another process finds the home under another name, and then under its own again. */
  async #moved(work: () => Promise<string>): Promise<string> {
    const what = await work();
    const moved = `${this.#place.home}-moved`;
    fs.renameSync(this.#place.home, moved);
    try {
      await look({ ...this.#place, home: moved });
    } finally {
      fs.renameSync(moved, this.#place.home);
    }
    return what;
  }

  #pick(n: number): number {
    return Math.floor(this.#random() * n);
  }
}
