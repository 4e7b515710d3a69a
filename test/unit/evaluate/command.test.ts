import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readArguments, UsageError } from '../../../src/cli/arguments.ts';
import { evalCommand } from '../../../src/cli/eval.ts';
import { Engine } from '../../../src/core/engine/engine.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { writeAuthor } from './author.ts';

const TINY = fileURLToPath(new URL('../../fixtures/tiny-llama-gqa-tied', import.meta.url));

describe('ownhand eval', () => {
  let home: string;
  let engine: Engine;

  beforeAll(async () => {
    // Progress belongs to whoever runs the command.
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-eval-'));
    await importModel({ kind: 'folder', path: TINY }, path.join(home, 'models'), { precision: 'f32' });
    engine = new Engine({ home, model: null, device: 'auto', threads: 1 });
    await engine.mine([writeAuthor(home, 'ann', 12, 'Page')]);
  });

  afterAll(async () => {
    await engine.dispose();
    fs.rmSync(home, { recursive: true, force: true });
    vi.restoreAllMocks();
  });

  const run = (...words: string[]) =>
    evalCommand.run(engine, readArguments(words, evalCommand.options), new AbortController().signal);

  test('prints the requested figures and writes the report', async () => {
    const report = path.join(home, 'report.md');
    const { json, text } = await run(
      ...['--systems', 'base, tag-neighbours', '--tasks', 'tags,title', '--limit', '2', '--report', report],
    );
    expect(json).toMatchObject({
      author: 'ann',
      history: 9,
      queries: 2,
      systems: {
        base: { title: { n: 2, rouge1: expect.any(Number) }, tags: { n: 2 } },
        'tag-neighbours': { tags: { n: 2, acc1: expect.any(Number), f1: expect.any(Number) } },
      },
      taskAdapter: null,
    });
    expect(text).toMatch(/^tag-neighbours +– +–/m);
    expect(fs.readFileSync(report, 'utf8')).toMatch(/# Evaluation: ann[\s\S]*!\[Systems\]\(report\.svg\)/);
    expect(fs.readFileSync(path.join(home, 'report.svg'), 'utf8')).toContain('ann: systems with 95 % intervals');
  });

  test('treats an unknown name as wrong usage', async () => {
    await expect(run('--systems', 'base,best')).rejects.toThrow(UsageError);
    await expect(run('--tasks', 'poem')).rejects.toThrow(
      /--tasks takes some of description,title,tags,completion,typing/,
    );
  });
});
