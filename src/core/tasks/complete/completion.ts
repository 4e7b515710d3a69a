export interface CompleteParams {
  /** Text before the cursor. */
  text: string;
  /** Text after the cursor. */
  suffix?: string;
  /** The document itself, so that it is never retrieved as its own snippet. */
  source?: string;
  maxTokens?: number;
  /** Contrastive strength `a` of logits = user + a · (user − base); 0 is off. */
  strength?: number;
  /**
   * Least probability that all of it is right for it to be shown, and only where it saves more than it costs to read;
   * without it, what is best is shown however unsure.
   */
  threshold?: number;
  /** What reading a word of it costs, in keys; see `READING_COST`. Counts where there is a threshold. */
  readingCost?: number;
  /** How much is suggested at most; a phrase unless given. */
  length?: 'word' | 'phrase' | 'sentence';
  /** The document's title where `text` is a later part of it, without its front matter; null where it has none. */
  title?: string | null;
}

export interface CompleteResult {
  /** Text to insert at the cursor; empty when nothing is shown. */
  suggestion: string;
  ms: number;
  firstTokenMs: number;
  tokens: number;
  /** Probability that all of the suggestion is right, 0 to 1; where none is shown, that of the likeliest. */
  p: number;
  /** Other ways to go on, which begin with other words; best first. */
  alternatives: { text: string; p: number }[];
  /** Why it ended, or why nothing is shown. */
  reason: string;
}
