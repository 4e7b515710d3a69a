/**
 * What speaks for a tag: the model, the most similar earlier items, how often it was used, its own words in the text,
 * and all earlier items that carry it.
 */
export const TAG_SIGNALS = ['model', 'votes', 'prior', 'named', 'earlier'] as const;

export type TagSignal = (typeof TAG_SIGNALS)[number];

/** What speaks for each candidate. */
export interface TagSignals {
  tags: string[];
  /** Natural logarithms for each candidate, up to a constant; equal for all if a signal knows nothing. */
  evidence: Record<TagSignal, number[]>;
}

/** How much each signal counts: a tag's score is the weighted sum of its evidence. */
export type TagWeights = Record<TagSignal, number>;

/** One of the user's tags, with how often it was used. */
export interface UsedTag {
  tag: string;
  count: number;
}
