import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SuggestionCache as Cache, type CachePlace } from '../../../../../src/core/tasks/complete/policy/cache.ts';

/** The cache reduced to texts: what is shown first, if anything is known. */
class SuggestionCache {
  readonly cache = new Cache();

  put(place: CachePlace, text: string, ...others: string[]): void {
    this.cache.put(place, text === '' ? [] : [text, ...others].map((each) => ({ text: each, p: 0.5 })));
  }

  get(place: CachePlace): string | undefined {
    const ways = this.cache.get(place);
    return ways && (ways[0]?.text ?? '');
  }

  clear(): void {
    this.cache.clear();
  }
}

function at(document: string, before: string, after: string): CachePlace {
  return { document, before, after, offset: before.length };
}

describe('SuggestionCache', () => {
  it('gives the rest of a suggestion that is typed along', () => {
    const cache = new SuggestionCache();
    cache.put(at('a.md', 'I like ', ''), 'green tea.');
    expect(cache.get(at('a.md', 'I like ', ''))).toBe('green tea.');
    expect(cache.get(at('a.md', 'I like gre', ''))).toBe('en tea.');
    expect(cache.get(at('a.md', 'I like black', ''))).toBeUndefined();
    expect(cache.get(at('a.md', 'I like green tea.', ''))).toBeUndefined();
    expect(cache.get(at('a.md', 'I lik', ''))).toBeUndefined();
    expect(cache.get(at('b.md', 'I like ', ''))).toBeUndefined();
    expect(cache.get(at('a.md', 'I like ', ' behind'))).toBeUndefined();
  });

  it('works if only the nearer part of a long text is given', () => {
    const cache = new SuggestionCache();
    const long = 'word '.repeat(2000);
    cache.put({ document: 'a.md', offset: 10_000, before: long.slice(-8000), after: '' }, 'tea and more');
    expect(cache.get({ document: 'a.md', offset: 10_003, before: `${long}tea`.slice(-8000), after: '' })).toBe(
      ' and more',
    );
    expect(
      cache.get({ document: 'a.md', offset: 10_005, before: `${long}tea`.slice(-8000), after: '' }),
    ).toBeUndefined();
  });

  it('remembers that there was nothing, for that place alone', () => {
    const cache = new SuggestionCache();
    cache.put(at('a.md', 'x', ''), '');
    expect(cache.get(at('a.md', 'x', ''))).toBe('');
    expect(cache.get(at('a.md', 'xy', ''))).toBeUndefined();
  });

  it('prefers the newest, keeps few, and forgets all when told', () => {
    const cache = new SuggestionCache();
    cache.put(at('a.md', 'x', ''), 'old');
    cache.put(at('a.md', 'x', ''), 'new');
    expect(cache.get(at('a.md', 'x', ''))).toBe('new');
    for (let n = 0; n < 16; n++) cache.put(at('a.md', `other ${n} `, ''), 'y');
    expect(cache.get(at('a.md', 'x', ''))).toBeUndefined();
    cache.clear();
    expect(cache.get(at('a.md', 'other 15 ', ''))).toBeUndefined();
  });

  it('brings up an alternative as soon as the next key fits it and not the first', () => {
    const cache = new SuggestionCache();
    cache.put(at('a.md', 'I like ', ''), 'green tea', 'black tea', 'blue cheese');
    expect(cache.get(at('a.md', 'I like ', ''))).toBe('green tea');
    expect(cache.get(at('a.md', 'I like g', ''))).toBe('reen tea');
    expect(cache.get(at('a.md', 'I like b', ''))).toBe('lack tea');
    expect(cache.get(at('a.md', 'I like blu', ''))).toBe('e cheese');
    expect(cache.get(at('a.md', 'I like x', ''))).toBeUndefined();
  });

  it('does not repeat what was written over, in the same place alone', () => {
    const cache = new SuggestionCache();
    const place = at('a.md', 'I like ', '');
    cache.put(place, 'green tea', 'black tea');
    cache.cache.refuse(place, 'green tea');
    expect(cache.get(place)).toBe('black tea');
    cache.put(place, 'green tea');
    expect(cache.get(place)).toBe('');
    cache.put(at('a.md', 'You like ', ''), 'green tea');
    expect(cache.get(at('a.md', 'You like ', ''))).toBe('green tea');
    cache.clear();
    cache.put(place, 'green tea');
    expect(cache.get(place)).toBe('green tea');
  });

  it('always completes the suggestion from what was typed and what is left', () => {
    const text = fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(text, text, text, (before, suggestion, typed) => {
        const cache = new SuggestionCache();
        cache.put(at('a.md', before, ''), suggestion);
        const left = cache.get(at('a.md', before + typed, ''));
        if (left === undefined)
          expect(typed !== '' && (!suggestion.startsWith(typed) || typed === suggestion)).toBe(true);
        else expect(typed + left).toBe(suggestion);
      }),
    );
  });
});
