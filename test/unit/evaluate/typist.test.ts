import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllRight } from '../../../src/core/tasks/complete/right.ts';
import { reliabilityPlot } from '../../../src/evaluate/plots/reliability.ts';
import { typedRow, typingFigures } from '../../../src/evaluate/typing/figures.ts';
import { KINDS, type TypedPlace, typedSpan } from '../../../src/evaluate/typing/places.ts';
import {
  allOrNothing,
  beginnings,
  isFirstRight,
  KEY_SECONDS,
  read,
  type Shown,
  WORD_SECONDS,
  WRONG_SECONDS,
  wordByWord,
} from '../../../src/evaluate/typing/reader.ts';

const TEXT = [
  'It was cold, and nobody had been in the house since the winter. The kettle stood where it had always stood.',
  '```',
  'none of this code is typed',
  '```',
  '# Nor is this heading of it',
  'Then they’d gone down to the river, two by two.',
].join('\n');

function place(kind: TypedPlace['kind'], at: number, next: string): TypedPlace {
  return { kind, at, next, after: '' };
}

describe('places that are typed', () => {
  it('are in prose alone, and continue with the text itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 1, max: 40 }), (seed, words) => {
        const { places, start, end } = typedSpan({ id: 'a', text: TEXT }, words, seed);
        expect(places.filter(({ kind }) => kind === 'wordStart').length).toBeLessThanOrEqual(words);
        let last = start;
        for (const { kind, at, next, after } of places) {
          expect(at).toBeGreaterThanOrEqual(last);
          expect(TEXT.slice(0, at)).not.toMatch(/code is typed$|heading of it$/);
          expect(TEXT.slice(at).startsWith(next)).toBe(true);
          if (kind === 'lineEnd') expect([next, TEXT[at] ?? '\n']).toEqual(['', '\n']);
          else expect(at).toBeLessThanOrEqual(end);
          if (kind === 'midLine') expect(TEXT.slice(at + next.length).startsWith(after)).toBe(true);
          if (kind === 'halfWord') expect(TEXT[at - 1]).toMatch(/[\p{L}\p{N}’]/u);
          last = at;
        }
      }),
    );
  });

  it('are of every kind, and the same whatever else is asked', () => {
    const { places } = typedSpan({ id: 'a', text: TEXT }, 40, 1);
    expect(new Set(places.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    expect(typedSpan({ id: 'a', text: TEXT }, 40, 1)).toEqual({ ...typedSpan({ id: 'a', text: TEXT }, 40, 1) });
    expect(typedSpan({ id: 'a', text: 'Too short.' }, 40, 1).places).toEqual([]);
  });
});

describe('what counts as right', () => {
  it('is a suggestion whose last word is complete in the text', () => {
    expect(isAllRight('house', 'house since')).toBe(true);
    expect(isAllRight('house,', 'house, since')).toBe(true);
    expect(isAllRight('they', 'they’d gone')).toBe(false);
    expect(isAllRight('they’d', 'they’d gone')).toBe(true);
    expect(isAllRight('hous', 'house since')).toBe(false);
    expect(isAllRight('', 'house')).toBe(false);
    expect(isAllRight('x', '')).toBe(false);
  });

  it('is also the first word of a longer one, and the rest of a word', () => {
    expect(beginnings(' house, since the')).toEqual([' house', ' house,', ' house, since', ' house, since the']);
    expect(isFirstRight('house of', 'house since')).toBe(true);
    expect(isFirstRight('houses of', 'house since')).toBe(false);
    expect(isFirstRight('use of', 'use since')).toBe(true);
    expect(isFirstRight(', and', ', then')).toBe(true);
  });
});

