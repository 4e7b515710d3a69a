import fs from 'node:fs';
import path from 'node:path';
import { BaseModel } from '../../../src/core/model/base.ts';
import { openFolderCheckpoint, openGgufCheckpoint, shardsOf } from '../../../src/core/model/checkpoint.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { readSafetensors } from '../../../src/core/model/safetensors.ts';
import { takeOut } from '../../../src/core/model/sources/wheel.ts';
import { Tokenizer } from '../../../src/core/model/tokenizer/tokenizer.ts';
import { encodeGguf } from '../../unit/model/ggufWriter.ts';
import { tinyGguf } from '../../unit/model/tinyGguf.ts';
import { zipOf } from '../../unit/model/zip.ts';
import { fixture, importTiny, json, scratch } from '../../unit/tiny.ts';
import { mutatedBytes, mutatedJson, mutatedSafetensors } from '../mutations.ts';
import type { Target } from '../target.ts';

const TINY = 'tiny-llama-gqa-tied';
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'] as const;

/** The tiny model's folder with one of its files replaced. */
function folderWith(name: string, input: Buffer, folder: string): string {
  const model = path.join(folder, 'model');
  if (!fs.existsSync(model)) {
    fs.mkdirSync(model);
    for (const each of FILES) fs.copyFileSync(fixture(TINY, each), path.join(model, each));
  }
  fs.writeFileSync(path.join(model, name), input);
  return model;
}

function openWith(name: string) {
  return (input: Buffer, folder: string) => openFolderCheckpoint(folderWith(name, input, folder)).close();
}

async function tokenize(tokenizer: Record<string, unknown>, config: Record<string, unknown>): Promise<void> {
  const made = await Tokenizer.create(tokenizer, config);
  made.decode(made.encode('The kettle, quiet as ever: 12 cups. <|im_end|>', { special: true }));
  if (made.vocabSize > 1 << 24) throw new Error(`it says it has ${made.vocabSize} tokens`);
}

const ENTRY = 'package/model.gguf';
const imported = await importTiny(TINY, path.join(scratch(), 'fuzz'));
const WEIGHTS = fs.readFileSync(imported.weightsPath);
const MANIFEST: unknown = JSON.parse(fs.readFileSync(path.join(imported.folder, 'model.json'), 'utf8'));
fs.rmSync(path.join(imported.folder, '..', '..', '..'), { recursive: true });

/** Everything that is read of base models. */
export const MODEL_TARGETS: Target[] = [
  {
    name: 'GGUF',
    inputs: mutatedBytes([encodeGguf(tinyGguf(TINY)), encodeGguf(tinyGguf('tiny-gemma3'))]),
    share: 0.5,
    read: (input, folder) => {
      const file = path.join(folder, 'model.gguf');
      fs.writeFileSync(file, input);
      const checkpoint = openGgufCheckpoint(file);
      for (const tensor of checkpoint.tensors.values()) tensor.read();
      checkpoint.close();
    },
  },
  {
    name: 'safetensors',
    inputs: mutatedSafetensors([fs.readFileSync(fixture(TINY, 'adapter', 'adapter_model.safetensors'))]),
    read: (input, folder) => {
      const file = path.join(folder, 'a.safetensors');
      fs.writeFileSync(file, input);
      const { tensors, close } = readSafetensors(file);
      try {
        for (const tensor of tensors.values()) tensor.read();
      } finally {
        close();
      }
    },
  },
  {
    name: 'config.json',
    inputs: mutatedJson([json(TINY, 'config.json'), json('tiny-gemma3', 'config.json')]),
    share: 0.5,
    read: openWith('config.json'),
  },
  {
    name: 'tokenizer.json',
    inputs: mutatedJson([
      json('tiny-tokenizer', 'tokenizer.json'),
      json('tiny-qwen3', 'tokenizer.json'),
      json('tiny-sentencepiece', 'tokenizer.json'),
    ]),
    share: 0.1,
    read: (input, folder) => {
      const { tokenizer, tokenizerConfig, close } = openFolderCheckpoint(folderWith('tokenizer.json', input, folder));
      close();
      return tokenize(tokenizer, tokenizerConfig);
    },
  },
  {
    name: 'tokenizer_config.json',
    inputs: mutatedJson([json(TINY, 'tokenizer_config.json')]),
    share: 0.1,
    read: (input, folder) => {
      const { tokenizer, tokenizerConfig, close } = openFolderCheckpoint(
        folderWith('tokenizer_config.json', input, folder),
      );
      close();
      return tokenize(tokenizer, tokenizerConfig);
    },
  },
  {
    name: 'index of shards',
    inputs: mutatedJson([{ metadata: {}, weight_map: { a: 'model-1.safetensors', b: '../model-2.safetensors' } }]),
    read: (input, folder) => {
      const file = path.join(folder, 'index');
      fs.mkdirSync(file, { recursive: true });
      fs.copyFileSync(fixture(TINY, 'config.json'), path.join(file, 'config.json'));
      fs.copyFileSync(fixture(TINY, 'tokenizer.json'), path.join(file, 'tokenizer.json'));
      fs.writeFileSync(path.join(file, 'model.safetensors.index.json'), input);
      openFolderCheckpoint(file).close();
    },
  },
  {
    name: 'names of shards',
    inputs: mutatedBytes(
      [Buffer.from('model-00001-of-00002.safetensors')],
      ['/', '..', '\\', '\n', '\0', '.safetensors'],
    ),
    read: (input) => {
      for (const name of shardsOf({ weight_map: { a: input.toString('utf8') } })) {
        if (path.join('/model', name) !== `/model/${name}` || path.win32.basename(name) !== name)
          throw new Error(`"${name}" leads elsewhere`);
      }
    },
  },
  {
    name: 'manifest',
    inputs: mutatedJson([MANIFEST]),
    share: 0.5,
    read: (input, folder) => {
      fs.writeFileSync(path.join(folder, 'weights.bin'), WEIGHTS);
      fs.writeFileSync(path.join(folder, 'model.json'), input);
      const model = BaseModel.open(folder);
      for (const name of Object.keys(model.manifest.tensors)) model.readTensor(name);
    },
  },
  {
    name: 'model, imported',
    inputs: mutatedSafetensors([fs.readFileSync(fixture(TINY, 'model.safetensors'))]),
    share: 0.01,
    read: async (input, folder) => {
      const source = folderWith('model.safetensors', input, folder);
      await importModel({ kind: 'folder', path: source }, path.join(folder, 'models'));
    },
  },
  {
    name: 'wheel',
    inputs: mutatedBytes(
      [zipOf(ENTRY, Buffer.alloc(3_000, 7)), zipOf('../../escaped', Buffer.alloc(40))],
      ['../', ENTRY],
    ),
    share: 0.1,
    read: async (input, folder) => {
      const file = path.join(folder, 'a.whl');
      fs.writeFileSync(file, input);
      await takeOut(file, ENTRY, path.join(folder, 'out'), { bytes: 3_000 });
      await takeOut(file, ENTRY, path.join(folder, 'out'));
    },
  },
];
