import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importModel } from '../../../src/core/model/import.ts';
import { readLamp } from '../../../src/evaluate/lamp/files.ts';
import { evaluateLamp, type LampPlace } from '../../../src/evaluate/lamp/lamp.ts';
import { labelRow, lampMetrics, ratingRow, textRow } from '../../../src/evaluate/lamp/metrics.ts';
import { type LampName, lampTask } from '../../../src/evaluate/lamp/names.ts';
import { lampAsked, lampItem } from '../../../src/evaluate/lamp/tasks.ts';

const TINY = fileURLToPath(new URL('../../fixtures/tiny-llama-gqa-tied', import.meta.url));

describe('questions', () => {
  test('accepts several spellings of a task', () => {
    expect(['LaMP-3', 'LaMP_3', 'lamp-3', 'LaMP_2N', 'LaMP-8', 'x'].map(lampTask)).toEqual([
      ...['LaMP-3', 'LaMP-3', 'LaMP-3', 'LaMP-2'],
      ...[null, null],
    ]);
  });

  test.each<[LampName, string, ReturnType<typeof lampAsked>]>([
    [
      'LaMP-1',
      'For an author who has written the paper with the title "On "quiet" bees", which reference is related? Just answer with [1] or [2] without explanation. [1]: "Hives in winter" [2]: "Boats and \nropes"',
      { kind: 'choice', title: 'On "quiet" bees', references: ['Hives in winter', 'Boats and \nropes'] },
    ],
    [
      'LaMP-2',
      'Which tag does this movie relate to among the following tags? Just answer with the tag name without further explanation. tags: [sea, true story, bread] description: A baker finds a boat: it floats.',
      { kind: 'label', labels: ['sea', 'true story', 'bread'], text: 'A baker finds a boat: it floats.' },
    ],
    [
      'LaMP-2',
      'Which category does this article relate to among the following categories? Just answer with the category name without further explanation. categories: [food & drink, travel] article: Bread again.',
      { kind: 'label', labels: ['food & drink', 'travel'], text: 'Bread again.' },
    ],
    [
      'LaMP-3',
      'What is the score of the following review on a scale of 1 to 5? just answer with 1, 2, 3, 4, or 5 without further explanation. review: Stale. My review: no.',
      { kind: 'label', labels: ['1', '2', '3', '4', '5'], text: 'Stale. My review: no.' },
    ],
    ['LaMP-4', 'Generate a headline for the following article: Rain.', { kind: 'title', text: 'Rain.' }],
    ['LaMP-5', 'Generate a title for the following abstract of a paper: We wait.', { kind: 'title', text: 'We wait.' }],
    ['LaMP-6', 'Generate a subject for the following email: Dear Ann,', { kind: 'title', text: 'Dear Ann,' }],
    [
      'LaMP-7',
      'Paraphrase the following tweet without any explanation before or after it: the boat is late',
      { kind: 'paraphrase', text: 'the boat is late' },
    ],
    ['LaMP-4', 'A text put otherwise', { kind: 'title', text: 'A text put otherwise' }],
  ])('%s: takes the question out of the sentence', (task, input, asked) => {
    expect(lampAsked(task, { input })).toEqual(asked);
  });

  test('reads the items of a profile, whatever their fields are called', () => {
    expect(lampItem({ id: 7, title: 'Bees', abstract: 'On bees.', date: 2019 }, 0)).toEqual({
      ...{ id: '7', date: '2019-01-01', title: 'Bees', tags: [], text: 'On bees.' },
    });
    expect(lampItem({ id: 'a', description: 'A film.', tag: 'sea', date: '2020-02-03 10:00' }, 0)).toMatchObject({
      ...{ date: '2020-02-03', tags: ['sea'], text: 'A film.' },
    });
    expect(lampItem({ text: 'Good.', score: 4 }, 3)).toMatchObject({ id: '3', tags: ['4'], date: null });
    expect(lampItem({ id: 'b', title: 'No text' }, 0)).toBeNull();
  });
});

describe('figures', () => {
  const of = (task: LampName, labels: string[], name: string) =>
    lampMetrics(task, labels).find((metric) => metric.name === name)!.of;

  // By hand: a has 1 right of 2 given and 1 wanted, F1 2/3; b 0; c, never wanted or given, 0.
  test('gives accuracy and F1 over the listed labels; an unknown answer matches none of them', () => {
    const labels = ['a', 'b', 'c'];
    const rows = [
      labelRow('a', 'a', labels),
      labelRow(' a ', 'b', labels),
      labelRow('nonsense', 'b', labels),
      labelRow('b', 'x', labels),
    ];
    expect(rows.map(({ given }) => given)).toEqual([0, 0, -1, 1]);
    expect(of('LaMP-2', labels, 'accuracy')(rows)).toBe(0.25);
    expect(of('LaMP-2', labels, 'f1')(rows)).toBeCloseTo(2 / 3 / 3, 12);
  });

  test('counts an answer that is not a number as the farther end of the scale', () => {
    expect([ratingRow('four', '2'), ratingRow('', '4'), ratingRow('no', '3')]).toEqual([
      ...[{ error: 3 }, { error: -3 }, { error: 2 }],
    ]);
    const rows = [ratingRow('4', '5'), ratingRow(' 2.0', '5'), ratingRow('3', '3')];
    expect(of('LaMP-3', [], 'mae')(rows)).toBeCloseTo(4 / 3, 12);
    expect(of('LaMP-3', [], 'rmse')(rows)).toBeCloseTo(Math.sqrt(10 / 3), 12);
  });

  test('compares texts by ROUGE, ignoring the space around them', () => {
    expect(textRow(' the old boat\n', 'the boat')).toEqual({ rouge1: 0.8, rougeL: 0.8 });
  });
});

