import type { Manifest, StoredTensor } from '../model/manifest.ts';
import { OwnhandError } from '../support/errors.ts';
import { type GraphBuilder, MICROSOFT } from './builder.ts';

/** File name of a base model's weights, next to its graphs. */
export const WEIGHTS_FILE = 'weights.bin';

/** Gives a graph its base model's weights, in the form the graph wants them. */
export class Weights {
  readonly #builder: GraphBuilder;
  readonly #manifest: Manifest;
  readonly #dense = new Map<string, string>();

  constructor(builder: GraphBuilder, manifest: Manifest) {
    this.#builder = builder;
    this.#manifest = manifest;
  }

  has(name: string): boolean {
    return name in this.#manifest.tensors;
  }

  /** Name of the matrix that turns hidden states into logits: the embedding itself if the head is tied. */
  get headName(): string {
    return this.#manifest.config.tieEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  }

  /**
   * A tensor as float32. A quantized one is dequantized by nodes over constants, which ONNX Runtime folds once when the
   * session is made: training sees exactly the weights that serve.
   */
  dense(name: string): string {
    const known = this.#dense.get(name);
    if (known) return known;
    const stored = this.#stored(name);
    const b = this.#builder;
    let value: string;
    if (stored.dtype === 'f32') {
      value = this.#float(name, stored.shape, stored.offset, stored.length);
    } else {
      const { data, scales } = this.#quantized(name, stored);
      const [rows, columns] = stored.shape;
      const zero = b.node('Expand', [b.byte(128), b.int([rows, columns / stored.block])]);
      value = b.node('DequantizeLinear', [b.reshape(data, [rows, columns]), scales, zero], {
        attributes: { axis: 1, block_size: stored.block },
      });
    }
    this.#dense.set(name, value);
    return value;
  }

  /** Values that a matrix produces: the rows of [out, in]. */
  rows(name: string): number {
    return this.#stored(name).shape[0];
  }

  /**
   * x · Wᵀ of matrices that take the same input, on the quantized weights: [.., in] → [.., outs together]. ONNX Runtime
   * joins them once, when the session is made. `exact` multiplies in float32 instead of int8.
   */
  multiply(x: string, names: string[], exact: boolean): string {
    const b = this.#builder;
    const stored = names.map((name) => this.#stored(name));
    const quantized = stored.filter((each) => each.dtype === 'q8');
    if (quantized.length < stored.length) {
      const products = names.map((name) =>
        b.node('FusedMatMul', [x, this.dense(name)], { attributes: { transB: 1 }, domain: MICROSOFT }),
      );
      return b.concat(products, -1);
    }
    const parts = quantized.map((each, at) => this.#quantized(names[at], each));
    const data = parts.map((part) => part.data);
    const scales = parts.map((part) => part.scales);
    const { shape, block } = quantized[0];
    const rows = quantized.reduce((sum, each) => sum + each.shape[0], 0);
    return b.node('MatMulNBits', [x, b.concat(data, 0), b.concat(scales, 0)], {
      attributes: { K: shape[1], N: rows, bits: 8, block_size: block, accuracy_level: exact ? 0 : 4 },
      domain: MICROSOFT,
    });
  }

  /** Rows of the embedding for token ids: [..] → [.., hidden]. */
  embed(ids: string): string {
    const name = 'model.embed_tokens.weight';
    const stored = this.#stored(name);
    const b = this.#builder;
    if (stored.dtype === 'f32') return b.node('Gather', [this.dense(name), ids]);
    const { data, scales } = this.#quantized(name, stored);
    const [rows, columns] = stored.shape;
    // Rows are gathered in blocks and dequantized by plain operators: [.., blocks, block] · [.., blocks, 1].
    const blocks = columns / stored.block;
    const bytes = b.node('Cast', [b.node('Gather', [b.reshape(data, [rows, blocks, stored.block]), ids])], {
      attributes: { to: 1 },
    });
    const scale = b.node('Unsqueeze', [b.node('Gather', [scales, ids]), b.int([-1])]);
    const values = b.mul(b.sub(bytes, b.float(128)), scale);
    return b.node('Reshape', [values, b.int([0, 0, columns])]);
  }

  #stored(name: string): StoredTensor {
    const stored = this.#manifest.tensors[name];
    if (!stored) {
      throw new OwnhandError('bad-model', `The base model has no tensor "${name}"; add the model again.`);
    }
    return stored;
  }

  #float(name: string, shape: number[], offset: number, length: number): string {
    return this.#builder.external(name, 'float', shape, WEIGHTS_FILE, offset, length);
  }

  #quantized(name: string, stored: Extract<StoredTensor, { dtype: 'q8' }>): { data: string; scales: string } {
    const [rows, columns] = stored.shape;
    const blocks = columns / stored.block;
    return {
      data: this.#builder.external(
        `${name}.q8`,
        'uint8',
        [rows, blocks, stored.block],
        WEIGHTS_FILE,
        stored.offset,
        stored.length,
      ),
      scales: this.#float(`${name}.scales`, [rows, blocks], stored.scalesOffset, stored.scalesLength),
    };
  }
}
