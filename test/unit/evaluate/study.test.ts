import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { evaluateAll, trainAll } from '../../../research/study/main.ts';
import { nextOfKind, ofAnotherKind, readOptions } from '../../../research/study/options.ts';
import { writeReport } from '../../../research/study/report.ts';
import { similarity } from '../../../research/study/similarity.ts';
import { Study } from '../../../research/study/study.ts';
import { gateRows, withGate } from '../../../research/study/tables.ts';
import { verify } from '../../../research/study/verify.ts';
import { type Adapter, loraLayout } from '../../../src/core/adapter/layout.ts';
import { BaseModel } from '../../../src/core/model/base.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { seededRandom } from '../../../src/core/support/random.ts';
import { writeAuthor } from './author.ts';

const TINY = fileURLToPath(new URL('../../fixtures/tiny-llama-gqa-tied', import.meta.url));

describe('a study', () => {
  let folder: string;
  let base: BaseModel;

  beforeAll(async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(console, 'log').mockReturnValue();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-study-'));
    base = await importModel({ kind: 'folder', path: TINY }, path.join(folder, 'models'), { precision: 'f32' });
    fs.mkdirSync(path.join(folder, 'authors'));
    for (const name of ['blog-1', 'blog-2', 'gov-1']) writeAuthor(path.join(folder, 'authors'), name, 6, name);
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
    vi.restoreAllMocks();
  });

  const options = (work: string, ...more: string[]) =>
    readOptions([
      ...['all', path.join(folder, 'authors'), '--home', folder, '--work', path.join(folder, work)],
      ...['--authors', 'blog-1', '--limit', '1', '--keystrokes', '0', '--max-steps', '1', '--threads', '1'],
      ...more,
    ]);

  async function run(work: string, parts = [trainAll, evaluateAll, writeReport], ...more: string[]) {
    const messages: string[] = [];
    const study = await Study.open(options(work, ...more), ({ message }) => messages.push(message));
    try {
      for (const part of parts) await part(study);
      return { messages, results: study.results('main').results };
    } finally {
      study.close();
    }
  }

  test('runs once, resumes where it stopped, and gets the same result again', async () => {
    const { messages, results } = await run('one');
    expect(messages.some((message) => /Training/.test(message))).toBe(true);
    // The wrong user is the other blog, whoever is studied.
    expect(results.map(({ author, result }) => [author, result.settings.others])).toEqual([['blog-1', 'blog-2']]);
    const again = await run('one');
    expect(again.messages.filter((message) => /Training|Grading|Writing/.test(message))).toEqual([]);
    expect(again.results).toEqual(results);

    await run('two');
    const [one, two] = ['one', 'two'].map((work) => path.join(folder, work, 'study.json'));
    expect(verify([one, two])).toBe(true);
    const report = fs.readFileSync(path.join(folder, 'one/study.md'), 'utf8');
    for (const part of ['| oppu+rag+profile |', '| blog-1 |', '## Gate', '![Systems](systems.svg)']) {
      expect(report).toContain(part);
    }
    expect(fs.existsSync(path.join(folder, 'one/systems.svg'))).toBe(true);

    const other = await run('two', [trainAll], '--seed', '2');
    expect(other.messages.some((message) => /Training/.test(message))).toBe(true);
    const figures = JSON.parse(fs.readFileSync(two, 'utf8'));
    fs.writeFileSync(two, JSON.stringify({ ...figures, gate: [] }));
    expect(verify([one, two])).toBe(false);
  });

  test('takes the next author of the same kind as the wrong user, and one of another kind as the stranger', () => {
    const { everybody } = options('none');
    const names = everybody.map((author) => [
      author.name,
      nextOfKind(author, everybody)?.name ?? null,
      ofAnotherKind(author, everybody)?.name ?? null,
    ]);
    expect(names).toEqual([
      ['blog-1', 'blog-2', 'gov-1'],
      ['blog-2', 'blog-1', 'gov-1'],
      ['gov-1', null, 'blog-1'],
    ]);
    expect(() => options('none', '--authors', 'nobody')).toThrow(/no author "nobody"/);
  });

  test('serves an author without the adapter if the gate switches it off, in all tasks or in one', async () => {
    const { results } = await run('one');
    const [on, off, untitled] = ['on', 'off', 'untitled'].map((which) => {
      const own = results[0].result.adapters.own!;
      const title = which === 'untitled' ? { base: 1, adapter: 1 } : null;
      const heldout = { ...own.heldout, title, tags: null };
      const adapters = { own: { ...own, enabled: which !== 'off', heldout } };
      return { ...results[0], result: { ...results[0].result, adapters } };
    });
    const rows = withGate([on, off, untitled]).map((author) => author.rows['oppu+rag+profile, gated']);
    const [served, plain] = [on.rows['oppu+rag+profile'], off.rows['task+rag+profile']];
    expect(rows).toEqual([served, plain, { ...served, title: plain.title }]);
    const [whole, none, some] = gateRows(withGate([on, off, untitled]));
    expect(none).toMatchObject({ on: [], fine: true, gains: { tags: 0, title: 0, completion: 0 } });
    expect(some).toMatchObject({ on: ['description', 'tags', 'completion'], gains: { title: 0 } });
    expect(whole.gains.completion).not.toBe(0);
  });

  describe('similarity of adapters', () => {
    function adapter(seed: number): Adapter {
      const { config } = BaseModel.open(base.folder).manifest;
      const layout = loraLayout(config, { rank: 2, alpha: 4, targets: ['q_proj'], firstLayer: 0, lastLayer: 1 });
      const random = seededRandom(seed);
      return { layout, vector: Float32Array.from({ length: layout.length }, () => random() - 0.5) };
    }

    /** B·A, written out. */
    function change({ layout, vector }: Adapter): number[] {
      const [a, b] = layout.slices;
      const [rank, into] = a.shape;
      return Array.from({ length: b.shape[0] * into }, (_, at) => {
        const [row, column] = [Math.floor(at / into), at % into];
        let sum = 0;
        for (let r = 0; r < rank; r++) sum += vector[b.offset + row * rank + r] * vector[a.offset + r * into + column];
        return sum;
      });
    }

    test('is the cosine of the changes of weights', () => {
      const [x, y] = [adapter(1), adapter(2)];
      const [p, q] = [change(x), change(y)];
      const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i], 0);
      expect(similarity(x, y)).toBeCloseTo(dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q)), 5);
      expect(similarity(x, x)).toBeCloseTo(1, 6);
    });

    test('does not depend on how a change is factored', () => {
      const x = adapter(3);
      const [a, b] = x.layout.slices;
      const vector = x.vector.map((value, at) => (at >= b.offset ? value / 3 : at >= a.offset ? value * 3 : value));
      expect(similarity(x, { layout: x.layout, vector })).toBeCloseTo(1, 6);
    });
  });
});
