/** A step of long work, as shown to a person. */
export interface Progress {
  /** What is being done, e.g. "Downloading SmolLM2-135M-Instruct". */
  message: string;
  /** Work done and in total, in the same unit; `total` is absent while it is unknown. */
  done?: number;
  total?: number;
}

/** Parameters of every long call: where progress goes, and how it is stopped. */
export interface LongCall {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}
