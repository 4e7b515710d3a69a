export interface CompleteParams {
  /** Text before the cursor. */
  text: string;
  /** Text after the cursor. */
  suffix?: string;
  /** The document itself, so that it is never retrieved as its own passage. */
  source?: string;
  maxTokens?: number;
  /** Contrastive strength `a` of logits = user + a · (user − base); 0 is off. */
  strength?: number;
  /**
   * The least probability that all of it is right for it to be shown, and only if it saves more than reading it costs;
   * without a threshold, the best one is shown however unsure.
   */
  threshold?: number;
  /** Cost of reading a word, in keys; see `READING_COST`. Counts only together with a threshold. */
  readingCost?: number;
  /** How much is suggested at most; a phrase by default. */
  length?: 'word' | 'phrase' | 'sentence';
  /** The document's title if `text` is only a later part of it, without its front matter; null if it has none. */
  title?: string | null;
}

export interface CompleteResult {
  /** Text to insert at the cursor; empty when nothing is shown. */
  suggestion: string;
  ms: number;
  firstTokenMs: number;
  tokens: number;
  /** Probability that the whole suggestion is right, 0 to 1; if none is shown, that of the likeliest. */
  p: number;
  /** What `p` is of if nothing is shown; otherwise empty. */
  withheld: string;
  /** Alternatives, which begin with other words; best first. */
  alternatives: { text: string; p: number }[];
  /** Why it ended, or why nothing is shown. */
  reason: string;
}
