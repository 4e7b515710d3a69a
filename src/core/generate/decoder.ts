import { setImmediate as breathe } from 'node:timers/promises';
import { type AdapterLayout, virtualIds, virtualTokens } from '../adapter/layout.ts';
import { Packing } from '../adapter/packing.ts';
import { buildDecodeGraph, pastName } from '../graph/decode.ts';
import { packName } from '../graph/decodeLinears.ts';
import { graphFile } from '../graph/file.ts';
import { type Device, type InferenceSession, openSession, runtime, type Tensor } from '../graph/runtime.ts';
import type { BaseModel } from '../model/base.ts';
import { throwIfCancelled } from '../support/errors.ts';
import { KvCache } from './cache.ts';
import { RecentLogits } from './recentLogits.ts';

/** Tokens evaluated in one run of the graph; a run cannot be cancelled, so it is kept short. */
const CHUNK = 128;
/** So few unread tokens go into one run with those after them: they may stay unread while their answer is remembered. */
const FEW = 8;

export interface DecoderOptions {
  /** Longest context in tokens. */
  context: number;
  threads: number;
  device: Device;
  /** Float32 products instead of int8 ones; see DecodeOptions. */
  exact?: boolean;
}

/** A conversation with the model: what has been read so far, with one adapter. */
export interface DecoderState {
  readonly cache: KvCache;
  /** The packed adapter, by input; empty for a decoder without adapter inputs. */
  readonly adapter: Readonly<Record<string, Tensor>>;
  /** Ids of the adapter's virtual tokens, which come before every text. */
  readonly virtual: readonly number[];
  /** Recent answers. */
  readonly recent: RecentLogits;
}

export interface ReadOptions {
  signal?: AbortSignal;
  /** Tokens between two checks of the signal. */
  step?: number;
  /**
   * A guess at the next token. It is read along, which costs next to nothing; if it was right, the next read already
   * has its answer. No answer depends on it.
   */
  draft?: number;
}

/** Evaluates tokens with the decoding graph. Several states can share it, for instance with different adapters. */
export class Decoder {
  readonly base: BaseModel;
  readonly layout: AdapterLayout | null;
  readonly options: DecoderOptions;
  readonly #packing: Packing | null;
  readonly #packs = new WeakMap<Float32Array, Record<string, Tensor>>();
  readonly #session: InferenceSession;
  readonly #ort: Awaited<ReturnType<typeof runtime>>;

  private constructor(
    base: BaseModel,
    layout: AdapterLayout | null,
    packing: Packing | null,
    options: DecoderOptions,
    session: InferenceSession,
    ort: Awaited<ReturnType<typeof runtime>>,
  ) {
    this.base = base;
    this.layout = layout;
    this.#packing = packing;
    this.options = options;
    this.#session = session;
    this.#ort = ort;
  }

  /** @param layout shape of the adapters that will be used, or null for the base alone */
  static async open(base: BaseModel, layout: AdapterLayout | null, options: DecoderOptions): Promise<Decoder> {
    const ort = await runtime();
    const context = withVirtual(options.context, layout);
    const packing = layout && new Packing(base.manifest.config, layout);
    const graph = buildDecodeGraph(base.manifest, layout, packing, { ...options, context });
    const file = graphFile(base.folder, 'decode', graph);
    const session = await openSession(file, { device: options.device, threads: options.threads });
    return new Decoder(base, layout, packing, options, session, ort);
  }

  /** @param adapter float32 [P] in the layout's order, not to be changed from now on; null is the base itself */
  newState(adapter: Float32Array | null): DecoderState {
    const { layout, base, options } = this;
    const vector = layout ? (adapter ?? new Float32Array(layout.length)) : null;
    return {
      cache: new KvCache(base.manifest.config, withVirtual(options.context, layout)),
      adapter: vector ? this.#packed(vector) : {},
      virtual: virtualIds(virtualTokens(layout, vector)),
      recent: new RecentLogits(),
    };
  }

  /**
   * Reads a prompt, which the adapter's virtual tokens precede, and returns the logits after its last token. The
   * beginning that the state has in common with the prompt is not read again.
   * @returns float32 [V], the caller's own
   */
  async read(state: DecoderState, text: readonly number[], options: ReadOptions = {}): Promise<Float32Array> {
    const { signal, step = CHUNK, draft } = options;
    if (text.length === 0) throw new RangeError('A prompt needs at least one token.');
    const ids = withVirtualIds(state, text);
    const remembered = this.unread(state, text) <= FEW ? state.recent.after(ids) : undefined;
    if (remembered) return remembered.slice();
    // If all are known, the last token is read again for its logits.
    const known = Math.min(state.cache.commonPrefix(ids), ids.length - 1);
    state.cache.truncate(known);
    state.cache.reserve(Math.min(ids.length + 1, state.cache.capacity));
    let logits: Float32Array = new Float32Array(0);
    for (let at = known; at < ids.length; at += step) {
      throwIfCancelled(signal);
      const chunk = ids.slice(at, at + step);
      const rows = [chunk.length - 1];
      if (draft !== undefined && at + step >= ids.length && ids.length + 1 < state.cache.capacity) {
        rows.push(chunk.push(draft) - 1);
      }
      logits = await this.#run(state, chunk, rows);
      if (rows.length > 1) {
        state.recent.keep([...ids, draft as number], logits.slice(logits.length / 2));
        logits = logits.slice(0, logits.length / 2);
      }
      await breathe(); // Lets a request to cancel come through.
    }
    state.recent.keep([...ids], logits);
    return logits.slice();
  }

