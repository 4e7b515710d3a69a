import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loraLayout } from '../../../src/core/adapter/layout.ts';
import type { LinearLayer } from '../../../src/core/adapter/shape.ts';
import type { TaskAdapter } from '../../../src/core/adapter/taskAdapter.ts';
import { mine } from '../../../src/core/history/mining/mine.ts';
import { HistoryStore } from '../../../src/core/history/store/store.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { seededRandom } from '../../../src/core/support/random.ts';
import { type EvalPlace, evaluate } from '../../../src/evaluate/evaluate.ts';
import { reportMarkdown } from '../../../src/evaluate/report.ts';
import type { EvalResult } from '../../../src/evaluate/result.ts';
import { writeAuthor } from './author.ts';

const TINY = fileURLToPath(new URL('../../fixtures/tiny-llama-gqa-tied', import.meta.url));
const TASK_SYSTEMS = ['task', 'task+rag', 'task+profile', 'task+rag+profile'];
const NGRAM_SYSTEMS = ['task+rag+profile+ngram', 'oppu+rag+profile+ngram', 'wrong-user+ngram'];
const MODEL_SYSTEMS = ['base', ...TASK_SYSTEMS, 'oppu', 'oppu+rag', 'oppu+rag+profile'];

/** Writing takes the time of these tests. */
const SMALL = { limit: 2, keystrokes: { limit: 1 } };

/** A made-up task adapter, large enough to change what is written. */
function makeTaskAdapter(base: BaseModel): TaskAdapter {
  const targets: LinearLayer[] = ['q_proj', 'v_proj', 'o_proj'];
  const { config } = base.manifest;
  const layout = loraLayout(config, { rank: 2, alpha: 4, targets, firstLayer: 0, lastLayer: config.layers });
  const random = seededRandom(3);
  return { layout, vector: Float32Array.from({ length: layout.length }, () => random() - 0.5), sha256: 'made up' };
}

