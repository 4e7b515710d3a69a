/** Linear layers an adapter can sit on, by their Hugging Face module names. */
export const LINEAR_LAYERS = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;

export type LinearLayer = (typeof LINEAR_LAYERS)[number];

/** Shape of a LoRA adapter: which layers, which rank. */
export interface LoraShape {
  rank: number;
  alpha: number;
  targets: LinearLayer[];
  /** Adapted transformer blocks: first ≤ block < last. */
  firstLayer: number;
  lastLayer: number;
}

/** Shape of an (IA)³ adapter: which layers it scales. */
export interface Ia3Shape {
  targets: LinearLayer[];
  /** Those of the targets whose input is scaled instead of their output. */
  inputs: LinearLayer[];
  /** Adapted transformer blocks: first ≤ block < last. */
  firstLayer: number;
  lastLayer: number;
}

/** Shape of a prompt-tuning adapter. */
export interface PromptShape {
  /** Virtual tokens before every text. */
  tokens: number;
}

/** The parts of an adapter: at least one, or one on top of a LoRA that stays as it is. */
export interface AdapterShape {
  lora: LoraShape | null;
  ia3: Ia3Shape | null;
  prompt: PromptShape | null;
}

/** Methods of adaptation, as the command and the adapters' records name them. */
export const METHODS = ['lora', 'ia3', 'prompt'] as const;

export type Method = (typeof METHODS)[number];
