import { createHash } from 'node:crypto';
import { type AdapterLayout, lowestLearning, virtualTokens } from '../adapter/layout.ts';
import type { BatchShape } from '../graph/batchShape.ts';
import { graphFile } from '../graph/file.ts';
import { type Device, type InferenceSession, openSession, runtime } from '../graph/runtime.ts';
import { buildTrainGraph, type TrainGraph } from '../graph/train.ts';
import type { BaseModel } from '../model/base.ts';
import type { Batch } from './batch.ts';
import { HiddenCache } from './hiddenCache.ts';

/** What a graph needs from a base model. */
export type ModelFiles = Pick<BaseModel, 'folder' | 'manifest'>;

export interface GraphOptions {
  device: Device;
  threads: number;
}

/** Gives the loss and gradient of an adapter. */
export interface Gradients {
  readonly shape: BatchShape;
  /** How many virtual tokens each example of a batch has room for before it. */
  readonly virtual: number;
  /** @returns mean −log p over the real targets, in nats per token, and its gradient, [P] */
  run(batch: Batch, adapter: Float32Array): Promise<{ loss: number; gradient: Float32Array }>;
  dispose(): Promise<void>;
}

/** A training or scoring graph on a device, which takes batches. */
class GraphSession {
  readonly shape: BatchShape;
  readonly #layout: AdapterLayout | null;
  readonly #session: InferenceSession;
  readonly #ort: Awaited<ReturnType<typeof runtime>>;

  private constructor(
    shape: BatchShape,
    layout: AdapterLayout | null,
    session: InferenceSession,
    ort: Awaited<ReturnType<typeof runtime>>,
  ) {
    this.shape = shape;
    this.#layout = layout;
    this.#session = session;
    this.#ort = ort;
  }

  static async open(
    kind: TrainGraph,
    { folder, manifest }: ModelFiles,
    layout: AdapterLayout | null,
    shape: BatchShape,
    options: GraphOptions,
  ): Promise<GraphSession> {
    const file = graphFile(folder, kind, buildTrainGraph(manifest, shape, layout, kind));
    return new GraphSession(shape, layout, await openSession(file, { ...options, training: true }), await runtime());
  }

  get virtual(): number {
    return this.#layout?.shape.prompt?.tokens ?? 0;
  }

