/** The tiny random models of test/fixtures, imported as the product imports models. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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

export function tinyAdapter(name: string, base: BaseModel) {
  return readPeft(fixture(name, 'adapter'), base.manifest.config);
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

/** The sequences that PEFT computed the golden numbers on. */
export function goldenSequences(name: string, file: 'batch.json' | 'packed.json'): PackedSequence[] {
  const { ids, segments, targets } = json<BatchFile>(name, file);
  const rows = Array.isArray(ids[0]) ? ids : [ids as unknown as number[]];
  const length = rows[0].length;
  return rows.map((row, index) => ({
    ids: row,
    segments: row.map((_, at) => segments?.findIndex(([start, end]) => at >= start && at < end) ?? 0),
    tokens: length,
    targets: targets
      .filter((target) => Math.floor(target.row / length) === index)
      .map((target) => ({ row: target.row % length, id: target.id, item: '' })),
  }));
}
