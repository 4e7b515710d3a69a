import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { AdapterInfo } from '../../../src/core/adapter/record.ts';
import type { OverviewResult } from '../../../src/core/home/overview.ts';
import { BUILT_IN_ID } from '../../../src/core/model/sources/builtInId.ts';
import { measureHabits } from '../../../src/core/profile/habits.ts';
import type { TrainProgress } from '../../../src/core/train/place.ts';
import { FromViewSchema, isThere, viewStateOf, type Wording } from '../../../src/extension/sidebar/messages.ts';
import { AppState, thinned } from '../../../src/extension/state.ts';
import { clock, counted, decimal, duration, fileSize } from '../../../src/extension/support/format.ts';

const progress = (step: number, loss: number | null): TrainProgress => ({
  phase: loss === null ? 'evaluating' : 'training',
  step,
  steps: 100,
  loss,
  tokensPerSecond: 600,
  secondsLeft: 60,
});

describe('AppState', () => {
  it('keeps the loss curve when the run moves on or ends', () => {
    const state = new AppState();
    const seen: number[] = [];
    const listener = state.onDidChange(({ losses }) => seen.push(losses.length));
    state.noteTraining(progress(1, 4));
    state.noteTraining(progress(2, 3));
    state.noteTraining(progress(2, null));
    state.update({ training: null });
    expect(state.snapshot.losses).toEqual([
      { step: 1, loss: 4 },
      { step: 2, loss: 3 },
    ]);
    expect(seen).toEqual([1, 2, 2, 2]);
    listener.dispose();
    state.update({ thinking: true });
    expect(seen).toHaveLength(4);
  });

  it('keeps a separate curve for held-out writing', () => {
    const state = new AppState();
    state.noteTraining({ ...progress(1, 4), heldout: { step: 0, loss: 5 } });
    state.noteTraining(progress(2, 3));
    state.noteTraining({ ...progress(0, null), heldout: { step: 2, loss: 4 } });
    expect(state.snapshot.losses.map(({ step }) => step)).toEqual([1, 2]);
    expect(state.snapshot.heldoutLosses).toEqual([
      { step: 0, loss: 5 },
      { step: 2, loss: 4 },
    ]);
  });

  it('redraws the steps that a resumed run repeats', () => {
    const state = new AppState();
    for (const step of [1, 2, 3]) state.noteTraining(progress(step, 9 - step));
    state.noteTraining(progress(2, 5));
    expect(state.snapshot.losses).toEqual([
      { step: 1, loss: 8 },
      { step: 2, loss: 5 },
    ]);
  });

  it('thins a long curve by merging pairs, and keeps its end', () => {
    const points = [4, 2, 3, 1, 7].map((loss, index) => ({ step: index + 1, loss }));
    expect(thinned(points, 5)).toBe(points);
    expect(thinned(points, 4)).toEqual([
      { step: 2, loss: 3 },
      { step: 4, loss: 2 },
      { step: 5, loss: 7 },
    ]);
  });
});

const wording: Wording = {
  line: () => 'On.',
  figures: ({ loss }) => `loss ${loss}`,
  verdict: () => null,
  training: ({ step }) => `at ${step}`,
  unfinished: ({ why, step }) => `${why} at ${step}`,
  place: (file, among) => `${file.slice(3)} of ${among.length}`,
};

const overview: OverviewResult = {
  months: [],
  sources: [{ path: '/home/writer/notes', documents: 3, items: 3, words: 900, bytes: 5000 }],
  unlearnt: 0,
  disk: { history: 1, rest: 0, models: [{ id: 'org/m', bytes: 9 }], adapters: [{ name: 'new', bytes: 5000 }] },
};