/** A profile and a question of each kind, in the benchmark's format. */
function sample(task: LampName): { input: string; output: string; item: (i: number) => Record<string, unknown> } {
  const text = (i: number) => `The ${['bread', 'boat', 'hive'][i % 3]} of week ${i} was better than all before it.`;
  switch (task) {
    case 'LaMP-1':
      return {
        input:
          'For an author who has written the paper with the title "Wind", which reference is related? Just answer with [1] or [2] without explanation. [1]: "Ropes" [2]: "Flour"',
        output: '[1]',
        item: (i) => ({ title: `Boats ${i}`, abstract: text(i), date: 2000 + i }),
      };
    case 'LaMP-2':
      return {
        input: 'Which tag? tags: [sea, bread, bees] description: The hive of winter.',
        output: 'bees',
        item: (i) => ({ description: text(i), tag: ['bread', 'sea', 'bees'][i % 3], date: `2020-01-0${i + 1}` }),
      };
    case 'LaMP-3':
      return {
        input: 'What is the score? review: The bread was stale.',
        output: '2',
        item: (i) => ({ text: text(i), score: String(1 + (i % 3)) }),
      };
    case 'LaMP-7':
      return {
        input: 'Paraphrase the following tweet without any explanation before or after it: Boats are late.',
        output: 'boats late again',
        item: (i) => ({ text: text(i) }),
      };
    default:
      return {
        input: 'Generate a headline for the following article: The boat left.',
        output: 'A boat leaves',
        item: (i) => ({ text: text(i), title: `On week ${i}` }),
      };
  }
}

describe('a run', () => {
  let home: string;
  let place: LampPlace;

  beforeAll(async () => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-lamp-'));
    const base = await importModel({ kind: 'folder', path: TINY }, path.join(home, 'models'), { precision: 'f32' });
    place = { base, task: null, folder: path.join(home, 'eval'), device: 'cpu', threads: 1 };
  });

  afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

  function writeFiles(task: LampName): [string, string] {
    const { input, output, item } = sample(task);
    const profile = Array.from({ length: 5 }, (_, i) => ({ id: `${i}`, ...item(i) }));
    const questions = path.join(home, `${task}_questions.json`);
    const outputs = path.join(home, `${task}_outputs.json`);
    fs.writeFileSync(questions, JSON.stringify([1, 2].map((n) => ({ id: `q${n}`, input, profile }))));
    const golds = [1, 2].map((n) => ({ id: `q${n}`, output }));
    fs.writeFileSync(outputs, JSON.stringify({ task: task.replace('-', '_'), golds }));
    return [questions, outputs];
  }

  test.each<[LampName, string[]]>([
    ['LaMP-1', ['accuracy', 'f1']],
    ['LaMP-2', ['accuracy', 'f1']],
    ['LaMP-3', ['mae', 'rmse']],
    ['LaMP-4', ['rouge1', 'rougeL']],
    ['LaMP-7', ['rouge1', 'rougeL']],
  ])('%s: gives every system figures', async (task, names) => {
    const questions = readLamp(task, ...writeFiles(task));
    const result = await evaluateLamp(task, questions, { systems: ['base', 'task+rag'] }, place);
    expect(result).toMatchObject({ lamp: task, questions: 2, taskAdapter: null, untrained: 0 });
    for (const name of ['base', 'task+rag']) {
      expect(Object.keys(result.systems[name])).toEqual([...names, 'n']);
      for (const value of names.map((metric) => result.systems[name][metric])) expect(value).toBeGreaterThanOrEqual(0);
      expect(result.systems[name].n).toBe(2);
    }
    expect(result.differences.map(({ a, b, metric }) => [a, b, metric])).toEqual(
      names.map((name) => ['task+rag', 'base', name]),
    );
    expect(fs.readdirSync(place.folder)).toEqual([]);
  });

  test('lets the earlier labels it shows decide', async () => {
    const questions = readLamp('LaMP-2', ...writeFiles('LaMP-2'));
    const { systems } = await evaluateLamp('LaMP-2', questions, { systems: ['task+rag'] }, place);
    expect(systems['task+rag'].accuracy).toBe(1);
  });

  test('trains a personal adapter on each profile', async () => {
    const questions = readLamp('LaMP-4', ...writeFiles('LaMP-4'));
    const options = { systems: ['task+rag', 'oppu+rag'], limit: 1, train: { maxSteps: 1 } };
    const result = await evaluateLamp('LaMP-4', questions, options, place);
    expect(result).toMatchObject({ questions: 1, untrained: 0, systems: { 'oppu+rag': { n: 1 } } });
    const short = questions.map((question) => ({ ...question, profile: question.profile.slice(0, 2) }));
    expect(await evaluateLamp('LaMP-4', short, options, place)).toMatchObject({ questions: 1, untrained: 1 });
  });

  test('refuses files that are not LaMP files, or belong to another task, in one sentence', () => {
    const [questions, outputs] = writeFiles('LaMP-3');
    const refused = (...args: Parameters<typeof readLamp>) =>
      expect(() => readLamp(...args)).toThrow(expect.objectContaining({ code: 'bad-input' }));
    refused('LaMP-9', questions, outputs);
    refused('LaMP-4', questions, outputs);
    refused('LaMP-3', outputs, questions);
    refused('LaMP-3', path.join(home, 'none.json'), outputs);
    fs.writeFileSync(outputs, JSON.stringify({ task: 'LaMP_3', golds: [{ id: 'other', output: '2' }] }));
    refused('LaMP-3', questions, outputs);
  });
});