  /** @param hidden the output of the lower blocks, float32 [N, H], for a graph that begins above them */
  async run(batch: Batch, adapter: Float32Array | null, hidden?: Float32Array): Promise<Record<string, Float32Array>> {
    const { Tensor } = this.#ort;
    const { batch: b, sequence, targets } = this.shape;
    const used = this.virtual === 0 || virtualTokens(this.#layout, adapter) > 0;
    const given: Record<string, InstanceType<typeof Tensor> | undefined> = {
      ids: new Tensor('int64', batch.ids, [b * sequence]),
      hidden: hidden && new Tensor('float32', hidden, [b * sequence, hidden.length / (b * sequence)]),
      segments: new Tensor('int64', used ? batch.segments : withoutVirtual(batch), [b, sequence]),
      rows: new Tensor('int64', batch.rows, [targets]),
      targets: new Tensor('int64', batch.targets, [targets]),
      weights: new Tensor('float32', batch.weights, [targets]),
      adapter: adapter ? new Tensor('float32', adapter, [adapter.length]) : undefined,
    };
    const feeds = Object.fromEntries(
      this.#session.inputNames.flatMap((name) => (given[name] ? [[name, given[name]]] : [])),
    );
    const out = await this.#session.run(feeds);
    return Object.fromEntries(Object.entries(out).map(([name, tensor]) => [name, tensor.data as Float32Array]));
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/**
 * Segments in which no text sees the slots of virtual tokens: only differences of positions count, so it is as if
 * alone.
 */
function withoutVirtual({ ids, segments }: Batch): BigInt64Array {
  return segments.map((segment, at) => (ids[at] < 0n ? -1n : segment));
}

/** The training graph: loss and gradient of an adapter. */
export class GradientSession implements Gradients {
  readonly #graph: GraphSession;

  private constructor(graph: GraphSession) {
    this.#graph = graph;
  }

  static async open(base: ModelFiles, layout: AdapterLayout, shape: BatchShape, options: GraphOptions) {
    return new GradientSession(await GraphSession.open('train', base, layout, shape, options));
  }

  get shape(): BatchShape {
    return this.#graph.shape;
  }

  get virtual(): number {
    return this.#graph.virtual;
  }

  async run(batch: Batch, adapter: Float32Array): Promise<{ loss: number; gradient: Float32Array }> {
    const { nll, gradient } = await this.#graph.run(batch, adapter);
    return { loss: meanOf(nll, batch.count), gradient };
  }

  dispose(): Promise<void> {
    return this.#graph.dispose();
  }
}

/**
 * The same in two graphs, of which the lower one runs once per batch: its output is cached and is the same in every
 * epoch, since nothing below the lowest learning block ever changes. The numbers equal those of `GradientSession` bit
 * for bit.
 */
export class CachedGradientSession implements Gradients {
  readonly #lower: GraphSession;
  readonly #upper: GraphSession;
  readonly #cache: HiddenCache;

  private constructor(lower: GraphSession, upper: GraphSession, cache: HiddenCache) {
    this.#lower = lower;
    this.#upper = upper;
    this.#cache = cache;
  }

  /**
   * @param layout one whose lowest blocks learn nothing; what is frozen in them must be the same in every adapter
   * @param folder where the cache is kept
   */
  static async open(
    base: ModelFiles,
    layout: AdapterLayout,
    shape: BatchShape,
    folder: string,
    options: GraphOptions,
  ): Promise<CachedGradientSession> {
    const lower = await GraphSession.open('lower', base, layout, shape, options);
    const upper = await GraphSession.open('upper', base, layout, shape, options);
    return new CachedGradientSession(lower, upper, HiddenCache.open(folder));
  }

  get shape(): BatchShape {
    return this.#upper.shape;
  }

  get virtual(): number {
    return this.#upper.virtual;
  }

  async run(batch: Batch, adapter: Float32Array): Promise<{ loss: number; gradient: Float32Array }> {
    const key = keyOf(batch);
    let hidden = this.#cache.read(key);
    if (!hidden) {
      ({ hidden } = await this.#lower.run(batch, adapter));
      this.#cache.write(key, hidden);
    }
    const { nll, gradient } = await this.#upper.run(batch, adapter, hidden);
    return { loss: meanOf(nll, batch.count), gradient };
  }

  async dispose(): Promise<void> {
    this.#cache.close();
    await this.#lower.dispose();
    await this.#upper.dispose();
  }
}

/**
 * The scoring graph: what each target token costs, without a gradient. If the lower blocks learn nothing they run once
 * per batch, so scoring a batch under several adapters costs little more than half.
 */
export class ScoreSession {
  readonly #graph: GraphSession;
  readonly #lower: GraphSession | null;
  /** The output of the lower blocks for a batch, for as long as somebody holds that batch. */
  readonly #hidden = new WeakMap<Batch, Float32Array>();

  private constructor(graph: GraphSession, lower: GraphSession | null) {
    this.#graph = graph;
    this.#lower = lower;
  }

  /**
   * @param layout shape of the adapters that will be scored, or null for the base alone; what is frozen in its lower
   * blocks must be the same in all of them
   */
  static async open(base: ModelFiles, layout: AdapterLayout | null, shape: BatchShape, options: GraphOptions) {
    const cut = layout !== null && lowestLearning(layout, base.manifest.config.layers) > 0;
    const lower = cut ? await GraphSession.open('lower', base, layout, shape, options) : null;
    return new ScoreSession(await GraphSession.open(cut ? 'scoreUpper' : 'score', base, layout, shape, options), lower);
  }

  get shape(): BatchShape {
    return this.#graph.shape;
  }

  get virtual(): number {
    return this.#graph.virtual;
  }

  /** @returns −log p of each real target of the batch, in nats */
  async run(batch: Batch, adapter: Float32Array | null): Promise<Float32Array> {
    let hidden = this.#hidden.get(batch);
    if (this.#lower && !hidden) {
      ({ hidden } = await this.#lower.run(batch, adapter));
      this.#hidden.set(batch, hidden);
    }
    const { nll } = await this.#graph.run(batch, adapter, hidden);
    return nll.slice(0, batch.count);
  }

  async dispose(): Promise<void> {
    await this.#graph.dispose();
    await this.#lower?.dispose();
  }
}

function meanOf(nll: Float32Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += nll[i];
  return sum / Math.max(1, count);
}

/** The output of the lower blocks depends on the tokens and on which of them see each other. */
function keyOf({ ids, segments }: Batch): string {
  return createHash('sha256').update(ids).update(segments).digest('hex');
}
