import path from 'node:path';
import { type BenchContext, type Experiment, type Figures, figure, ours, type Row } from './experiment.ts';
import { llamaDecoding, peftEpochs, peftOnCuda, peftTraining, transformersDecoding } from './peers.ts';
import { succeeds } from './program.ts';

/** Steps of a training run; the first two are not counted. */
const STEPS = 6;
const PROMPT = 512;
const WRITTEN = 64;

const training = ours('train', '--steps', STEPS);

const decoding = ours('decode', '--prefill', PROMPT, '--decode', WRITTEN);

/** What a GPU is worth: as many tokens per second as the same steps reach there. */
const GPU_STEPS = 30;

const authorOf = ({ home }: BenchContext) => path.join(home, 'author');

/**
 * Seconds of training after which our held-out loss was no greater than the peer's final one; the whole run if it never
 * was.
 */
export function secondsToLoss({ curve }: Figures, peer?: Figures): number {
  const points = curve as { seconds: number; loss: number }[];
  if (!peer) return points.at(-1)!.seconds;
  const target = figure('loss')(peer);
  const reached = points.find(({ loss }) => loss <= target);
  if (!reached) throw new Error(`the peer's loss of ${target.toFixed(4)} was not reached; train for more --steps`);
  return reached.seconds;
}

