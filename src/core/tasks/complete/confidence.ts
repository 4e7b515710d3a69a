/**
 * How sure the model was of what it wrote: the geometric mean of the probabilities of its tokens, 0 to 1. Nothing
 * written is nothing sure.
 * @param logProbabilities one a token, in nats
 */
export function confidenceOf(logProbabilities: readonly number[]): number {
  if (logProbabilities.length === 0) return 0;
  return Math.exp(logProbabilities.reduce((sum, each) => sum + each, 0) / logProbabilities.length);
}
