/** Settings of the optimiser; see Loshchilov & Hutter 2019 (arXiv 1711.05101), algorithm 2. */
export interface AdamWOptions {
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
}

export const ADAMW_DEFAULTS: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** AdamW over one flat vector. Its state is two vectors and a step count, and can be saved and set. */
export class AdamW {
  /** First and second moments, [P]. */
  readonly m: Float32Array;
  readonly v: Float32Array;
  step = 0;
  readonly #options: AdamWOptions;

  constructor(length: number, options: AdamWOptions = ADAMW_DEFAULTS) {
    this.m = new Float32Array(length);
    this.v = new Float32Array(length);
    this.#options = options;
  }

  /** Changes `vector` in place by one step along `gradient`. */
  update(vector: Float32Array, gradient: Float32Array, learningRate: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const { m, v } = this;
    this.step++;
    const correct1 = 1 - beta1 ** this.step;
    const correct2 = 1 - beta2 ** this.step;
    for (let i = 0; i < vector.length; i++) {
      const g = gradient[i];
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      const direction = m[i] / correct1 / (Math.sqrt(v[i] / correct2) + epsilon);
      vector[i] -= learningRate * (direction + weightDecay * vector[i]);
    }
  }
}

/** Scales the gradient down in place so that its length is at most `limit`; returns its length before. */
export function clip(gradient: Float32Array, limit: number): number {
  let sum = 0;
  for (const value of gradient) sum += value * value;
  const norm = Math.sqrt(sum);
  if (norm > limit) {
    const factor = limit / norm;
    for (let i = 0; i < gradient.length; i++) gradient[i] *= factor;
  }
  return norm;
}

/** Linear warm-up over the first share of steps, then linear decay to 0. `step` counts from 0. */
export function learningRateAt(step: number, steps: number, peak: number, warmup: number): number {
  const rising = Math.max(1, Math.round(steps * warmup));
  if (step < rising) return (peak * (step + 1)) / rising;
  return (peak * (steps - step)) / Math.max(1, steps - rising);
}
