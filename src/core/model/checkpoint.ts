import fs from 'node:fs';
import path from 'node:path';
import { asFileError, checkNoPointer } from '../files/file.ts';
import { OwnhandError, quoted } from '../support/errors.ts';
import { type ModelConfig, parseConfig } from './config.ts';
import { configFromGguf } from './gguf/config.ts';
import { openGguf } from './gguf/gguf.ts';
import { huggingFaceName, permutedHeads, unpermuted } from './gguf/names.ts';
import { tokenizerFromGguf } from './gguf/tokenizer.ts';
import { readSafetensors, type SafetensorsFile } from './safetensors.ts';
import type { SourceTensor } from './tensor.ts';
import { checkTensors, isShifted } from './tensors.ts';
import type { Json } from './tokenizer/tokenizerJson.ts';

/** No tokenizer comes near this many bytes. */
const MAX_TEXT = 64 << 20;

/** A model as downloaded: config, tokenizer, and weights by their Hugging Face names. */
export interface Checkpoint {
  config: ModelConfig;
  /** `config.json`, the original or made from a GGUF file's metadata. */
  configJson: Json;
  tokenizer: Json;
  tokenizerConfig: Json;
  tensors: Map<string, SourceTensor>;
  close(): void;
}

/**
 * Opens a `.gguf` file as a checkpoint with weights in Hugging Face order.
 * @throws OwnhandError `bad-model` for anything unsupported or damaged.
 */
export function openGgufCheckpoint(filePath: string): Checkpoint {
  const file = openGguf(filePath);
  try {
    const configJson = configFromGguf(file);
    const config = checkedConfig(configJson);
    const tensors = new Map<string, SourceTensor>();
    for (const [ggufName, tensor] of file.tensors) {
      const name = huggingFaceName(ggufName, config.architecture) ?? ggufName;
      const heads = config.architecture === 'llama' ? permutedHeads(name, config.heads, config.kvHeads) : undefined;
      tensors.set(name, heads ? unpermuted(tensor, heads) : tensor);
    }
    checkTensors(config, tensors);
    return { config, configJson, ...tokenizerFromGguf(file), tensors, close: file.close };
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * Opens a Hugging Face model folder: `config.json`, `tokenizer.json`, and `model.safetensors` whole or in shards.
 * @throws OwnhandError `bad-model` for anything missing, unsupported or damaged.
 */
export function openFolderCheckpoint(folder: string): Checkpoint {
  const { configJson, config } = openFolderConfig(folder);
  const has = (name: string) => fs.existsSync(path.join(folder, name));
  const tokenizer = readJson(folder, 'tokenizer.json');
  const tokenizerConfig = has('tokenizer_config.json') ? readJson(folder, 'tokenizer_config.json') : {};
  // Newer checkpoints keep the template in a separate file.
  if (has('chat_template.jinja')) {
    tokenizerConfig.chat_template = readText(folder, 'chat_template.jinja');
  }
  const open: SafetensorsFile[] = [];
  const close = () => open.forEach((file) => void file.close());
  try {
    const tensors = new Map<string, SourceTensor>();
    for (const name of shardNames(folder)) {
      const file = readSafetensors(path.join(folder, name));
      open.push(file);
      for (const [tensorName, tensor] of file.tensors) {
        tensors.set(tensorName, isShifted(config, tensorName) ? plusOne(tensor) : tensor);
      }
    }
    checkTensors(config, tensors);
    return { config, configJson, tokenizer, tokenizerConfig, tensors, close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * The config of a model folder, with every end token its files name.
 * @throws OwnhandError `bad-model` for an unknown architecture or a damaged file.
 */
export function openFolderConfig(folder: string): { configJson: Json; config: ModelConfig } {
  const configJson = readJson(folder, 'config.json');
  if (fs.existsSync(path.join(folder, 'generation_config.json'))) {
    // Chat models name the token that ends a turn only here.
    const more = readJson(folder, 'generation_config.json').eos_token_id ?? [];
    configJson.eos_token_id = [...new Set([configJson.eos_token_id ?? [], more].flat())];
  }
  return { configJson, config: checkedConfig(configJson) };
}

/** The safetensors files of a folder: `model.safetensors`, or the shards its index names. */
function shardNames(folder: string): string[] {
  const index = 'model.safetensors.index.json';
  if (fs.existsSync(path.join(folder, 'model.safetensors'))) return ['model.safetensors'];
  if (fs.existsSync(path.join(folder, index))) return shardsOf(readJson(folder, index));
  throw new OwnhandError(
    'bad-model',
    `"${path.basename(folder)}" holds no model.safetensors; give a folder or repository with safetensors weights, or a .gguf file.`,
  );
}

/**
 * File names in a `model.safetensors.index.json`.
 * @throws OwnhandError `bad-model` if it is damaged or names a file outside its folder.
 */
export function shardsOf(index: Json): string[] {
  const names = [...new Set(Object.values((index.weight_map ?? {}) as Record<string, unknown>))];
  if (
    names.length === 0 ||
    !names.every((name) => typeof name === 'string' && /^[\w-][\w.-]*\.safetensors$/.test(name))
  ) {
    throw new OwnhandError('bad-model', "The index of the model's weights is damaged; get the model again.");
  }
  return names as string[];
}

/**
 * One of the JSON files of a model folder.
 * @throws OwnhandError `bad-model` if it is missing, contains no JSON object, or is not a file of a sensible size
 */
export function readJson(folder: string, name: string): Json {
  const where = `${name} in "${path.basename(folder)}"`;
  const text = readText(folder, name);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // Reported below, like any other content that is not an object.
  }
  throw new OwnhandError('bad-model', `${where} is not valid JSON; get the model's files again.`);
}

/** A text file of a model folder. A link may lead to an endless device, or to a pipe that nobody writes to. */
function readText(folder: string, name: string): string {
  const where = `${name} in "${path.basename(folder)}"`;
  try {
    const stats = fs.statSync(path.join(folder, name));
    if (!stats.isFile() || stats.size > MAX_TEXT) {
      throw new OwnhandError('bad-model', `${where} is not a file of a sensible size; get the model's files again.`);
    }
    checkNoPointer(path.join(folder, name));
    return fs.readFileSync(path.join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw asFileError(error, `Reading ${where}`);
    throw new OwnhandError('bad-model', `There is no ${where}; give a complete model folder.`, { cause: error });
  }
}

/** `parseConfig`, refusing what the graphs do not support. */
function checkedConfig(json: Json): ModelConfig {
  const config = parseConfig(json);
  const isGemma = config.architecture === 'gemma3_text';
  const wanted = isGemma ? 'gelu_pytorch_tanh' : 'silu';
  const activation = (isGemma ? json.hidden_activation : undefined) ?? json.hidden_act ?? wanted;
  if (activation !== wanted) {
    throw new OwnhandError(
      'bad-model',
      `The model's activation "${quoted(activation)}" is not supported, only "${wanted}" is; use another model.`,
    );
  }
  const more = ['final_logit_softcapping', 'attn_logit_softcapping', 'use_bidirectional_attention'];
  const unknown = more.find((name) => isGemma && json[name] != null && json[name] !== false);
  if (unknown) {
    throw new OwnhandError('bad-model', `The model asks for "${unknown}", which is not supported; use another model.`);
  }
  return config;
}

function plusOne(tensor: SourceTensor): SourceTensor {
  return { ...tensor, read: (...range) => tensor.read(...range).map((value) => value + 1) };
}
