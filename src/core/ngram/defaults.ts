import type { NgramWeights } from './weights.ts';

/** The same for the model with a personal adapter, which already knows many of the user's phrases. */
export const ADAPTED_NGRAM_WEIGHTS: NgramWeights = {
  history: [-3.15, -2.88, -2.8, -2.13, -2.48, -0.23, 0.33, -0.44, 0.86, -0.28, -1.5, 0.17],
  document: [-3.95, -3.3, -2.66, -2.46, -2.16, -1.05, 0.24, -0.28, 0.24, 0.35, -1, 0.61],
};

/**
 * Weights for a user whose own have not been fitted, without a personal adapter: fitted on the latest tenth of the
 * histories of the study's authors.
 */
export const DEFAULT_NGRAM_WEIGHTS: NgramWeights = {
  history: [-3.15, -2.88, -2.8, -2.13, -2.48, -0.23, 0.33, -0.44, 0.86, -0.28, -1.5, 0.17],
  document: [-3.95, -3.3, -2.66, -2.46, -2.16, -1.05, 0.24, -0.28, 0.24, 0.35, -1, 0.61],
};
