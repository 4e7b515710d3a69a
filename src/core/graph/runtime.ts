/**
 * The only place that loads ONNX Runtime. Its library contains telemetry that writes a device id to disk when a session
 * is made; the variable below, set before the library loads, turns it off.
 */
import type * as Ort from 'onnxruntime-node';
import { OwnhandError } from '../support/errors.ts';

export type Device = 'cpu' | 'webgpu' | 'cuda' | 'dml';
export type { InferenceSession, Tensor } from 'onnxruntime-node';

/** Where ONNX Runtime has a library for Node, by `process.platform` and `process.arch`. */
export const PLATFORMS = ['darwin-arm64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];

let loaded: Promise<typeof Ort> | undefined;

/** Loads the library on first use. */
export function runtime(): Promise<typeof Ort> {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  loaded ??= import('onnxruntime-node').catch((cause) => {
    loaded = undefined;
    throw new OwnhandError('device', loadProblem(`${process.platform}-${process.arch}`), { cause });
  });
  return loaded;
}

/** Why the library does not load, for a person. */
export function loadProblem(platform: string): string {
  return PLATFORMS.includes(platform)
    ? `ONNX Runtime could not be loaded on ${platform}; install the Ownhand build for this platform.`
    : `There is no Ownhand for ${platform}, because ONNX Runtime has no library for it; it runs on ${PLATFORMS.join(', ')}.`;
}

export interface SessionOptions {
  device: Device;
  threads: number;
  /**
   * For graphs with a backward pass: recomputed values must not be merged with the forward ones, and memory is kept low
   * (no packed copies of the weights, no memory plan that holds every activation at once).
   */
  training?: boolean;
}

/**
 * Opens a model file.
 * @param file path of the `.onnx` file; its weights are next to it and are mapped, not read
 */
export async function openSession(file: string, options: SessionOptions): Promise<Ort.InferenceSession> {
  const ort = await runtime();
  const session: Record<string, string> = { disable_quant_qdq: '1' };
  if (options.training) {
    session.disable_prepacking = '1';
    // Long products gain nothing from threads that spin while they wait. Decoding gains a sixth of its time, and its
    // threads sleep about 30 ms after the last call.
    session['intra_op.allow_spinning'] = '0';
  }
  const optimization: Record<string, string> = {};
  if (options.training) optimization.disable_specified_optimizers = 'CommonSubexpressionElimination';
  try {
    return await ort.InferenceSession.create(file, {
      executionProviders: options.device === 'cpu' ? ['cpu'] : [options.device, 'cpu'],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: true,
      enableMemPattern: !options.training,
      logSeverityLevel: 3,
      extra: { session, optimization },
    });
  } catch (cause) {
    const message =
      options.device === 'cpu'
        ? `The model's graph could not be loaded; add the model again (${firstLine(cause)}).`
        : `No usable ${options.device} device was found on this machine; use the CPU.`;
    throw new OwnhandError('device', message, { cause });
  }
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0].slice(0, 200);
}