describe('viewStateOf', () => {
  const adapter = (name: string, created: string): AdapterInfo => ({
    name,
    method: 'lora',
    base: 'b',
    baseSha256: '0',
    task: null,
    rank: 8,
    parameters: 1,
    created,
    items: 3,
    enabled: false,
    heldout: null,
    scale: null,
    versions: [],
  });

  it('begins with nothing known', () => {
    expect(viewStateOf(new AppState().snapshot, { speed: 'normal', length: 'phrase' }, wording)).toMatchObject({
      known: false,
      model: null,
      adapters: [],
    });
  });

  it('says that a model is on its way, so that nobody is asked to choose one', () => {
    const state = new AppState();
    const preparing = () => viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).preparing;
    expect(preparing()).toBe(false);
    state.update({ preparing: true });
    expect(preparing()).toBe(true);
  });

  it('tells the built-in model from others', () => {
    const state = new AppState();
    const model = {
      id: BUILT_IN_ID,
      source: '',
      architecture: 'llama',
      parameters: 52,
      bytes: 1,
      sha256: '',
      default: false,
    };
    const history = { items: 0, words: 0, sources: 0 };
    const status = { home: '/', model, history, adapter: null, training: false, device: 'cpu' };
    state.update({ status });
    expect(viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).model?.builtIn).toBe(true);
    state.update({ status: { ...status, model: { ...model, id: 'org/m' } } });
    expect(viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).model?.builtIn).toBe(false);
  });

  it('says until when suggestions are snoozed', () => {
    const state = new AppState();
    expect(viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).snoozed).toBe(false);
    state.update({ snoozedUntil: new Date().setHours(23, 59, 0, 0) });
    expect(viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).snoozed).toBe(true);
  });

  it('lists the adapters with their sizes, and says which one serves', () => {
    const state = new AppState();
    state.update({ adapters: [adapter('new', '2026-02-01'), adapter('old', '2026-01-01')] });
    const listed = () =>
      viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).adapters.map((each) => [
        each.name,
        each.serving,
      ]);
    expect(listed()).toEqual([
      ['new', false],
      ['old', false],
    ]);
    const status = {
      home: '/',
      model: null,
      history: { items: 0, words: 0, sources: 0 },
      adapter: 'old',
      training: false,
      device: 'cpu',
    };
    state.update({ status });
    expect(listed()).toEqual([
      ['new', false],
      ['old', true],
    ]);
    state.update({ overview });
    expect(
      viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).adapters.map(({ bytes }) => bytes),
    ).toEqual([5000, 0]);
  });

  it('describes an unfinished run, unless one is under way', () => {
    const state = new AppState();
    const curves = { losses: [], heldoutLosses: [] };
    state.update({ unfinished: { step: 3, steps: 9, options: {}, why: 'paused', automatic: false, ...curves } });
    expect(viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).unfinished).toBe('paused at 3');
    state.noteTraining(progress(4, 2));
    expect(viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).unfinished).toBeNull();
  });

  it('lists a limited number of folders, each with its short path', () => {
    const state = new AppState();
    const sources = Array.from({ length: 30 }, (_, at) => ({ ...overview.sources[0], path: `/n/${at}` }));
    state.update({ overview: { ...overview, sources } });
    const listed = viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).sources;
    expect(listed).toHaveLength(20);
    expect(listed[0]).toMatchObject({ path: '/n/0', label: '0 of 20' });
  });

  it('accepts only existing targets from the page', () => {
    const state = new AppState();
    state.update({ adapters: [adapter('new', '2026-02-01')], overview });
    const there = (command: Parameters<typeof isThere>[0], target: string | null) =>
      isThere(command, target, state.snapshot);
    expect(there('ownhand.useAdapter', 'new')).toBe(true);
    expect(there('ownhand.useAdapter', null)).toBe(true);
    expect(there('ownhand.removeAdapter', null)).toBe(false);
    expect(there('ownhand.removeAdapter', '../new')).toBe(false);
    expect(there('ownhand.forget', '/home/writer/notes')).toBe(true);
    expect(there('ownhand.forget', '/home/writer')).toBe(false);
    expect(there('ownhand.removeModel', 'org/m')).toBe(true);
    expect(there('ownhand.removeModel', 'new')).toBe(false);
    expect(isThere('ownhand.forget', '/home/writer/notes', new AppState().snapshot)).toBe(false);
  });

  it('words the progress of training', () => {
    const state = new AppState();
    state.noteTraining(progress(7, 2));
    state.update({ held: true });
    expect(viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording).training).toMatchObject({
      step: 7,
      line: 'at 7',
      held: true,
    });
  });
});

describe('the profile on the page', () => {
  it('says whose words it is in', () => {
    const habits = measureHabits([]);
    const of = (change: object) => {
      const state = new AppState();
      state.update({
        profile: { habits, prose: 'P.', edited: false, generated: false, sayings: [], off: [], ...change },
      });
      return viewStateOf(state.snapshot, { speed: 'normal', length: 'phrase' }, wording);
    };
    expect(of({ off: ['voice'] })).toMatchObject({ prose: 'P.', wording: 'measured', off: ['voice'] });
    expect(of({ edited: true }).wording).toBe('user');
    expect(of({ generated: true }).wording).toBe('model');
  });
});

