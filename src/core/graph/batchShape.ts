/** Fixed sizes of a training or scoring graph. */
export interface BatchShape {
  /** Sequences in a batch. */
  batch: number;
  /** Tokens in a sequence. */
  sequence: number;
  /** Target rows in a batch, over all sequences. */
  targets: number;
}