  /** How many tokens of a prompt the state has not read yet. */
  unread(state: DecoderState, text: readonly number[]): number {
    const ids = withVirtualIds(state, text);
    return ids.length - state.cache.commonPrefix(ids);
  }

  /**
   * Log-probabilities of a continuation after a prompt.
   * @returns natural logarithms, one for each token of `continuation`
   */
  async score(
    state: DecoderState,
    prompt: readonly number[],
    continuation: readonly number[],
    signal?: AbortSignal,
  ): Promise<number[]> {
    if (this.unread(state, prompt) > FEW) await this.read(state, prompt, { signal });
    const ids = withVirtualIds(state, [...prompt, ...continuation.slice(0, -1)]);
    const first = ids.length - continuation.length;
    const known = Math.min(state.cache.commonPrefix(ids), first);
    state.cache.truncate(known);
    const rows = continuation.map((_, index) => first - known + index);
    const logits = await this.#run(state, ids.slice(known), rows);
    const vocab = this.base.manifest.config.vocabSize;
    const scores = continuation.map((id, row) => logProbability(logits.subarray(row * vocab, (row + 1) * vocab), id));
    return scores;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  /** Several states often have the same adapter: it is packed once. */
  #packed(vector: Float32Array): Record<string, Tensor> {
    const known = this.#packs.get(vector);
    if (known) return known;
    const inputs = [...(this.#packing?.pack(vector) ?? [])].map(([width, values]) => [
      packName(width),
      new this.#ort.Tensor('float32', values, [values.length / width, width]),
    ]);
    const packed: Record<string, Tensor> = Object.fromEntries(inputs);
    this.#packs.set(vector, packed);
    return packed;
  }

  /** Evaluates new tokens, appends them to the cache, and returns the logits of the wanted rows, [R · V]. */
  async #run(state: DecoderState, ids: readonly number[], wanted: number[]): Promise<Float32Array> {
    const { cache, adapter } = state;
    const { config } = this.base.manifest;
    const past = cache.tokens.length;
    const { Tensor } = this.#ort;
    if (past + ids.length > cache.capacity - 1) {
      throw new RangeError(`The text is longer than the context of ${this.options.context - 1} tokens.`);
    }
    // A single token goes in twice and its second row is dropped: the library multiplies a lone row with another
    // routine that rounds differently, and then text would depend on how a prompt was divided into calls.
    const fed = ids.length === 1 ? [ids[0], ids[0]] : ids;
    const n = fed.length;
    const feeds: Record<string, Tensor> = {
      ...adapter,
      ids: new Tensor('int64', BigInt64Array.from(fed, BigInt), [1, n]),
      positions: new Tensor(
        'int64',
        BigInt64Array.from({ length: n }, (_, index) => BigInt(past + index)),
        [1, n],
      ),
      last: new Tensor('int32', Int32Array.of(past + n - 1), [1]),
      total: new Tensor('int32', Int32Array.of(past + n), []),
      logitRows: new Tensor('int64', BigInt64Array.from(wanted, BigInt), [wanted.length]),
    };
    cache.reserve(past + n);
    const shape = [1, config.kvHeads, cache.room, config.headDim];
    cache.buffers.forEach((buffer, index) => {
      const name = pastName(index >> 1, index % 2 === 0 ? 'key' : 'value');
      feeds[name] = new Tensor('float32', buffer, shape);
    });
    const { logits, rows } = await this.#session.run(feeds, ['logits', 'rows']);
    cache.append(ids, rows.data as Float32Array, n);
    return logits.data as Float32Array;
  }
}

/** Tokens of a cache that has room for the adapter's virtual ones as well as the text's. */
function withVirtual(context: number, layout: AdapterLayout | null): number {
  return context + (layout?.shape.prompt?.tokens ?? 0);
}

/** log softmax(logits)[id]. */
export function logProbability(logits: Float32Array, id: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (const value of logits) if (value > max) max = value;
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - max);
  return logits[id] - max - Math.log(sum);
}

/** Turns logits into natural log-probabilities in place. */
export function logSoftmax(logits: Float32Array): void {
  let max = Number.NEGATIVE_INFINITY;
  for (const value of logits) if (value > max) max = value;
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - max);
  const total = max + Math.log(sum);
  for (let id = 0; id < logits.length; id++) logits[id] -= total;
}

function withVirtualIds({ virtual }: DecoderState, text: readonly number[]): readonly number[] {
  return virtual.length > 0 ? [...virtual, ...text] : text;
}
