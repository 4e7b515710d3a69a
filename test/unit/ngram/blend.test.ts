import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_NGRAM_WEIGHTS } from '../../../src/core/ngram/defaults.ts';
import { type FitRow, fitRow, fitWeights } from '../../../src/core/ngram/fit.ts';
import { NgramIndex } from '../../../src/core/ngram/ngramIndex.ts';
import { OwnNgrams } from '../../../src/core/ngram/ownNgrams.ts';
import { FEATURES } from '../../../src/core/ngram/weights.ts';

const V = 12;
const text = fc.array(fc.nat(V - 1), { maxLength: 40 });
const weight = fc.array(fc.double({ min: -6, max: 3, noNaN: true }), { minLength: FEATURES, maxLength: FEATURES });

function indexOf(texts: readonly number[][]): NgramIndex {
  const added = texts.map((ids, at) => ({ id: `t${at}`, version: '', ids }));
  return NgramIndex.empty(V).changed(() => true, added);
}

describe('the mixture of a model with n-grams', () => {
  it('sums to 1 and gives each token what `mixed` says', () => {
    const logits = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: V, maxLength: V });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), text, text, logits, weight, weight, (...given) => {
        const [texts, document, ids, raw, history, own] = given;
        const total = raw.reduce((sum, each) => sum + Math.exp(each), 0);
        const model = Float32Array.from(raw, (each) => each - Math.log(total));
        const ngrams = new OwnNgrams(indexOf(texts), { history, document: own }, { tokens: document });
        const values = model.slice();
        ngrams.mix(values, ids);
        expect(values.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 4);
        for (let id = 0; id < V; id++) {
          expect(Math.exp(values[id]!)).toBeCloseTo(ngrams.mixed(Math.exp(model[id]!), id, ngrams.met(ids)), 5);
        }
      }),
    );
  });

  it('changes nothing without a known context, and brings up a phrase of the user where it was', () => {
    const ngrams = new OwnNgrams(indexOf([[1, 2, 3, 4, 5, 6, 7]]), DEFAULT_NGRAM_WEIGHTS, { tokens: [] });
    const even = new Float32Array(V).fill(-Math.log(V));
    const values = even.slice();
    ngrams.mix(values, [9, 9]);
    expect(values).toEqual(even);
    ngrams.mix(values, [1, 2, 3, 4, 5]);
    expect(values.indexOf(values.reduce((a, b) => Math.max(a, b)))).toBe(6);
    expect(ngrams.guess([1, 2, 3])).toBe(4);
    expect(ngrams.guess([9])).toBeUndefined();
  });

  it('does not count the item itself while its document is being written', () => {
    const index = indexOf([[1, 2, 3]]);
    expect(new OwnNgrams(index, DEFAULT_NGRAM_WEIGHTS, { tokens: [], without: ['t0'] }).met([1, 2])).toEqual([]);
    expect(new OwnNgrams(index, DEFAULT_NGRAM_WEIGHTS, { tokens: [] }).met([1, 2])).toHaveLength(2);
  });
});

describe('fitting the weights', () => {
  const met = (counts: [number, number][]) => [
    {
      where: 'history' as const,
      length: 3,
      count: counts.reduce((sum, [, times]) => sum + times, 0),
      counts: new Map(counts),
    },
  ];
  const cost = (rows: readonly FitRow[], weights: typeof DEFAULT_NGRAM_WEIGHTS) =>
    rows.reduce((sum, row) => {
      let p = row.p;
      for (const each of row.met) {
        const z = each.features.reduce((total, value, at) => total + value * weights[each.where][at]!, 0);
        const share = 1 / (1 + Math.exp(-z));
        p = (1 - share) * p + share * each.p;
      }
      return sum - Math.log2(p);
    }, 0);

  it('trusts n-grams more where they were right, and less where they were wrong', () => {
    const right = Array.from({ length: 200 }, () => fitRow(0.05, 7, met([[7, 2]])));
    const wrong = Array.from({ length: 200 }, () => fitRow(0.05, 7, met([[8, 2]])));
    for (const rows of [right, wrong]) {
      expect(cost(rows, fitWeights(rows, DEFAULT_NGRAM_WEIGHTS))).toBeLessThan(cost(rows, DEFAULT_NGRAM_WEIGHTS));
    }
  });

  it('stays at its starting point without anything to learn from', () => {
    expect(fitWeights([], DEFAULT_NGRAM_WEIGHTS)).toEqual(DEFAULT_NGRAM_WEIGHTS);
  });
});
