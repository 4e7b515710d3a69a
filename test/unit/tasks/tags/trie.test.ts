import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TagTrie } from '../../../../src/core/tasks/tags/trie.ts';

const VOCABULARY = 6;
/** Ends a tag, like a comma or a line break. */
const ENDS = [0, 1];

/** Logits that depend on the whole path, the same each time. */
function logitsAfter(path: readonly number[]): Float32Array {
  const seed = path.reduce((sum, id) => (sum * 31 + id + 7) % 1009, 3);
  return Float32Array.from({ length: VOCABULARY }, (_, id) => Math.sin(seed * (id + 1)) * 3);
}

const read = async (path: readonly number[]) => logitsAfter(path);

/** Every tag is written in two ways: with either end. */
const spelled = (words: number[][]) => words.map((word) => ENDS.map((end) => [...word, end]));

/** Product over all tokens of the share among the tokens with which any tag continues, computed path by path. */
function bruteForce(words: number[][]): number[] {
  const paths = spelled(words);
  const all = paths.flat();
  const nexts = (path: number[]) => {
    const key = path.join();
    return new Set(
      all.filter((other) => other.slice(0, path.length).join() === key).map((other) => other[path.length]),
    );
  };
  return paths.map((own) =>
    own.reduce((sum, path) => {
      let p = 1;
      for (let at = 0; at < path.length; at++) {
        const logits = logitsAfter(path.slice(0, at));
        const total = [...nexts(path.slice(0, at))].reduce((mass, id) => mass + Math.exp(logits[id]), 0);
        p *= Math.exp(logits[path[at]]) / total;
      }
      return sum + p;
    }, 0),
  );
}

const words = fc.uniqueArray(fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 12,
  selector: (word) => word.join(),
});

describe('the trie of tags', () => {
  it('gives what normalising at every token gives, and the sum is 1', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (tags) => {
        const p = await new TagTrie(spelled(tags)).probabilities(read, new Set(), 0);
        expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
        for (const [index, wanted] of bruteForce(tags).entries()) expect(p[index]).toBeCloseTo(wanted, 6);
      }),
      { numRuns: 30 },
    );
  });

  it('equals the trie of the others without some tags', async () => {
    await fc.assert(
      fc.asyncProperty(words, fc.integer({ min: 0, max: 11 }), async (tags, gone) => {
        fc.pre(gone < tags.length && tags.length > 1);
        const p = await new TagTrie(spelled(tags)).probabilities(read, new Set([gone]), 0);
        const others = await new TagTrie(spelled(tags.filter((_, index) => index !== gone))).probabilities(
          read,
          new Set(),
          0,
        );
        expect(p[gone]).toBe(0);
        const left = p.filter((_, index) => index !== gone);
        for (const [index, value] of others.entries()) expect(left[index]).toBeCloseTo(value, 10);
      }),
      { numRuns: 30 },
    );
  });

  it('asks where paths part and nowhere else', async () => {
    const asked: string[] = [];
    const trie = new TagTrie(
      spelled([
        [2, 3, 4],
        [2, 3, 5, 5, 5],
        [3, 3, 3],
      ]),
    );
    await trie.probabilities(
      async (path) => {
        asked.push(path.join());
        return logitsAfter(path);
      },
      new Set(),
      0,
    );
    expect(asked).toEqual(['', '2,3']);
  });

  it('shares an unlikely branch evenly, without asking', async () => {
    const asked: string[] = [];
    const trie = new TagTrie(spelled([[2], [3, 4], [3, 5]]));
    const logits = new Float32Array(VOCABULARY);
    logits[2] = 8;
    const p = await trie.probabilities(async (path) => {
      asked.push(path.join());
      return logits;
    });
    expect(asked).toEqual(['']);
    expect(p[1]).toBe(p[2]);
    expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });

  it('shares the probability between two tags that are written alike', async () => {
    const trie = new TagTrie(spelled([[2, 3], [2, 3], [4]]));
    const p = await trie.probabilities(read, new Set(), 0);
    expect(p[0]).toBeCloseTo(p[1], 10);
    expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });

  it('has nothing to say without tags', async () => {
    expect(await new TagTrie([]).probabilities(read)).toEqual([]);
  });
});
