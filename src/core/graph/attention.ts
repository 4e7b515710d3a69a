import type { ModelConfig } from '../model/config.ts';
import type { BatchShape } from './batchShape.ts';
import { type GraphBuilder, MICROSOFT } from './builder.ts';
import { RmsNorm } from './norm.ts';
import { rotaryTables } from './rotary.ts';
import type { Weights } from './weights.ts';

/** Queries that are processed together: keys after the last of them are left out of the product. */
export const QUERIES = 128;

/** L queries of each sequence; they see the T = `to` keys before their end. */
interface Chunk {
  length: number;
  to: number;
  /** Additive mask, [B, 1, 1, L, T]: 0 where a token may look, −1e9 elsewhere. */
  mask: string;
}

/** What attention blocks of one kind share in a graph: masks and rotary tables. */
interface Shared {
  b: GraphBuilder;
  config: ModelConfig;
  shape: BatchShape;
  chunks: Chunk[];
  /** Positions [B, S] and tables [S, D/2]; those of queries include the scale of the scores. */
  positions: string;
  query: { cos: string; sin: string; minusSin: string };
  key: { cos: string; sin: string; minusSin: string };
}

/** Causal grouped-query attention for training, one block at a time. */
export class Attention {
  readonly #everywhere: Shared;
  /** For layers that see a window. */
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
      const mask = b.node('Where', [seen, b.float(0), b.float(-1e9)]); // [B, S, S]
      return {
        b,
        config,
        shape,
        chunks: cut(b, mask, batch, sequence),
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

/** The additive mask [B, S, S] cut into chunks of queries. */
function cut(b: GraphBuilder, mask: string, batch: number, sequence: number): Chunk[] {
  return Array.from({ length: Math.ceil(sequence / QUERIES) }, (_, index) => {
    const from = index * QUERIES;
    const to = Math.min(from + QUERIES, sequence);
    const part = to - from < sequence ? b.slice(b.slice(mask, from, to, 1), 0, to, 2) : mask;
    return { length: to - from, to, mask: b.reshape(part, [batch, 1, 1, to - from, to]) };
  });
}

/**
 * What is kept of a chunk: queries [B, G, R·L, D], the keys and values it sees [B, G, T, D], probabilities [B, G, R·L,
 * T] and output [B, G, R·L, D].
 */
interface Seen {
  q: string;
  k: string;
  v: string;
  p: string;
  o: string;
}

/** softmax(scale·q·kᵀ + mask)·v with its backward pass, in chunks of queries. */
export class AttentionBlock {
  readonly #shared: Shared;
  readonly #qNorm: RmsNorm | null;
  readonly #kNorm: RmsNorm | null;
  #seen: Seen[] = [];

  constructor(shared: Shared, qNorm: RmsNorm | null, kNorm: RmsNorm | null) {
    this.#shared = shared;
    this.#qNorm = qNorm;
    this.#kNorm = kNorm;
  }

  /** q [N, heads·D], k and v [N, G·D] → [N, heads·D]. */
  forward(q: string, k: string, v: string): string {
    const { b, config, shape, chunks } = this.#shared;
    const { batch, sequence } = shape;
    const { kvHeads, heads } = config;
    const repeat = heads / kvHeads;
    const queries = this.#cut(this.#rotate(this.#norm(this.#qNorm, q, heads), 'query'), repeat);
    const keys = this.#splitHeads(this.#rotate(this.#norm(this.#kNorm, k, kvHeads), 'key'), 1, sequence);
    const values = this.#splitHeads(v, 1, sequence); // [B, G, S, D]
    this.#seen = chunks.map(({ length, to, mask }, index) => {
      const before = (x: string) => (to < sequence ? b.slice(x, 0, to, 2) : x);
      const kept = { q: queries[index], k: before(keys), v: before(values) };
      const scores = b.matmul(kept.q, b.transpose(kept.k, [0, 1, 3, 2])); // [B, G, R·L, T]
      const masked = b.add(b.reshape(scores, [batch, kvHeads, repeat, length, to]), mask);
      const softmax = b.node('Softmax', [masked], { attributes: { axis: -1 } });
      const p = b.reshape(softmax, [batch, kvHeads, repeat * length, to]);
      return { ...kept, p, o: b.matmul(p, kept.v) };
    });
    return this.#join(
      this.#seen.map(({ o }) => o),
      repeat,
    );
  }

  /** Gradients of the projections' outputs; those not needed are not computed. */
  backward(
    dMixed: string,
    needs: { q: boolean; k: boolean; v: boolean },
  ): { dq: string | null; dk: string | null; dv: string | null } {
    const { b, config } = this.#shared;
    const repeat = config.heads / config.kvHeads;
    const chunks = this.#cut(dMixed, repeat).map((dO, index) => ({ dO, ...this.#seen[index] })); // dO [B, G, R·L, D]
    const dv = needs.v ? this.#sum(chunks.map(({ p, dO }) => b.matmul(b.transpose(p, [0, 1, 3, 2]), dO))) : null;
    if (!needs.q && !needs.k) return { dq: null, dk: null, dv };
    const scores = chunks.map(({ dO, q, k, v, p, o }) => {
      // ds = p·(dp − Σ dp·p), and Σ dp·p over keys equals Σ dO·O over the head (Dao et al. 2022, arXiv 2205.14135).
      const dP = b.matmul(dO, b.transpose(v, [0, 1, 3, 2])); // [B, G, R·L, T]
      const delta = b.reduce('ReduceSum', b.mul(dO, o), -1); // [B, G, R·L, 1]
      return { q, k, dS: b.mul(p, b.sub(dP, delta)) };
    });
    let dq: string | null = null;
    let dk: string | null = null;
    if (needs.q) {
      const joined = this.#join(
        scores.map(({ dS, k }) => b.matmul(dS, k)),
        repeat,
      );
      dq = this.#normBackward(this.#qNorm, this.#rotate(joined, 'query', true), config.heads);
    }
    if (needs.k) {
      const summed = this.#sum(scores.map(({ dS, q }) => b.matmul(b.transpose(dS, [0, 1, 3, 2]), q)));
      dk = this.#normBackward(this.#kNorm, this.#rotate(summed, 'key', true), config.kvHeads);
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

  /** [N, G·R·D] → [B, G, R·L, D] of each chunk. */
  #cut(x: string, repeat: number): string[] {
    const { b, shape, chunks } = this.#shared;
    const lengths = chunks.map(({ length }) => length);
    const whole = b.reshape(x, [shape.batch, shape.sequence, -1]);
    return b.split(whole, lengths, 1).map((part, index) => this.#splitHeads(part, repeat, lengths[index]));
  }

  /** [B, G, R·L, D] of each chunk → [N, G·R·D]. */
  #join(parts: string[], repeat: number): string {
    const { b, config, shape, chunks } = this.#shared;
    const size = config.kvHeads * repeat * config.headDim;
    const joined = parts.map((part, index) => this.#joinHeads(part, repeat, chunks[index].length));
    return b.reshape(b.concat(joined, 1), [shape.batch * shape.sequence, size]);
  }

  /** The sum of all chunks' gradients for the keys or values they see, [B, G, T, D] each: [N, G·D]. */
  #sum(parts: string[]): string {
    const { b, config, shape, chunks } = this.#shared;
    const lengths = chunks.map(({ length }) => length);
    const pieces = parts.map((part, index) => b.split(part, lengths.slice(0, index + 1), 2));
    const sums = lengths.map((_, at) =>
      pieces
        .slice(at)
        .map((of) => of[at])
        .reduce((sum, piece) => b.add(sum, piece)),
    );
    const joined = this.#joinHeads(b.concat(sums, 2), 1, shape.sequence);
    return b.reshape(joined, [shape.batch * shape.sequence, config.kvHeads * config.headDim]);
  }

  /** [.., G·R·D] of L tokens a sequence → [B, G, R·L, D]. */
  #splitHeads(x: string, repeat: number, length: number): string {
    const { b, config, shape } = this.#shared;
    const { kvHeads, headDim } = config;
    const heads = b.reshape(x, [shape.batch, length, kvHeads, repeat, headDim]);
    return b.reshape(b.transpose(heads, [0, 2, 3, 1, 4]), [shape.batch, kvHeads, repeat * length, headDim]);
  }

  /** [B, G, R·L, D] → [B, L, G·R·D]. */
  #joinHeads(x: string, repeat: number, length: number): string {
    const { b, config, shape } = this.#shared;
    const { kvHeads, headDim } = config;
    const heads = b.reshape(x, [shape.batch, kvHeads, repeat, length, headDim]);
    return b.reshape(b.transpose(heads, [0, 3, 1, 2, 4]), [shape.batch, length, kvHeads * repeat * headDim]);
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
