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
  /** Below this confidence nothing is shown; 0 unless given. */
  minConfidence?: number;
  /** Milliseconds after which it ends with the next whole word, two words at the least; without it, where it ends. */
  maxMs?: number;
}

export interface CompleteResult {
  /** Text to insert at the cursor; empty when nothing is shown. */
  suggestion: string;
  ms: number;
  firstTokenMs: number;
  tokens: number;
  /** Geometric mean of the probabilities of the tokens written, 0 to 1; 0 where none was. */
  confidence: number;
  /** Why it ended, or why nothing is shown. */
  reason: string;
}
