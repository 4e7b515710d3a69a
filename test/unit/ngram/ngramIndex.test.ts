import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followersWithin } from '../../../src/core/ngram/document.ts';
import { MOST_MET } from '../../../src/core/ngram/followers.ts';
import { NgramIndex } from '../../../src/core/ngram/ngramIndex.ts';
import { compareSuffixes, LONGEST } from '../../../src/core/ngram/suffixes.ts';

const BORDER = 5;
const text = fc.array(fc.nat(BORDER - 1), { maxLength: 30 });
const texts = fc.array(text, { maxLength: 8 });

function made(all: readonly number[][], border = BORDER): NgramIndex {
  const added = all.map((ids, at) => ({ id: `t${at}`, version: '1', ids }));
  return NgramIndex.empty(border).changed(() => true, added);
}

/** What followed the last `length` ids in some texts, found by a full scan. */
function bruteForce(all: readonly (readonly number[])[], ids: readonly number[], length: number): Map<number, number> {
  const counts = new Map<number, number>();
  const context = ids.slice(ids.length - length);
  for (const each of all) {
    for (let at = 0; at + length < each.length; at++) {
      if (!context.every((id, k) => each[at + k] === id)) continue;
      counts.set(each[at + length]!, (counts.get(each[at + length]!) ?? 0) + 1);
    }
  }
  return counts;
}

function expectAll(found: ReturnType<NgramIndex['followers']>, all: readonly (readonly number[])[], ids: number[]) {
  for (let length = 1; length <= Math.min(LONGEST, ids.length); length++) {
    const here = found.find((each) => each.length === length);
    const wanted = bruteForce(all, ids, length);
    expect(here?.counts ?? new Map()).toEqual(wanted);
    expect(here?.count ?? 0).toBe([...wanted.values()].reduce((a, b) => a + b, 0));
  }
}

describe('the n-gram index', () => {
  it('finds what followed any context, like a full scan', () => {
    fc.assert(fc.property(texts, text, (all, ids) => expectAll(made(all).followers(ids), all, ids)));
  });

  it('does not count excluded texts', () => {
    fc.assert(
      fc.property(texts, text, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (all, ids, out) => {
        const index = made(all);
        const spans = index.spansOf(all.flatMap((_, at) => (out[at] ? [`t${at}`] : [])));
        const left = all.filter((_, at) => !out[at]);
        expectAll(index.followers(ids, spans), left, ids);
      }),
    );
  });

  it('is after any changes identical to one built from scratch', () => {
    const change = fc.record({ keep: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), added: texts });
    fc.assert(
      fc.property(texts, fc.array(change, { maxLength: 4 }), (first, changes) => {
        let index = made(first);
        let all = first.map((ids, at) => ({ id: `t${at}`, version: '1', ids }));
        for (const [round, { keep, added }] of changes.entries()) {
          const names = new Set(all.filter((_, at) => keep[at % 40]).map(({ id }) => id));
          const fresh = added.map((ids, at) => ({ id: `${round}.${at}`, version: '1', ids }));
          index = index.changed(({ id }) => names.has(id), fresh);
          all = [...all.filter(({ id }) => names.has(id)), ...fresh];
        }
        expect([...index.tokens]).toEqual(all.flatMap(({ ids }) => [...ids, BORDER]));
        expect(index.texts).toEqual(all.map(({ id, version, ids }) => ({ id, version, tokens: ids.length })));
        const places = [...index.tokens.keys()].filter((at) => index.tokens[at] !== BORDER);
        expect([...index.order].sort((a, b) => a - b)).toEqual(places);
        for (let i = 1; i < index.order.length; i++) {
          expect(compareSuffixes(index.tokens, index.order[i - 1]!, index.order[i]!, BORDER)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it('leaves nothing of a forgotten text, even if another says the same', () => {
    const secret = [1, 2, 3, 4];
    const index = made([secret, [1, 2, 0], secret]).changed(({ id }) => id !== 't0' && id !== 't2', []);
    expect([...index.tokens]).toEqual([1, 2, 0, BORDER]);
    expect(index.followers([1, 2])).toEqual([
      { length: 1, count: 1, counts: new Map([[0, 1]]) },
      { length: 2, count: 1, counts: new Map([[0, 1]]) },
    ]);
  });

  it('supports vocabularies of more than 16 bits', () => {
    const index = made([[200_000, 3, 200_000, 4]], 250_000);
    expect(index.tokens).toBeInstanceOf(Uint32Array);
    expect(index.followers([200_000])[0]!.counts).toEqual(
      new Map([
        [3, 1],
        [4, 1],
      ]),
    );
  });

  it('finds nothing for ids that are not tokens of a text', () => {
    const index = made([[1, 2]]);
    for (const id of [-1, BORDER, 99, Number.NaN]) expect(index.followers([id])).toEqual([]);
    expect(index.followers([])).toEqual([]);
  });

  it('skips contexts that are too frequent, and continues with longer ones', () => {
    const often = Array.from({ length: MOST_MET + 1 }, () => [1, 2]).flat();
    const lengths = made([[...often, 0, 1, 3]]).followers([0, 1]);
    expect(lengths.map(({ length }) => length)).toEqual([2]);
  });
});

describe('what followed in the document itself', () => {
  it('is what a full scan finds', () => {
    fc.assert(fc.property(text, text, (document, ids) => expectAll(followersWithin(document, ids), [document], ids)));
  });
});
