/** What each request of the protocol may hold: a message comes from another process, which may be of another version. */
import * as v from 'valibot';
import { FORMATS } from '../core/adapter/formats.ts';
import { LINEAR_LAYERS, METHODS } from '../core/adapter/shape.ts';
import { HABIT_NAMES } from '../core/profile/habitNames.ts';
import { SEARCH_MODES } from '../core/retrieval/hybrid.ts';
import { OwnhandError, quoted } from '../core/support/errors.ts';
import { LENGTHS } from '../core/tasks/complete/rule.ts';

const text = v.string();
/** A path, id or name: one line. */
const word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4_096), v.regex(/^[^\0\r\n]+$/));
const count = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const paths = v.array(word);
const taskParams = { text, n: count(1, 100), source: v.optional(word) };

const SCHEMAS: Record<string, v.GenericSchema> = {
  initialize: v.looseObject({
    home: word,
    model: v.nullable(word),
    device: v.picklist(['auto', 'cpu', 'webgpu']),
    threads: v.nullable(count(1, 1_024)),
    endpoint: v.nullish(word),
  }),
  'model/add': v.looseObject({ source: word }),
  'model/remove': v.looseObject({ id: word }),
  mine: v.looseObject({ paths, dense: v.nullish(word), unasked: v.optional(v.boolean()) }),
  read: v.looseObject({ paths, named: v.optional(v.boolean()) }),
  forget: v.union([
    v.strictObject({ source: word }),
    v.strictObject({ item: word }),
    v.strictObject({ all: v.literal(true) }),
  ]),
  deleteAll: v.looseObject({ models: v.boolean() }),
  history: v.looseObject({ limit: count(-1, 1e9) }),
  search: v.looseObject({
    query: text,
    k: count(1, 10_000),
    before: v.optional(word),
    mode: v.optional(v.picklist(SEARCH_MODES)),
  }),
  profile: v.looseObject({ refresh: v.optional(v.boolean()), generate: v.optional(v.boolean()) }),
  'profile/edit': v.looseObject({ prose: v.nullable(text) }),
  'profile/habits': v.looseObject({ off: v.array(v.picklist(HABIT_NAMES)) }),
  complete: v.looseObject({
    text,
    suffix: v.optional(text),
    source: v.optional(word),
    maxTokens: v.optional(count(1, 4_096)),
    strength: v.optional(v.pipe(v.number(), v.finite())),
    threshold: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    readingCost: v.optional(amount),
    length: v.optional(v.picklist(LENGTHS)),
    title: v.nullish(text),
  }),
  titles: v.looseObject(taskParams),
  tags: v.looseObject(taskParams),
  'tags/own': v.looseObject({ ...taskParams, n: count(1, 10_000) }),
  'tags/untagged': v.looseObject({ paths }),
  rewrite: v.looseObject({ text, source: v.optional(word) }),
  chat: v.looseObject({
    turn: v.pipe(v.number(), v.safeInteger()),
    messages: v.array(v.looseObject({ role: v.string(), content: text })),
  }),
  tokens: v.looseObject({ text }),
  'adapter/use': v.looseObject({ name: v.nullable(word) }),
  'adapter/export': v.looseObject({ name: word, folder: word, format: v.picklist(FORMATS) }),
  'adapter/import': v.looseObject({ folder: word, name: word }),
  'adapter/remove': v.looseObject({ name: word }),
  train: v.looseObject({
    name: v.optional(word),
    method: v.optional(v.picklist(METHODS)),
    epochs: v.optional(amount),
    minutes: v.optional(amount),
    until: v.optional(word),
    resume: v.optional(v.boolean()),
    update: v.optional(v.boolean()),
    seed: v.optional(v.pipe(v.number(), v.safeInteger())),
    rank: v.optional(count(1, 256)),
    learningRate: v.optional(amount),
    targets: v.optional(v.array(v.picklist(LINEAR_LAYERS))),
    virtualTokens: v.optional(count(1, 256)),
    firstLayer: v.optional(count(0, 10_000)),
    lastLayer: v.optional(count(0, 10_000)),
    maxSteps: v.optional(count(0, 1e9)),
  }),
};

/**
 * Looks whether a request's parameters are what the protocol says.
 * @throws OwnhandError `bad-input` where they are not
 */
export function checkParams(method: string, params: unknown): void {
  const schema = SCHEMAS[method];
  if (!schema) return;
  const { success, issues } = v.safeParse(schema, params, { abortEarly: true });
  if (success) return;
  const at = issues[0].path?.map(({ key }) => String(key)).join('.') ?? 'all of it';
  const why = `"${quoted(at)}" is not of the kind it must be`;
  throw new OwnhandError('bad-input', `The call "${method}" cannot be understood (${why}); correct its arguments.`);
}
