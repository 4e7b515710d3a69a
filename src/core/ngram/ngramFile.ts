/** The index on disk, next to the history: a line of JSON, then the tokens, then their order, as they lie in memory. */
import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { asFileError } from '../files/file.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { HistoryStore } from '../history/store/store.ts';
import { NgramIndex } from './ngramIndex.ts';
import type { Tokens } from './suffixes.ts';

/** Raised when other texts or another order are kept, so that older files are rebuilt. */
const VERSION = 1;

const Head = v.object({
  version: v.literal(VERSION),
  /** SHA-256 of the base model whose tokens these are. */
  model: v.string(),
  border: v.number(),
  /** Id, version and number of tokens of each text. */
  texts: v.array(v.tuple([v.string(), v.string(), v.number()])),
  positions: v.number(),
  /** CRC-32 of tokens and order. */
  sum: v.number(),
});

/** Bytes of the number that says how long the head is. */
const LENGTH = 4;

/** The index from a file; null if there is none, or it is damaged or belongs to another model. */
export function readIndex(file: string, model?: string): NgramIndex | null {
  const kept = readKept(file);
  return kept && (model === undefined || kept.model === model) ? kept.index : null;
}

/**
 * Writes the index for a model.
 * @throws OwnhandError `disk`
 */
export function writeIndex(file: string, model: string, index: NgramIndex): void {
  const { border, texts, tokens, order } = index;
  const [first, second] = [bytesOf(tokens), bytesOf(order)];
  const head = {
    ...{ version: VERSION, model, border, positions: order.length, sum: crc32(second, crc32(first)) },
    texts: texts.map(({ id, version, tokens: count }) => [id, version, count]),
  };
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32LE(json.length);
  const doing = 'Keeping the n-grams of your writing';
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asFileError(error, doing);
  }
  writeWhole(file, doing, (put) => [length, json, first, second].forEach(put), 0o600);
}

/**
 * Removes what is no longer in the history from the files of all models; a file that cannot be read is deleted.
 * @throws OwnhandError `disk`
 */
export function forgetNgrams(folder: string, store: HistoryStore): void {
  const remaining = new Set(store.ids());
  for (const name of namesIn(folder)) {
    const file = path.join(folder, name);
    const kept = readKept(file);
    if (!kept || remaining.size === 0) fs.rmSync(file, { force: true });
    else if (kept.index.texts.some(({ id }) => !remaining.has(id))) {
      writeIndex(
        file,
        kept.model,
        kept.index.changed(({ id }) => remaining.has(id), []),
      );
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function readKept(file: string): { model: string; index: NgramIndex } | null {
  try {
    const bytes = fs.readFileSync(file);
    const end = LENGTH + bytes.readUInt32LE();
    const head = v.parse(Head, JSON.parse(bytes.toString('utf8', LENGTH, end)));
    const { border, positions, model } = head;
    const texts = head.texts.map(([id, version, tokens]) => ({ id, version, tokens }));
    const count = texts.reduce((sum, { tokens }) => sum + tokens + 1, 0);
    const tokens: Tokens = border <= 0xffff ? new Uint16Array(count) : new Uint32Array(count);
    const order = new Uint32Array(positions);
    const middle = end + tokens.byteLength;
    if (positions + texts.length !== count || middle + order.byteLength !== bytes.length) return null;
    bytesOf(tokens).set(bytes.subarray(end, middle));
    bytesOf(order).set(bytes.subarray(middle));
    if (crc32(bytesOf(order), crc32(bytesOf(tokens))) !== head.sum) return null;
    return { model, index: new NgramIndex(border, texts, tokens, order) };
  } catch {
    return null;
  }
}

function bytesOf(values: Tokens): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
