import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { Json } from '../../../src/core/model/tokenizer/tokenizerJson.ts';
import { encodeGguf, type GgufParts } from './ggufWriter.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export const fixture = (...parts: string[]): string => path.join(root, 'test/fixtures', ...parts);

export function fixtureJson<T = Json>(...parts: string[]): T {
  return JSON.parse(fs.readFileSync(fixture(...parts), 'utf8'));
}

/** Material next to the checkout where the project is developed; tests that need it are skipped elsewhere. */
export const shared = (...parts: string[]): string => path.join(root, '../shared', ...parts);

/** The default model's real GGUF file, or undefined. */
export const realGguf: string | undefined = process.env.OWNHAND_TEST_GGUF;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** A folder that is deleted after the test file. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-model-'));
  folders.push(folder);
  return folder;
}

/** Writes a GGUF file into a temporary folder. */
export function writeGguf(parts: GgufParts, name = 'tiny.gguf'): string {
  const filePath = path.join(temporaryFolder(), name);
  fs.writeFileSync(filePath, encodeGguf(parts));
  return filePath;
}

/** Whether two arrays contain the same bits; far faster than comparing element by element. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
}
