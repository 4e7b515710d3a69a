import { describe, expect, it } from 'vitest';
import { cannotWin, gainOf, type Rule, worthShowing } from '../../../../src/core/tasks/complete/rule.ts';
import { Search } from '../../../../src/core/tasks/complete/search/search.ts';
import { type Model, made } from './pieces.ts';

async function cutsOf(model: Model, required: string, cut: Record<string, string[]> = {}, least = 0.05) {
  const { tokenizer, source, asked } = made(model, cut);
  const search = new Search(source, tokenizer, [0], {
    ...{ required, least, maxTokens: 20, processors: [] },
    enough: () => false,
  });
  const { cuts, reason } = await search.run();
  return { asked, reason, p: Object.fromEntries(cuts.map(({ text, p }) => [text, Math.round(p * 100) / 100])) };
}

describe('the search for continuations', () => {
  it('gives a word the probability of its tokens and of its ending there, and punctuation a unit of its own', async () => {
    const { p } = await cutsOf(
      {
        ' ': {},
        '': { ' gar': 0.8, ' the': 0.2 },
        ' gar': { den: 0.75, lic: 0.25 },
        ' garden': { s: 0.4, ',': 0.5, ' of': 0.1 },
        ' garden,': { ' and': 1 },
        ' garlic': { '.': 1 },
        ' the': { '</s>': 1 },
      },
      ' ',
      { ' ': [' '] },
    );
    expect(p.garden).toBeCloseTo(0.8 * 0.75 * 0.6, 1);
    expect(p['garden,']).toBeCloseTo(0.8 * 0.75 * 0.5, 1);
    expect(p.garlic).toBeCloseTo(0.2, 1);
    expect(p.the).toBeCloseTo(0.2, 1);
  });

  it('continues a half-typed word by whole paths over it, never by the lone space before it', async () => {
    const model: Model = {
      // The likeliest token that agrees with what is typed is a dead end.
      '': { ' ': 0.6, ' several': 0.2, ' seven': 0.1, ' se': 0.1 },
      ' ': { s: 1 },
      ' s': { ev: 1 },
      ' sev': { ice: 1 },
      ' se': { verely: 0.5, a: 0.5 },
      ' several': { ' of': 1 },
      ' seven': { ' of': 1 },
      ' severely': { '.': 1 },
    };
    const { p, asked } = await cutsOf(model, ' sev', { ' sev': [' se', 'v'] });
    expect(asked).not.toContain(' ');
    // The share of 0.2 + 0.1 + 0.1 · 0.5 that continues what is typed.
    expect(p.eral).toBeCloseTo(0.2 / 0.35, 1);
    expect(p.en).toBeCloseTo(0.1 / 0.35, 1);
    expect(p.erely).toBeCloseTo(0.05 / 0.35, 1);
  });

  it('does not glue letters to a complete word', async () => {
    const { p } = await cutsOf(
      {
        '': { ' over': 0.9, ' overnight': 0.1 },
        ' over': { ' there': 1 },
        ' over there': { '.': 1 },
        ' overnight': { '.': 1 },
      },
      ' over',
    );
    expect(p[' there']).toBeCloseTo(0.9, 1);
    expect(p.night).toBeCloseTo(0.1, 1);
  });

  it('ends only at whole characters, and at every one in scripts without spaces', async () => {
    const { p } = await cutsOf(
      { '': { 天: 0.9 }, 天: { '<E6 B0>': 0.6, 気: 0.4 }, 天気: { '。': 1 }, '天\u0000': {} },
      '',
    );
    expect(p.天).toBeCloseTo(0.9, 1);
    expect(p.天気).toBeCloseTo(0.36, 1);
    expect(Object.keys(p).join('')).not.toContain('\uFFFD');
  });

  it('counts a mark once, whatever white space may follow it', async () => {
    const model: Model = {
      '': { ' out': 0.9, ' of': 0.1 },
      ' out': { ',': 0.6, ' of': 0.4 },
      ' out,': { '\n': 0.5, ' of': 0.5 },
    };
    const { p } = await cutsOf(model, '');
    expect(p[' out,']).toBeCloseTo(0.9 * 0.6, 1);
  });

  it.each(['-', '–', '/', '@', '#', '=', '(', '$'])(
    'does not end in %j, after which more would follow',
    async (mark) => {
      const model: Model = {
        '': { ' tail': 0.9, ' of': 0.1 },
        ' tail': { [mark]: 0.9, ' of': 0.1 },
        [` tail${mark}`]: { truncated: 1 },
        [` tail${mark}truncated`]: { ' of': 1 },
      };
      const { p } = await cutsOf(model, '');
      expect(Object.keys(p)).not.toContain(` tail${mark}`);
      expect(p[` tail${mark}truncated`]).toBeGreaterThan(0.7);
    },
  );

  it('ends with the line, and stops asking once no continuation is likely enough', async () => {
    const { p, asked } = await cutsOf({ '': { ' it': 0.9 }, ' it': { '.\n': 0.9 }, ' it.\n': { ' More': 1 } }, '');
    expect(Object.keys(p)).toEqual(expect.arrayContaining([' it', ' it.']));
    expect(asked).toEqual(['', ' it']);
    const unsure = await cutsOf({ '': { ' a': 0.3, ' b': 0.3, ' c': 0.3 } }, '', {}, 0.5);
    expect(unsure).toMatchObject({ p: {}, asked: [''] });
  });
});

describe('what is worth showing', () => {
  const rule: Rule = { threshold: 0.3, length: 'phrase', readingCost: 1 };

  it('is what saves the most keys on average, minus the cost of reading it', () => {
    const cuts = [
      { text: 'the', p: 0.9 },
      { text: 'the garden', p: 0.5 },
      { text: 'the garden shed', p: 0.32 },
      { text: 'the garden shed, which', p: 0.29 },
    ];
    expect(gainOf(cuts[1]!, rule)).toBeCloseTo(0.5 * 9 - 2);
    expect(worthShowing(cuts, rule).map(({ text }) => text)).toEqual(['the garden', 'the garden shed', 'the']);
    expect(worthShowing(cuts, { ...rule, length: 'word' }).map(({ text }) => text)).toEqual(['the']);
    expect(
      worthShowing(
        [
          { text: 'it', p: 0.9 },
          { text: ',', p: 1 },
        ],
        rule,
      ),
    ).toEqual([]);
    expect(worthShowing(cuts, { threshold: 0, length: 'sentence', readingCost: 0 })[0]!.text).toBe(
      'the garden shed, which',
    );
  });

  it('is extended only while something longer could win', () => {
    const found = [{ text: 'the garden', p: 0.9 }];
    expect(cannotWin('the garden of', 0.1, found, rule)).toBe(true);
    expect(cannotWin('the garden of', 0.85, found, rule)).toBe(false);
    expect(cannotWin('the garden', 1, [], { ...rule, length: 'word' })).toBe(true);
  });
});