describe('evaluation on a tiny model', () => {
  let home: string;
  let others: string;
  let place: EvalPlace;
  let result: EvalResult;
  const messages: string[] = [];

  beforeAll(async () => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-eval-'));
    const base = await importModel({ kind: 'folder', path: TINY }, path.join(home, 'models'), { precision: 'f32' });
    const store = HistoryStore.open(path.join(home, 'history.sqlite'));
    await mine(store, [writeAuthor(home, 'ann', 12, 'Page')]);
    others = writeAuthor(home, 'bob', 8, 'Entry');
    const onProgress = ({ message }: { message: string }) => messages.push(message);
    const task = makeTaskAdapter(base);
    place = { base, task, store, folder: path.join(home, 'eval'), device: 'cpu', threads: 1, onProgress };
    ({ result } = await evaluate({ ...SMALL, others, train: { maxSteps: 3 } }, place));
  });

  afterAll(() => {
    place.store.close();
    fs.rmSync(home, { recursive: true, force: true });
  });

  test('gives every system figures on every task', () => {
    expect(result).toMatchObject({ author: 'ann', history: 9, queries: 2, taskAdapter: 'made up' });
    expect(Object.keys(result.systems)).toEqual([
      ...MODEL_SYSTEMS,
      'wrong-user',
      ...NGRAM_SYSTEMS,
      'tag-frequency',
      'tag-neighbours',
    ]);
    for (const name of [...MODEL_SYSTEMS, 'wrong-user', ...NGRAM_SYSTEMS]) {
      const { title, tags, completion } = result.systems[name];
      expect([title!.n, tags!.n, completion!.n]).toEqual([2, 2, 2]);
      expect(completion!.bitsPerByte).toBeGreaterThan(NGRAM_SYSTEMS.includes(name) ? 0 : 1);
      for (const value of [title!.rouge1, title!.rougeL, tags!.acc1, tags!.f1, completion!.keystrokesSaved]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }
    expect(result.omitted).toEqual([]);
  });

  // Every item has "notes" and one of the subjects; two tags are suggested.
  test('gives the controls the figures that can be worked out by hand', async () => {
    const { result: controls } = await evaluate({ systems: ['tag-frequency', 'tag-neighbours'] }, place);
    expect(result.settings.tagsPerQuery).toBe(2);
    // "notes" is always right; "bees" comes first of three subjects used equally often, and is right once in three.
    expect(controls.systems['tag-frequency']).toEqual({
      tags: { n: 3, acc1: 1, f1: 4 / 6, meanF1: expect.closeTo(4 / 6) },
    });
    // The nearest items are those on the same subject.
    expect(controls.systems['tag-neighbours']).toMatchObject({ tags: { n: 3, f1: 1 } });
  });

  test('shows that adapters change what the text costs, each differently', () => {
    const bits = (name: string) => result.systems[name].completion!.bitsPerByte!;
    expect(bits('oppu')).not.toBe(bits('base'));
    expect(bits('oppu+rag+profile')).not.toBe(bits('task+rag+profile'));
    expect(bits('oppu+rag+profile')).not.toBe(bits('wrong-user'));
    expect(bits('task')).not.toBe(bits('base'));
    expect(Object.keys(result.adapters)).toEqual(['own', 'other']);
    expect(result.adapters.own).toMatchObject({ steps: 3, items: 8 });
    expect(result.settings.others).toBe('bob');
  });

  test('gives differences that agree with the figures and lie within their intervals', () => {
    const pairs = result.differences.filter(({ metric }) => metric === 'bitsPerByte');
    expect(pairs).toHaveLength((12 * 11) / 2);
    for (const { a, b, difference, low, high } of pairs) {
      const [x, y] = [a, b].map((name) => result.systems[name].completion!.bitsPerByte!);
      expect(difference).toBeCloseTo(x - y, 12);
      expect(low).toBeLessThanOrEqual(difference + 1e-12);
      expect(high).toBeGreaterThanOrEqual(difference - 1e-12);
    }
  });

  test('gives the same result again with the same seed', async () => {
    const systems = ['base', 'oppu+rag+profile', 'wrong-user'];
    const options = { ...SMALL, systems, others, train: { maxSteps: 3 } };
    const { result: again } = await evaluate(options, place);
    for (const name of systems) expect(again.systems[name]).toEqual(result.systems[name]);
    expect(again.adapters).toEqual(result.adapters);
    const told = result.differences.filter(({ a, b }) => systems.includes(a) && systems.includes(b));
    expect(again.differences).toEqual(told);
  });

  test('leaves nothing behind and only reads the author’s writing', () => {
    expect(fs.readdirSync(path.join(home, 'eval'))).toEqual([]);
    expect(place.store.count()).toBe(12);
    expect(fs.existsSync(path.join(home, 'adapters'))).toBe(false);
    expect(messages).toContain('Training the adapter of other');
  });

  test('reports every system and the reasons', () => {
    const report = reportMarkdown(result);
    for (const name of Object.keys(result.systems)) expect(report).toContain(`| ${name} |`);
    expect(report).toContain('task adapter made up');
    expect(report).toContain('The wrong user is bob.');
  });

  test('never lets later items change what was known before', async () => {
    const later = HistoryStore.open(path.join(home, 'later.sqlite'));
    await mine(later, [path.join(home, 'ann.jsonl')]);
    for (const item of later.list().slice(9)) {
      later.upsert({ ...item, text: `${item.text} bread`, tags: ['bread'], sha256: `changed ${item.id}` });
    }
    const options = { systems: ['oppu+rag+profile'], tasks: ['tags'], limit: 1, train: { maxSteps: 2 } };
    try {
      const { result: before } = await evaluate(options, place);
      const { result: after } = await evaluate(options, { ...place, store: later });
      expect(after.adapters).toEqual(before.adapters);
    } finally {
      later.close();
    }
  });

  test('evaluates a base without a task adapter, and keystrokes at fewer queries', async () => {
    const options = { ...SMALL, systems: ['base', 'task+rag'], tasks: ['completion'] };
    const { result: without, contestants } = await evaluate(options, { ...place, task: null });
    expect(without.taskAdapter).toBeNull();
    expect(without.systems.base.completion).toMatchObject({ ...result.systems.base.completion, keystrokesSaved: 0 });
    expect(without.systems['task+rag']).not.toEqual(result.systems['task+rag']);
    expect(contestants.map(({ outcomes }) => [outcomes.cost.size, outcomes.typing.size])).toEqual([
      [2, 1],
      [2, 1],
    ]);
    await expect(evaluate({ systems: ['task'] }, { ...place, task: null })).rejects.toThrow(/no task adapter/);
  });

  test('gives n-grams the history and nothing from after the split', async () => {
    const options = { systems: ['task+rag+profile', 'task+rag+profile+ngram'], tasks: ['completion'], limit: 1 };
    const items = place.store.list();
    const asked = items[10]!; // The middle one of the three after the split.
    const under = async (name: string, repeats: number) => {
      const store = HistoryStore.open(path.join(home, `${name}.sqlite`));
      for (const [at, item] of items.entries()) store.upsert(at === repeats ? { ...item, text: asked.text } : item);
      const { result: found } = await evaluate({ ...options, keystrokes: { limit: 0 } }, { ...place, store });
      store.close();
      return found.systems['task+rag+profile+ngram'].completion!.bitsPerByte!;
    };
    const before = await under('as-it-is', -1);
    expect(before).toBeLessThan(result.systems['task+rag+profile'].completion!.bitsPerByte!);
    for (const later of [9, 11]) expect(await under(`later-${later}`, later)).toBe(before);
    expect(await under('earlier', 8)).toBeLessThan(before);
  });

  test('does not retrain adapters that are handed in', async () => {
    const options = { ...SMALL, systems: ['oppu', 'wrong-user'], tasks: ['completion'] };
    const { layout } = makeTaskAdapter(place.base);
    const own = { adapter: { layout, vector: new Float32Array(layout.length) }, report: result.adapters.own! };
    const trained = { own, other: { ...own, author: 'cem', history: [] } };
    const { result: handed } = await evaluate(options, { ...place, trained });
    expect(handed.systems.oppu.completion!.bitsPerByte).toBeCloseTo(result.systems.task.completion!.bitsPerByte!, 5);
    expect(handed.settings.others).toBe('cem');
  });

  test('stops when told to, and tidies up', async () => {
    const controller = new AbortController();
    const onProgress = ({ done }: { done?: number }) => done === 1 && controller.abort();
    const stopped = evaluate({ systems: ['base', 'oppu'] }, { ...place, onProgress, signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(fs.readdirSync(path.join(home, 'eval'))).toEqual([]);
  });

  test('refuses another author with too little writing, in one sentence', async () => {
    const few = writeAuthor(home, 'few', 2, 'Leaf');
    await expect(evaluate({ systems: ['wrong-user'], others: few }, place)).rejects.toThrow(/at least 4 items/);
  });
});
