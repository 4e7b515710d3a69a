import type { Example } from '../tasks/example.ts';
import { type Batch, makeBatch } from './batch.ts';
import { type PackedSequence, pack } from './pack.ts';
import type { Gradients } from './session.ts';

/** Number of sequences: more would cost more than a curve is worth. */
const SEQUENCES = 4;
/** Measuring takes at most this share of the time spent on training. */
const SHARE = 0.05;

/**
 * Measures during training what held-out writing costs under the current adapter. It goes through the training graph,
 * which is in memory already; the gradient is thrown away.
 */
export class Watch {
  readonly #session: Omit<Gradients, 'dispose'>;
  readonly #batches: Batch[];
  #spent = 0;

  /** @param examples those of the comparison at the end; those too large for the graph are left out */
  constructor(examples: readonly Example[], session: Omit<Gradients, 'dispose'>) {
    const { shape, virtual } = session;
    this.#session = session;
    const sequences = pack(examples, shape.sequence, virtual)
      .filter(({ targets }) => targets.length <= shape.targets)
      .slice(0, SEQUENCES);
    this.#batches = inBatches(sequences, shape).map((batch) => makeBatch(batch, shape));
  }

  /** Whether it is time to measure again. @param seconds spent on training so far */
  isDue(seconds: number): boolean {
    return this.#batches.length > 0 && this.#spent <= SHARE * seconds;
  }

  /**
   * Mean −log p over the held-out texts, in nats per token; null if there are none. @param adapter float32 [P], joined
   */
  async look(adapter: Float32Array): Promise<number | null> {
    const started = performance.now();
    let [nats, tokens] = [0, 0];
    for (const batch of this.#batches) {
      nats += (await this.#session.run(batch, adapter)).loss * batch.count;
      tokens += batch.count;
    }
    this.#spent += (performance.now() - started) / 1000;
    return tokens === 0 ? null : nats / tokens;
  }
}

function inBatches(sequences: PackedSequence[], { batch, targets }: { batch: number; targets: number }) {
  const batches: PackedSequence[][] = [];
  let room = 0;
  for (const sequence of sequences) {
    const last = batches.at(-1);
    const fits = last && last.length < batch && sequence.targets.length <= room;
    if (fits) last.push(sequence);
    else batches.push([sequence]);
    room = (fits ? room : targets) - sequence.targets.length;
  }
  return batches;
}
