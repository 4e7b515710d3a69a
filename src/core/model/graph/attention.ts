import type { ModelConfig } from '../config.ts';
import { type GraphBuilder, MICROSOFT } from './builder.ts';
import { RmsNorm } from './norm.ts';
import { rotaryTables } from './rotary.ts';
import type { BatchShape } from './train.ts';
import type { Weights } from './weights.ts';

/** What attention blocks of one kind share in a graph: mask and rotary tables. */
interface Shared {
  b: GraphBuilder;
  config: ModelConfig;
  shape: BatchShape;
  /** Additive mask, [B, 1, 1, S, S]: 0 where a token may look, −1e9 elsewhere. */
  mask: string;
  /** Positions [B, S] and tables [S, D/2]; those of queries carry the scale of the scores. */
  positions: string;
  query: { cos: string; sin: string; minusSin: string };
  key: { cos: string; sin: string; minusSin: string };
}

/** Causal grouped-query attention for training, one block at a time. */
export class Attention {
  readonly #everywhere: Shared;
  /** Of layers that see a window. */
  readonly #local: Shared;
  readonly #weights: Weights;

  constructor(b: GraphBuilder, config: ModelConfig, shape: BatchShape, segments: string, weights: Weights) {
    const { batch, sequence } = shape;
    const { local } = config;
    this.#weights = weights;
    // Only differences of positions count in rotary attention, so packed documents need no positions of their own.
    const order = b.int(Array.from({ length: sequence }, (_, index) => index)); // [S]
    const same = b.node('Equal', [
      b.reshape(segments, [batch, sequence, 1]),
      b.reshape(segments, [batch, 1, sequence]),
    ]);
    const earlier = b.node('LessOrEqual', [b.reshape(order, [1, sequence]), b.reshape(order, [sequence, 1])]);
    const visible = b.node('And', [same, earlier]); // [B, S, S]
    const positions = b.node('Expand', [order, b.int([batch, sequence])]);
    const share = (theta: number, seen: string): Shared => {
      const tables = (scale: number) => {
        const { cos, sin, minusSin } = rotaryTables(config.headDim, theta, sequence, scale);
        const size = [sequence, config.headDim / 2];
        return { cos: b.float(cos, size), sin: b.float(sin, size), minusSin: b.float(minusSin, size) };
      };
      const mask = b.node('Where', [seen, b.float(0), b.float(-1e9)]);
      return {
        b,
        config,
        shape,
        mask: b.reshape(mask, [batch, 1, 1, sequence, sequence]),
        positions,
        query: tables(1 / Math.sqrt(config.queryScalar)),
        key: tables(1),
      };
    };
    this.#everywhere = share(config.ropeTheta, visible);
    this.#local = this.#everywhere;
    if (local) {
      const distance = b.sub(b.reshape(order, [sequence, 1]), b.reshape(order, [1, sequence])); // [S, S]
      const near = b.node('Less', [distance, b.int(local.window)]);
      this.#local = share(local.ropeTheta, b.node('And', [visible, near]));
    }
  }

  block(layer: number): AttentionBlock {
    const prefix = `model.layers.${layer}.self_attn.`;
    const { b, config } = this.#everywhere;
    const shared = config.local?.layers.includes(layer) ? this.#local : this.#everywhere;
    const norm = (name: string) =>
      config.qkNorm ? new RmsNorm(b, this.#weights.dense(prefix + name), config.rmsNormEps) : null;
    return new AttentionBlock(shared, norm('q_norm.weight'), norm('k_norm.weight'));
  }
}

/** softmax(scale·q·kᵀ + mask)·v with its backward pass; keeps q, k, v, probabilities and output. */
export class AttentionBlock {
  readonly #shared: Shared;
  readonly #qNorm: RmsNorm | null;
  readonly #kNorm: RmsNorm | null;
  /** Rotated queries [B, G, R·S, D], rotated keys and values [B, G, S, D]. */
  #q = '';
  #k = '';
  #v = '';
  /** Probabilities [B, G, R·S, S] and output [B, G, R·S, D]. */
  #p = '';
  #o = '';

  constructor(shared: Shared, qNorm: RmsNorm | null, kNorm: RmsNorm | null) {
    this.#shared = shared;
    this.#qNorm = qNorm;
    this.#kNorm = kNorm;
  }

