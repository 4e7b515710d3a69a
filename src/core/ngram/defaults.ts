import type { NgramWeights } from './weights.ts';

/** The same for the model under a personal adapter, which knows many of the user's phrases itself. */
export const ADAPTED_NGRAM_WEIGHTS: NgramWeights = {
  history: [-3.28, -2.95, -2.87, -2.42, -2.44, -0.6, 0.34, -0.41, 1.17, -0.45, -1.26, 0.14],
  document: [-4.58, -3.98, -2.97, -3.92, -2.44, -2.49, -0.38, 0.85, 0.93, 0.68, -1.22, 1.19],
};

/**
 * Weights fitted on the latest tenth of the histories of the study's authors, for a user whose own have not been fitted:
 * for the model without a personal adapter.
 */
export const DEFAULT_NGRAM_WEIGHTS: NgramWeights = {
  history: [-3.28, -2.95, -2.87, -2.42, -2.44, -0.6, 0.34, -0.41, 1.17, -0.45, -1.26, 0.14],
  document: [-4.58, -3.98, -2.97, -3.92, -2.44, -2.49, -0.38, 0.85, 0.93, 0.68, -1.22, 1.19],
};
