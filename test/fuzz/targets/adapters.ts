import fs from 'node:fs';
import path from 'node:path';
import { learntBy } from '../../../src/core/adapter/learnt.ts';
import { readPeft } from '../../../src/core/adapter/peft.ts';
import { AdapterStore } from '../../../src/core/adapter/store.ts';
import { parseConfig } from '../../../src/core/model/config.ts';
import { asTagWeights } from '../../../src/core/tasks/tags/keptWeights.ts';
import { loadCheckpoint, saveCheckpoint } from '../../../src/core/train/checkpoint.ts';
import { readLamp } from '../../../src/evaluate/lamp/files.ts';
import { fixture, json, OTHER_METHODS, scratch } from '../../unit/tiny.ts';
import { mutatedJson, mutatedSafetensors } from '../mutations.ts';
import { LAMP, LAMP_OUTPUTS } from '../samples.ts';
import type { Target } from '../target.ts';

const TINY = 'tiny-llama-gqa-tied';
const CONFIG = parseConfig(json(TINY, 'config.json'));
const CONFIG_FILE = 'adapter_config.json';
const WEIGHTS_FILE = 'adapter_model.safetensors';

const RECORD = {
  name: 'personal',
  method: 'lora',
  base: TINY,
  baseSha256: 'a'.repeat(64),
  task: null,
  rank: 4,
  parameters: 10,
  created: '2024-01-02T10:00:00.000Z',
  items: 2,
  heldout: { base: 2, adapter: 1, median: { base: 2, adapter: 1 } },
  training: { seed: 1 },
  learnt: ['0123456789ab'],
  tagWeights: { model: 1, votes: 1, prior: 0, named: 1, earlier: 1 },
};

function writeInto(folder: string, files: Record<string, Buffer | string>): string {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
  return folder;
}

const checkpointBytes = (() => {
  const folder = scratch();
  const values = new Float32Array(16).fill(0.5);
  const state = { step: 3, plan: 'p', lossFirst: 2, lossLast: 1, tokens: 10, seconds: 1 };
  saveCheckpoint(folder, { ...state, adapter: values, m: values, v: values });
  const bytes = fs.readFileSync(path.join(folder, 'checkpoint.safetensors'));
  fs.rmSync(folder, { recursive: true });
  return bytes;
})();

/** Everything that is read of adapters and training, and the benchmark's files. */
export const ADAPTER_TARGETS: Target[] = [
  ...[['lora', []] as const, ...OTHER_METHODS.slice(0, 2).map(([, method]) => [method, [method]] as const)].flatMap(
    ([method, parts]): Target[] => {
      const config = fs.readFileSync(fixture(TINY, ...parts, 'adapter', CONFIG_FILE));
      const weights = fs.readFileSync(fixture(TINY, ...parts, 'adapter', WEIGHTS_FILE));
      const read = (folder: string) => {
        if (!readPeft(folder, CONFIG).vector.every(Number.isFinite)) throw new Error('it holds what is no number');
      };
      return [
        {
          name: `PEFT config, ${method}`,
          inputs: mutatedJson([JSON.parse(config.toString('utf8'))]),
          read: (input, folder) => read(writeInto(folder, { [CONFIG_FILE]: input, [WEIGHTS_FILE]: weights })),
        },
        {
          name: `PEFT weights, ${method}`,
          inputs: mutatedSafetensors([weights]),
          share: 0.5,
          read: (input, folder) => read(writeInto(folder, { [CONFIG_FILE]: config, [WEIGHTS_FILE]: input })),
        },
      ];
    },
  ),
  {
    name: 'adapter record',
    inputs: mutatedJson([RECORD]),
    read: (input, folder) => {
      const store = new AdapterStore(folder);
      writeInto(path.join(folder, 'personal'), { 'ownhand.json': input });
      for (const { name, created, items, base } of store.list()) {
        if ([name, created, base].some((text) => typeof text !== 'string') || !Number.isSafeInteger(items))
          throw new Error('it lists what is no adapter');
        const record = store.record('personal');
        learntBy(record)('one');
        asTagWeights(record.tagWeights);
      }
    },
  },
  {
    name: 'active adapter',
    inputs: mutatedJson([{ name: 'personal' }]),
    read: (input, folder) => {
      writeInto(path.join(folder, 'personal'), { 'ownhand.json': JSON.stringify(RECORD) });
      writeInto(folder, { 'active.json': input });
      const active = new AdapterStore(folder).active();
      if (active !== null && active !== 'personal') throw new Error(`"${active}" serves`);
    },
  },
  {
    name: 'checkpoint',
    inputs: mutatedSafetensors([checkpointBytes]),
    read: (input, folder) => {
      const checkpoint = loadCheckpoint(writeInto(folder, { 'checkpoint.safetensors': input }));
      if (!checkpoint) return;
      const { adapter, m, v, plan, name: _, ...numbers } = checkpoint;
      const sound = adapter.length === m.length && m.length === v.length && typeof plan === 'string';
      if (!sound || !Object.values(numbers).every((value) => Number.isFinite(value) && value >= 0))
        throw new Error('it is taken for sound');
    },
  },
  {
    name: 'LaMP questions',
    inputs: mutatedJson([LAMP]),
    read: (input, folder) => {
      writeInto(folder, { questions: input, outputs: JSON.stringify(LAMP_OUTPUTS) });
      readLamp('LaMP_2', path.join(folder, 'questions'), path.join(folder, 'outputs'));
    },
  },
  {
    name: 'LaMP outputs',
    inputs: mutatedJson([LAMP_OUTPUTS]),
    read: (input, folder) => {
      writeInto(folder, { questions: JSON.stringify(LAMP), outputs: input });
      readLamp('LaMP_2', path.join(folder, 'questions'), path.join(folder, 'outputs'));
    },
  },
];
