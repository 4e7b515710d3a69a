/** The tiny random models of test/fixtures, imported as the product imports models. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { virtualIds } from '../../src/core/adapter/layout.ts';
import { readPeft } from '../../src/core/adapter/peft.ts';
import type { BaseModel } from '../../src/core/model/base.ts';
import { importModel } from '../../src/core/model/import.ts';
import { readSafetensors } from '../../src/core/model/safetensors.ts';
import type { PackedSequence } from '../../src/core/train/pack.ts';

export const TINY = [
  'tiny-llama-gqa-tied',
  'tiny-llama-mha-untied-all',
  'tiny-llama-range',
  'tiny-qwen2',
  'tiny-qwen3',
  'tiny-gemma3',
] as const;

export function fixture(...parts: string[]): string {
  return path.join(import.meta.dirname, '..', 'fixtures', ...parts);
}

export function scratch(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-test-'));
}

/** Imports a tiny model in float32, so that its numbers are PEFT's. */
export function importTiny(name: string, folder: string): Promise<BaseModel> {
  return importModel({ kind: 'folder', path: fixture(name) }, path.join(folder, 'models'), { precision: 'f32' });
}

/** Fixtures with adapters of the other methods. */
export const OTHER_METHODS = [
  ['tiny-llama-gqa-tied', 'ia3'],
  ['tiny-llama-gqa-tied', 'prompt'],
  ['tiny-llama-range', 'ia3'],
  ['tiny-qwen2', 'ia3'],
  ['tiny-qwen3', 'ia3'],
  ['tiny-qwen3', 'prompt'],
  ['tiny-gemma3', 'ia3'],
  ['tiny-gemma3', 'prompt'],
] as const;

/** @param method the adapter's, LoRA by default */
export function tinyAdapter(name: string, base: BaseModel, method?: 'ia3' | 'prompt') {
  return readPeft(fixture(name, ...(method ? [method] : []), 'adapter'), base.manifest.config);
}

export function json<T>(...parts: string[]): T {
  return JSON.parse(fs.readFileSync(fixture(...parts), 'utf8')) as T;
}

/** All tensors of a golden file as float32. */
export function golden(...parts: string[]): Map<string, Float32Array> {
  const file = readSafetensors(fixture(...parts));
  try {
    return new Map([...file.tensors].map(([name, tensor]) => [name, tensor.read()]));
  } finally {
    file.close();
  }
}

interface BatchFile {
  ids: number[][];
  segments?: [number, number][];
  targets: { row: number; id: number }[];
}

/**
 * The sequences that PEFT computed the golden numbers on.
 * @param virtual virtual tokens before each document
 */
export function goldenSequences(name: string, file: 'batch.json' | 'packed.json', virtual = 0): PackedSequence[] {
  const { ids, segments, targets } = json<BatchFile>(name, file);
  const rows = Array.isArray(ids[0]) ? ids : [ids as unknown as number[]];
  const length = rows[0].length;
  return rows.map((row, index) => {
    const packed: PackedSequence = { ids: [], segments: [], tokens: 0, targets: [] };
    const mine = targets.filter((target) => Math.floor(target.row / length) === index);
    (segments ?? [[0, length]]).forEach(([start, end], segment) => {
      packed.ids.push(...virtualIds(virtual), ...row.slice(start, end));
      packed.segments.push(...new Array<number>(virtual + end - start).fill(segment));
      const shift = virtual * (segment + 1);
      for (const { row: at, id } of mine) {
        if (at % length >= start && at % length < end)
          packed.targets.push({ row: (at % length) + shift, id, item: '' });
      }
    });
    return { ...packed, tokens: packed.ids.length };
  });
}

/** Largest difference relative to the largest wanted value. */
export function relative(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < theirs.length; i++) {
    difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
    largest = Math.max(largest, Math.abs(theirs[i]));
  }
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference / largest;
}