/** All benchmarks, in the order in which they run. */
export const EXPERIMENTS: Experiment[] = [
  {
    rows: [
      { name: 'train.fp32', unit: 'tokens/s', better: 'more', value: figure('tokensPerSecond') },
      { name: 'train.memory', unit: 'MB', better: 'less', value: figure('peakRssMb') },
    ],
    pairs: 3,
    command: training,
    peer: peftTraining('fp32', STEPS),
  },
  {
    rows: [{ name: 'train.bf16', unit: 'tokens/s', better: 'more', value: figure('tokensPerSecond') }],
    pairs: 3,
    command: training,
    peer: peftTraining('bf16', STEPS),
  },
  {
    rows: [{ name: 'train.ceiling', unit: 'GFLOP/s', better: 'more', value: figure('gflops') }],
    pairs: 3,
    command: training,
    peer: {
      name: 'ONNX Runtime GEMM',
      missing: async () => null,
      command: ours('gemm'),
    },
  },
  {
    rows: [
      { name: 'decode', unit: 'ms/token', better: 'less', value: figure('decodeMs') },
      { name: 'prefill', unit: `ms/${PROMPT} tokens`, better: 'less', value: figure('prefillMs') },
    ],
    pairs: 5,
    command: decoding,
    peer: llamaDecoding(PROMPT, WRITTEN),
  },
  {
    rows: [
      { name: 'decode.transformers', unit: 'ms/token', better: 'less', value: figure('decodeMs') },
      { name: 'prefill.transformers', unit: `ms/${PROMPT} tokens`, better: 'less', value: figure('prefillMs') },
    ],
    pairs: 5,
    command: decoding,
    peer: transformersDecoding(PROMPT, WRITTEN),
  },
  {
    rows: [{ name: 'decode.worker', unit: 'ms/token', better: 'less', value: figure('decodeMs') }],
    pairs: 5,
    command: ours('worker'),
    peer: llamaDecoding(PROMPT, WRITTEN),
  },
  {
    rows: [
      {
        name: 'train.timeToLoss',
        unit: 's',
        better: 'less',
        value: secondsToLoss,
        peerValue: figure('seconds'),
      },
    ],
    pairs: 1,
    command: (context) => [
      process.execPath,
      'test/bench/ours/timeToLoss.ts',
      context.modelFolder,
      authorOf(context),
      ...['--threads', String(context.threads)],
    ],
    peer: peftEpochs(authorOf),
  },
  {
    rows: [
      { name: 'mine.100k', unit: 's', better: 'less', value: figure('mineSeconds') },
      { name: 'mine.memory', unit: 'MB', better: 'less', value: figure('peakRssMb') },
      { name: 'mine.unchanged', unit: 's', better: 'less', value: figure('unchangedSeconds') },
      { name: 'search.p95', unit: 'ms', better: 'less', value: figure('searchP95Ms') },
    ],
    pairs: 1,
    command: ({ home, modelFolder }) => [
      process.execPath,
      'test/bench/ours/mine.ts',
      modelFolder,
      path.join(home, 'corpus'),
    ],
    peer: null,
  },
  {
    rows: [{ name: 'gpu.train', unit: 'tokens/s', better: 'more', value: figure('tokensPerSecond') }],
    pairs: 3,
    missing: async ({ root }) =>
      (await succeeds([process.execPath, 'test/bench/ours/device.ts', 'webgpu'], root))
        ? null
        : 'no WebGPU device passes the self-check here',
    command: ({ modelFolder, threads }) => [
      process.execPath,
      'test/bench/ours/train.ts',
      modelFolder,
      ...['--steps', String(GPU_STEPS), '--threads', String(threads), '--device', 'webgpu'],
    ],
    peer: peftOnCuda(GPU_STEPS),
  },
  {
    rows: [
      { name: 'keystroke.p50', unit: 'ms', better: 'less', value: figure('p50'), detail: 'distribution' },
      { name: 'keystroke.p95', unit: 'ms', better: 'less', value: figure('p95'), detail: 'distribution' },
      { name: 'keystroke.work.p50', unit: 'ms', better: 'less', value: figure('workP50'), detail: 'medians' },
      { name: 'keystroke.work.p95', unit: 'ms', better: 'less', value: figure('workP95'), detail: 'workDistribution' },
    ],
    pairs: 1,
    command: ours('keystroke'),
    peer: null,
  },
  {
    rows: [{ name: 'keystroke.second', unit: 'of the first', better: 'less', value: figure('share') }],
    pairs: 3,
    command: ours('second'),
    peer: null,
  },
  {
    rows: [
      {
        name: 'typing.firstWordRight',
        unit: 'of shown',
        better: 'more',
        value: figure('firstWordRight'),
        detail: 'kinds',
      },
      { name: 'typing.wrongShow', unit: 'of places', better: 'less', value: figure('wrongShow') },
      { name: 'typing.shown', unit: 'of places', better: 'more', value: figure('shown'), detail: 'reliability' },
      { name: 'typing.charactersSaved', unit: 'of 100', better: 'more', value: figure('charactersSaved') },
    ],
    pairs: 1,
    command: (context) => [
      ...ours('typing')(context),
      ...(process.env.OWNHAND_BENCH_AUTHOR ? ['--author', process.env.OWNHAND_BENCH_AUTHOR] : []),
    ],
    peer: null,
  },
  {
    rows: ['core', 'edge', 'midWord'].flatMap((set): Row[] => [
      { name: `keytype.${set}.precision`, unit: '%', better: 'more', value: figure(`${set}.precision`) },
      { name: `keytype.${set}.coverage`, unit: '%', better: 'more', value: figure(`${set}.coverage`) },
      { name: `keytype.${set}.wrongShow`, unit: '%', better: 'less', value: figure(`${set}.wrongShow`) },
    ]),
    pairs: 1,
    missing: async ({ cases }) =>
      cases ? null : 'it needs the cases of KeyTypeBench; name their folder with --cases.',
    command: (context) => ours('keytype', context.cases!)(context),
    peer: null,
  },
  {
    rows: [{ name: 'activation', unit: 'ms', better: 'less', value: figure('ms'), detail: 'times' }],
    pairs: 1,
    command: ours('activation'),
    peer: null,
  },
  {
    rows: [{ name: 'idle.cpu', unit: '% of a core', better: 'less', value: figure('cpu') }],
    pairs: 1,
    command: ours('idle'),
    peer: null,
  },
];