describe('readers', () => {
  const text = 'house since the';
  const shown = (next: string): Shown => ({ place: place('wordStart', 100, next), text, p: 0.5 });

  it('who take all or nothing save its keys minus one, and pay for reading in any case', () => {
    const cost = 3 * WORD_SECONDS;
    expect(allOrNothing(shown('house since the winter'))).toEqual({
      characters: 15,
      keys: 14,
      seconds: 14 * KEY_SECONDS - cost,
    });
    expect(allOrNothing(shown('house since that'))).toEqual({
      characters: 0,
      keys: 0,
      seconds: -cost - WRONG_SECONDS,
    });
  });

  it('who take word by word pay a key per word, and read up to the first wrong one', () => {
    expect(wordByWord(shown('house since that'))).toEqual({
      characters: 11,
      keys: 9,
      seconds: 9 * KEY_SECONDS - 3 * WORD_SECONDS - WRONG_SECONDS,
    });
    expect(wordByWord(shown('barn'))).toMatchObject({ characters: 0, keys: 0 });
  });

  it('skip places inside what they took', () => {
    const within: Shown = { place: place('halfWord', 108, 'since the winter'), text: 'since the', p: 0.5 };
    const beside: Shown = { place: place('wordStart', 116, 'winter'), text: 'winter', p: 0.5 };
    const gap: Shown = { place: place('midLine', 100, 'house'), text: 'house', p: 0.5 };
    expect(read([gap, shown('house since the winter'), within, beside], allOrNothing).keys).toBe(14 + 5);
    expect(read([shown('barn'), within, beside], allOrNothing).keys).toBe(8);
  });
});

describe('figures of typing', () => {
  const outcome = (kind: TypedPlace['kind'], next: string, text: string, p: number, withheld = '') => ({
    place: place(kind, 0, next),
    ...{ text, p, reason: '', judged: { text: text || withheld, p }, cpuMs: 1 },
  });
  const rows = [
    typedRow(
      [outcome('wordStart', 'house since', 'house since', 0.75), outcome('wordStart', 'barn', 'house', 0.25)],
      50,
    ),
    typedRow([outcome('halfWord', 'use since', 'use of', 0.35), outcome('lineEnd', '', '', 0.1, 'And')], 50),
  ];

  it('are shares of places and of what is shown', () => {
    const figures = typingFigures(rows, [10, 20, 30], 1);
    expect(figures).toMatchObject({ n: 2, places: 4, shown: 3 / 4, firstWordRight: 2 / 3, allRight: 1 / 3 });
    expect(figures.wrongShow).toBeCloseTo(1 / 4);
    expect(figures.charactersSaved).toBeCloseTo(10);
    expect(figures.kinds.wordStart).toMatchObject({ places: 2, shown: 1, firstWordRight: 0.5 });
    expect(figures.kinds.lineEnd).toMatchObject({ places: 1, shown: 0, firstWordRight: 0 });
    expect(figures.cpuMs).toMatchObject({ p50: 20 });
    // What was not shown counts here too: p decided that.
    expect(figures.ece).toBeCloseTo((0.25 + 0.25 + 0.35 + 0.1) / 4);
    expect(figures.reliability[1]).toEqual({ n: 1, p: 0.1, right: 0 });
    expect(figures.reliability[7]).toEqual({ n: 1, p: 0.75, right: 1 });
    const [low, high] = figures.intervals.firstWordRight!;
    expect(low).toBeLessThanOrEqual(2 / 3);
    expect(high).toBeGreaterThanOrEqual(2 / 3);
    expect(typingFigures([typedRow([], 0)], [], 1)).toMatchObject({ shown: 0, ece: 0, cpuMs: null });
  });

  it('include the calibration error that exact probabilities have by chance', () => {
    const rows = Array.from({ length: 400 }, (_, at) =>
      typedRow([outcome('wordStart', at % 2 === 0 ? 'house' : 'barn', 'house', 0.5)], 5),
    );
    const { ece, eceByChance } = typingFigures(rows, [], 1);
    expect(ece).toBeCloseTo(0);
    expect(eceByChance).toBeCloseTo(0.8 * Math.sqrt(0.25 / 400), 3);
  });

  it('are drawn, with a description of the picture', () => {
    const svg = reliabilityPlot('A <b>', [{ label: 'oppu', bins: typingFigures(rows, [], 1).reliability }]);
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
    expect(svg).toContain('A &lt;b&gt;');
    expect(svg).toContain('0.75 1.00 (1)');
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});