  /** q [N, heads·D], k and v [N, G·D] → [N, heads·D]. */
  forward(q: string, k: string, v: string): string {
    const { b, config, shape, mask } = this.#shared;
    const { batch, sequence } = shape;
    const { kvHeads, heads } = config;
    const repeat = heads / kvHeads;
    this.#q = this.#splitHeads(this.#rotate(this.#norm(this.#qNorm, q, heads), 'query'), repeat);
    this.#k = this.#splitHeads(this.#rotate(this.#norm(this.#kNorm, k, kvHeads), 'key'), 1);
    this.#v = this.#splitHeads(v, 1);
    const scores = b.matmul(this.#q, b.transpose(this.#k, [0, 1, 3, 2])); // [B, G, R·S, S]
    const masked = b.add(b.reshape(scores, [batch, kvHeads, repeat, sequence, sequence]), mask);
    const p = b.node('Softmax', [masked], { attributes: { axis: -1 } });
    this.#p = b.reshape(p, [batch, kvHeads, repeat * sequence, sequence]);
    this.#o = b.matmul(this.#p, this.#v); // [B, G, R·S, D]
    return this.#joinHeads(this.#o, repeat);
  }

  /** Gradients of the projections' outputs; those not needed are not computed. */
  backward(
    dMixed: string,
    needs: { q: boolean; k: boolean; v: boolean },
  ): { dq: string | null; dk: string | null; dv: string | null } {
    const { b, config } = this.#shared;
    const repeat = config.heads / config.kvHeads;
    const dO = this.#splitHeads(dMixed, repeat); // [B, G, R·S, D]
    const dv = needs.v ? this.#joinHeads(b.matmul(b.transpose(this.#p, [0, 1, 3, 2]), dO), 1) : null;
    if (!needs.q && !needs.k) return { dq: null, dk: null, dv };
    // ds = p·(dp − Σ dp·p), and Σ dp·p over keys equals Σ dO·O over the head (Dao et al. 2022, arXiv 2205.14135).
    const dP = b.matmul(dO, b.transpose(this.#v, [0, 1, 3, 2])); // [B, G, R·S, S]
    const delta = b.reduce('ReduceSum', b.mul(dO, this.#o), -1); // [B, G, R·S, 1]
    const dS = b.mul(this.#p, b.sub(dP, delta));
    let dq: string | null = null;
    let dk: string | null = null;
    if (needs.q) {
      const raw = this.#rotate(this.#joinHeads(b.matmul(dS, this.#k), repeat), 'query', true);
      dq = this.#normBackward(this.#qNorm, raw, config.heads);
    }
    if (needs.k) {
      const raw = this.#rotate(this.#joinHeads(b.matmul(b.transpose(dS, [0, 1, 3, 2]), this.#q), 1), 'key', true);
      dk = this.#normBackward(this.#kNorm, raw, config.kvHeads);
    }
    return { dq, dk, dv };
  }

  /** Rotates [N, heads·D] by its positions; backwards by the negative angle. */
  #rotate(x: string, side: 'query' | 'key', back = false): string {
    const { b, shape, positions } = this.#shared;
    const table = this.#shared[side];
    return b.node(
      'RotaryEmbedding',
      [b.reshape(x, [shape.batch, shape.sequence, -1]), positions, table.cos, back ? table.minusSin : table.sin],
      { domain: MICROSOFT },
    );
  }

  /** [N, G·R·D] → [B, G, R·S, D]. */
  #splitHeads(x: string, repeat: number): string {
    const { b, config, shape } = this.#shared;
    const { batch, sequence } = shape;
    const { kvHeads, headDim } = config;
    const cut = b.reshape(x, [batch, sequence, kvHeads, repeat, headDim]);
    return b.reshape(b.transpose(cut, [0, 2, 3, 1, 4]), [batch, kvHeads, repeat * sequence, headDim]);
  }

  /** [B, G, R·S, D] → [N, G·R·D]. */
  #joinHeads(x: string, repeat: number): string {
    const { b, config, shape } = this.#shared;
    const { batch, sequence } = shape;
    const { kvHeads, headDim } = config;
    const cut = b.reshape(x, [batch, kvHeads, repeat, sequence, headDim]);
    return b.reshape(b.transpose(cut, [0, 3, 1, 2, 4]), [batch * sequence, kvHeads * repeat * headDim]);
  }

  /** Per-head RMS norm (Qwen3, Gemma 3) on [N, heads·D], or the value as it is. */
  #norm(norm: RmsNorm | null, x: string, heads: number): string {
    if (!norm) return x;
    const { b, config } = this.#shared;
    return b.reshape(norm.forward(b.reshape(x, [-1, config.headDim])), [-1, heads * config.headDim]);
  }

  #normBackward(norm: RmsNorm | null, dx: string, heads: number): string {
    const { b, config } = this.#shared;
    const flat = b.reshape(dx, [-1, heads * config.headDim]);
    if (!norm) return flat;
    return b.reshape(norm.backward(b.reshape(flat, [-1, config.headDim])), [-1, heads * config.headDim]);
  }
}
