import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { Expected } from './scorer.ts';

const Traits = v.object({
  isSecureTextEntry: v.nullish(v.boolean(), false),
  isPasswordField: v.nullish(v.boolean(), false),
  isPasswordManagerContext: v.nullish(v.boolean(), false),
  isTerminalLike: v.nullish(v.boolean(), false),
});

const Case = v.object({
  id: v.string(),
  tags: v.nullish(v.array(v.string()), []),
  context: v.object({
    beforeCursor: v.string(),
    afterCursor: v.nullish(v.string(), ''),
    traits: v.nullish(Traits, {}),
  }),
  expected: Expected,
});
export type Case = v.InferOutput<typeof Case>;

/** A row of KeyType's published results. */
const Row = v.object({
  caseID: v.string(),
  outcome: v.string(),
  shownText: v.nullish(v.string()),
  suppressionReason: v.nullish(v.string()),
});

/** The cases of a set: `core.jsonl` or `edge.jsonl` in a folder that somebody fetched; null if it is missing. */
export function readCases(folder: string, set: string): Case[] | null {
  const file = path.join(folder, `${set}.jsonl`);
  return fs.existsSync(file) ? readLines(file, Case) : null;
}

export function readRows(file: string): v.InferOutput<typeof Row>[] {
  return readLines(file, Row);
}

function readLines<T extends v.GenericSchema>(file: string, schema: T): v.InferOutput<T>[] {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => v.parse(schema, JSON.parse(line)));
}