describe('FromViewSchema', () => {
  it.each([
    { type: 'ready' },
    { type: 'run', command: 'ownhand.mine' },
    { type: 'profile', prose: 'I write plainly.' },
    { type: 'profile', prose: null },
    { type: 'habits', off: ['titles', 'voice'] },
    { type: 'run', command: 'ownhand.deleteEverything' },
    { type: 'target', command: 'ownhand.useAdapter', target: null },
    { type: 'target', command: 'ownhand.forget', target: '/home/writer/notes' },
    { type: 'strength', strength: 0.5 },
  ])('accepts %j', (message) => {
    expect(v.safeParse(FromViewSchema, message).success).toBe(true);
  });

  it.each([
    null,
    'ready',
    { type: 'run' },
    { type: 'run', command: 'workbench.action.quit' },
    { type: 'other' },
    { type: 'profile', prose: 'x'.repeat(2001) },
    { type: 'profile' },
    { type: 'habits', off: ['moods'] },
    { type: 'habits', off: Array(100).fill('voice') },
    { type: 'run', command: 'ownhand.removeAdapter' },
    { type: 'target', command: 'ownhand.deleteEverything', target: 'a' },
    { type: 'target', command: 'ownhand.forget' },
    { type: 'target', command: 'ownhand.forget', target: '' },
    { type: 'target', command: 'ownhand.forget', target: ['/'] },
    { type: 'target', command: 'ownhand.forget', target: 'x'.repeat(5001) },
    { type: 'strength', strength: 1.5 },
    { type: 'strength', strength: Number.NaN },
    { type: 'strength', strength: '1' },
  ])('refuses %j', (message) => expect(v.safeParse(FromViewSchema, message).success).toBe(false));

  it('passes on only what it knows, whatever arrives', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.constantFrom('ownhand.mine', 'ownhand.forget', 'workbench.action.quit', ['voice'], ['moods'], 0.5),
    );
    const message = fc.record(
      {
        type: fc.constantFrom('ready', 'run', 'profile', 'habits', 'target', 'strength', 'toString', '__proto__'),
        command: value,
        prose: value,
        off: value,
        target: value,
        strength: value,
        more: value,
      },
      { requiredKeys: ['type'] },
    );
    const known = [
      /^{"type":"ready"}$/,
      /^{"type":"run","command":"ownhand\.\w+"}$/,
      /^{"type":"profile","prose":/,
      /^{"type":"habits","off":\[("\w+",?)*\]}$/,
      /^{"type":"target","command":"ownhand\.\w+","target":(null|".+")}$/,
      /^{"type":"strength","strength":(0|1|0\.\d+|\d(\.\d+)?e-\d+)}$/,
    ];
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(message, fc.anything()), (given) => {
        const parsed = v.safeParse(FromViewSchema, given);
        if (!parsed.success) return;
        taken++;
        expect(known.some((pattern) => pattern.test(JSON.stringify(parsed.output)))).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(10);
  });
});

describe('format', () => {
  it('writes durations, counts and sizes', () => {
    expect([0.2, 40, 59.4, 60, 3599, 3600, 4800].map(duration)).toEqual([
      '1 s',
      '40 s',
      '59 s',
      '1 min',
      '1 h',
      '1 h',
      '1 h 20 min',
    ]);
    const now = new Date(2026, 0, 1, 9, 5).getTime();
    expect([clock(now, now, 'en'), clock(new Date(2026, 0, 2, 6, 0).getTime(), now, 'en')]).toEqual([
      '09:05',
      'Fri 06:00',
    ]);
    expect([counted(1, 'word', 'words', 'en'), counted(46_000, 'word', 'words', 'en')]).toEqual([
      '1 word',
      '46,000 words',
    ]);
    expect([12_000, 98_362_432, 1.44e9].map((bytes) => fileSize(bytes, 'en'))).toEqual(['12 kB', '98 MB', '1.4 GB']);
    // As the language of the editor writes them.
    expect(counted(46_000, 'Wort', 'Wörter', 'de')).toBe('46.000 Wörter');
    expect([fileSize(1.44e9, 'de'), decimal(0.8, 2, 'de'), decimal(1.0911, 3, 'en')]).toEqual([
      '1,4 GB',
      '0,80',
      '1.091',
    ]);
    expect(clock(new Date(2026, 0, 2, 6, 0).getTime(), now, 'de')).toBe('Fr., 06:00');
  });
});
