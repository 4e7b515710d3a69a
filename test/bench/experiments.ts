import { type Experiment, figure } from './experiment.ts';
import { llamaDecoding, peftTraining } from './peers.ts';

/** Steps of a training run; the first two are not counted. */
const STEPS = 6;
const PROMPT = 512;
const WRITTEN = 64;

const training: Experiment['command'] = ({ modelFolder, threads }) => [
  process.execPath,
  'test/bench/ours/train.ts',
  modelFolder,
  ...['--steps', String(STEPS), '--threads', String(threads)],
];

/** All benchmarks, in the order they run. */
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
      command: ({ modelFolder, threads }) => [
        process.execPath,
        'test/bench/ours/gemm.ts',
        modelFolder,
        ...['--threads', String(threads)],
      ],
    },
  },
  {
    rows: [
      { name: 'decode', unit: 'ms/token', better: 'less', value: figure('decodeMs') },
      { name: 'prefill', unit: `ms/${PROMPT} tokens`, better: 'less', value: figure('prefillMs') },
    ],
    pairs: 5,
    command: ({ modelFolder, threads }) => [
      process.execPath,
      'test/bench/ours/decode.ts',
      modelFolder,
      ...['--prefill', String(PROMPT), '--decode', String(WRITTEN), '--threads', String(threads)],
    ],
    peer: llamaDecoding(PROMPT, WRITTEN),
  },
  {
    rows: [{ name: 'decode.worker', unit: 'ms/token', better: 'less', value: figure('decodeMs') }],
    pairs: 5,
    command: ({ modelFolder, threads }) => [
      process.execPath,
      'test/bench/ours/worker.ts',
      modelFolder,
      ...['--threads', String(threads)],
    ],
    peer: llamaDecoding(PROMPT, WRITTEN),
  },
  {
    rows: [
      { name: 'keystroke.p50', unit: 'ms', better: 'less', value: figure('p50'), detail: 'distribution' },
      { name: 'keystroke.p95', unit: 'ms', better: 'less', value: figure('p95'), detail: 'distribution' },
      { name: 'keystroke.work.p50', unit: 'ms', better: 'less', value: figure('workP50'), detail: 'medians' },
      { name: 'keystroke.work.p95', unit: 'ms', better: 'less', value: figure('workP95'), detail: 'workDistribution' },
    ],
    pairs: 1,
    command: alone('keystroke'),
    peer: null,
  },
  {
    rows: [{ name: 'keystroke.second', unit: 'of the first', better: 'less', value: figure('share') }],
    pairs: 3,
    command: alone('second'),
    peer: null,
  },
  {
    rows: [{ name: 'activation', unit: 'ms', better: 'less', value: figure('ms'), detail: 'times' }],
    pairs: 1,
    command: alone('activation'),
    peer: null,
  },
  {
    rows: [{ name: 'idle.cpu', unit: '% of a core', better: 'less', value: figure('cpu') }],
    pairs: 1,
    command: alone('idle'),
    peer: null,
  },
];

/** A program that needs no more than the model. */
function alone(name: string): Experiment['command'] {
  return ({ modelFolder, threads }) => [
    process.execPath,
    `test/bench/ours/${name}.ts`,
    modelFolder,
    ...['--threads', String(threads)],
  ];
}
