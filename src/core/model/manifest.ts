import type { ModelConfig } from './config.ts';

/**
 * The position of a tensor in `weights.bin`. All offsets and lengths are bytes; offsets are multiples of 4096. `q8`: a
 * matrix [rows, columns] as unsigned bytes in blocks of `block` along the columns, zero point 128: value = (byte − 128)
 * · scale, with scales float32 [rows, columns / block]. This is the layout of ONNX Runtime's MatMulNBits (bits = 8) and
 * of GatherBlockQuantized.
 * `f32`: plain float32, row-major.
 */
export type StoredTensor =
  | { dtype: 'f32'; shape: number[]; offset: number; length: number }
  | {
      dtype: 'q8';
      shape: [number, number];
      block: number;
      offset: number;
      length: number;
      scalesOffset: number;
      scalesLength: number;
    };

/**
 * `model.json` of an imported base model. Its folder contains `model.json`, `config.json`, `tokenizer.json`,
 * `tokenizer_config.json` and `weights.bin`. Tensors have the names of Hugging Face checkpoints
 * ("model.layers.0.self_attn.q_proj.weight", [out, in]); a tied output head has no entry of its own.
 */
export interface Manifest {
  version: 1;
  id: string;
  /** Its source: a Hub id, a folder, a GGUF file. */
  source: string;
  config: ModelConfig;
  /** Number of weights. */
  parameters: number;
  /** Bytes on disk of `weights.bin`. */
  bytes: number;
  /** Hash of `weights.bin`, hex: an adapter records it and is never loaded on another base. */
  sha256: string;
  tensors: Record<string, StoredTensor>;
}
