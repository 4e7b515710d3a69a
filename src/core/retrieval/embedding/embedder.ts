import fs from 'node:fs';
import path from 'node:path';
import type { FeatureExtractionPipeline } from '@huggingface/transformers';
import { sha256OfFile } from '../../files/hash.ts';
import { OwnhandError, throwIfCancelled } from '../../support/errors.ts';
import { POOLING, WEIGHTS } from './files.ts';

/** Turns texts into vectors whose angles tell how similar the texts are. */
export class Embedder {
  /** Changes with the weights, so that vectors of different models never mix. */
  readonly id: string;
  readonly #pipeline: FeatureExtractionPipeline;
  readonly #pooling: 'mean' | 'cls';

  private constructor(id: string, pipeline: FeatureExtractionPipeline, pooling: 'mean' | 'cls') {
    this.id = id;
    this.#pipeline = pipeline;
    this.#pooling = pooling;
  }

  /**
   * Opens the model in a folder; nothing is ever fetched.
   * @param threads of its computations
   * @throws OwnhandError `bad-model` if it cannot be loaded
   */
  static async open(folder: string, threads: number): Promise<Embedder> {
    const weights = WEIGHTS.find(({ file }) => fs.existsSync(path.join(folder, file))) ?? WEIGHTS[0];
    // Before the native library loads; see graph/runtime.ts.
    process.env.ORT_DISABLE_TELEMETRY = '1';
    const { env, pipeline } = await import('@huggingface/transformers');
    env.allowRemoteModels = false;
    env.useFSCache = false;
    try {
      const sha256 = await sha256OfFile(path.join(folder, weights.file));
      const loaded = await pipeline('feature-extraction', path.resolve(folder), {
        dtype: weights.dtype,
        device: 'cpu',
        local_files_only: true,
        session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 },
      });
      return new Embedder(sha256.slice(0, 16), loaded, poolingOf(folder));
    } catch (cause) {
      const message = `The embedding model in ${folder} cannot be loaded; get it again, or choose another.`;
      throw new OwnhandError('bad-model', message, { cause });
    }
  }

  /**
   * @returns a vector of length 1 for each text; texts too long for the model are cut off
   * @throws OwnhandError `cancelled`
   */
  async embed(texts: string[], signal?: AbortSignal): Promise<Float32Array[]> {
    throwIfCancelled(signal);
    if (texts.length === 0) return [];
    const output = await this.#pipeline(texts, { pooling: this.#pooling, normalize: true });
    const size = output.dims[1];
    const data = output.data as Float32Array;
    const vectors = texts.map((_, i) => data.slice(i * size, (i + 1) * size));
    output.dispose();
    return vectors;
  }

  async dispose(): Promise<void> {
    await this.#pipeline.dispose();
  }
}

function poolingOf(folder: string): 'mean' | 'cls' {
  const file = path.join(folder, POOLING);
  if (!fs.existsSync(file)) return 'mean';
  const { pooling_mode_cls_token: cls } = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
  return cls === true ? 'cls' : 'mean';
}
