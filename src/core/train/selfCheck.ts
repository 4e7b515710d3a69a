import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type AdapterLayout, adapterLayout } from '../adapter/layout.ts';
import { LINEAR_LAYERS } from '../adapter/shape.ts';
import { QUERIES } from '../graph/attention.ts';
import type { BatchShape } from '../graph/batchShape.ts';
import type { Device } from '../graph/runtime.ts';
import { WEIGHTS_FILE } from '../graph/weights.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Manifest } from '../model/manifest.ts';
import { elementCount } from '../model/tensor.ts';
import { expectedTensors } from '../model/tensors.ts';
import { OwnhandError } from '../support/errors.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { makeBatch } from './batch.ts';
import { pack } from './pack.ts';
import { GradientSession, type ModelFiles } from './session.ts';

/** A model of a few thousand weights: enough to run every operator of a Llama's training graph once. */
const SMALL: ModelConfig = {
  architecture: 'llama',
  hiddenSize: 64,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 16,
  intermediateSize: 96,
  vocabSize: 128,
  rmsNormEps: 1e-5,
  ropeTheta: 10_000,
  maxPositions: 256,
  tieEmbeddings: true,
  qkvBias: false,
  qkNorm: false,
  queryScalar: 16,
  activation: 'silu',
  scaledEmbeddings: false,
  postNorms: false,
  local: null,
  bosTokenId: null,
  eosTokenIds: [],
};
/** More than attention takes in one chunk. */
const TOKENS = QUERIES + 12;
const VIRTUAL = 2;
const SHAPE: BatchShape = { batch: 2, sequence: TOKENS + VIRTUAL, targets: 2 * TOKENS };
/** The largest difference from the CPU, relative to the largest value, that a device may show. */
const TOLERANCE = 1e-3;

export interface DeviceCheck {
  loss: { cpu: number; device: number };
  /** Largest difference of any gradient element, relative to the largest gradient element. */
  gradientError: number;
}

/** The operators a model needs, as far as its architecture decides. */
type Traits = Pick<ModelConfig, 'qkvBias' | 'qkNorm' | 'activation' | 'scaledEmbeddings' | 'postNorms' | 'local'>;

/**
 * Runs one tiny training step on the CPU and on a device with the same numbers.
 * @param like the model that will be trained; a Llama if there is none yet
 */
export async function compareDevice(device: Device, threads: number, like: Traits = SMALL): Promise<DeviceCheck> {
  const { qkvBias, qkNorm, activation, scaledEmbeddings, postNorms } = like;
  const local = like.local && { ...like.local, window: 8, layers: [0] };
  const config: ModelConfig = { ...SMALL, qkvBias, qkNorm, activation, scaledEmbeddings, postNorms, local };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-check-'));
  try {
    const random = seededRandom(7);
    const model = tinyModel(folder, config, random);
    // All methods at once, so that every operator of training is tried.
    const range = { firstLayer: 0, lastLayer: 2 };
    const layout = adapterLayout(config, {
      lora: { rank: 4, alpha: 8, targets: [...LINEAR_LAYERS], ...range },
      ia3: { targets: ['k_proj', 'v_proj', 'down_proj'], inputs: ['down_proj'], ...range },
      prompt: { tokens: VIRTUAL },
    });
    const adapter = uniform(layout.length, 0.1, random);
    const cpu = await step(model, layout, adapter, 'cpu', threads);
    const other = await step(model, layout, adapter, device, threads);
    let largest = 0;
    let difference = 0;
    for (let i = 0; i < cpu.gradient.length; i++) {
      largest = Math.max(largest, Math.abs(cpu.gradient[i]));
      difference = Math.max(difference, Math.abs(cpu.gradient[i] - other.gradient[i]));
    }
    const gradientError = Number.isNaN(other.loss) ? Number.POSITIVE_INFINITY : difference / largest;
    return { loss: { cpu: cpu.loss, device: other.loss }, gradientError };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A device is trusted only if it gives the CPU's numbers.
 * @throws OwnhandError `device` with what was found
 */
export async function checkDevice(device: Device, threads: number, like?: Traits): Promise<Device> {
  if (device === 'cpu') return device;
  const { loss, gradientError } = await compareDevice(device, threads, like);
  const lossError = Math.abs(loss.device - loss.cpu) / loss.cpu;
  if (!(gradientError <= TOLERANCE && lossError <= TOLERANCE)) {
    throw new OwnhandError(
      'device',
      `${device} gives wrong numbers on this machine (gradient off by ${(gradientError * 100).toFixed(1)} %); use the CPU.`,
    );
  }
  return device;
}

async function step(
  model: ModelFiles,
  layout: AdapterLayout,
  adapter: Float32Array,
  device: Device,
  threads: number,
): Promise<{ loss: number; gradient: Float32Array }> {
  const ids = Array.from({ length: TOKENS }, (_, index) => (index * 37) % SMALL.vocabSize);
  const examples = [0, 5].map((shift) => ({
    ids: ids.map((id) => (id + shift) % SMALL.vocabSize),
    from: 1,
    item: '',
  }));
  const session = await GradientSession.open(model, layout, SHAPE, { device, threads });
  try {
    return await session.run(makeBatch(pack(examples, SHAPE.sequence, VIRTUAL), SHAPE), adapter);
  } finally {
    await session.dispose();
  }
}

/** Writes the weights of a random model. */
function tinyModel(folder: string, config: ModelConfig, random: Random): ModelFiles {
  const parts: Buffer[] = [];
  const tensors: Manifest['tensors'] = {};
  let offset = 0;
  for (const [name, shape] of expectedTensors(config)) {
    const middle = name.endsWith('norm.weight') ? 1 : 0;
    const values = uniform(elementCount(shape), 0.2, random).map((value) => value + middle);
    const data = Buffer.alloc(Math.ceil(values.byteLength / 4096) * 4096);
    data.set(new Uint8Array(values.buffer));
    tensors[name] = { dtype: 'f32', shape, offset, length: values.byteLength };
    parts.push(data);
    offset += data.length;
  }
  fs.writeFileSync(path.join(folder, WEIGHTS_FILE), Buffer.concat(parts));
  const manifest: Manifest = {
    version: 1,
    id: 'check',
    source: 'random numbers',
    config,
    parameters: 0,
    bytes: offset,
    sha256: '',
    tensors,
  };
  return { folder, manifest };
}

function uniform(length: number, bound: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => (2 * random() - 1) * bound);
}
