import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keystrokesSaved, typingPlaces } from '../../../src/evaluate/typing/keystrokes.ts';

const PROSE =
  'The road from the harbour goes up to the old mill, and every morning someone walks it with a basket of bread.';

describe('places to type at', () => {
  const item = {
    id: 'a',
    text: `${PROSE}\n\n# A heading that is long enough to hold a place\n\n\`\`\`js\nconst code = 'is not what anyone writes as prose here';\n\`\`\`\n\n> Quoted words of someone else, long enough as well.\n\n${PROSE}`,
  };

  test('are the same for the same seed and item, whatever else is asked', () => {
    expect(typingPlaces(item, 3, 1)).toEqual(typingPlaces(item, 3, 1));
    expect(typingPlaces(item, 3, 1)).not.toEqual(typingPlaces(item, 3, 2));
    expect(typingPlaces(item, 3, 1)).not.toEqual(typingPlaces({ ...item, id: 'b' }, 3, 1));
  });

  test('are in prose, followed by whole words', () => {
    const places = typingPlaces(item, 1000, 1);
    expect(places.length).toBeGreaterThan(20);
    for (const { at, next } of places) {
      expect(item.text.slice(at, at + next.length)).toBe(next);
      expect(item.text[at - 1]).toBe(' ');
      expect(next.length).toBeGreaterThanOrEqual(20);
      expect(next.length).toBeLessThanOrEqual(60);
      expect(item.text[at + next.length] ?? ' ').toMatch(/\s/);
      expect(at).toBeGreaterThanOrEqual(40);
      expect(next).not.toMatch(/code|heading|Quoted/);
    }
    expect(places.map(({ at }) => at)).toEqual([...new Set(places.map(({ at }) => at))].sort((a, b) => a - b));
  });

  test('are none in a short text, and no text makes this fail', () => {
    expect(typingPlaces({ id: 'a', text: 'Too short.' }, 3, 1)).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        for (const { at, next } of typingPlaces({ id: 'x', text }, 3, 1)) {
          expect(text.slice(at, at + next.length)).toBe(next);
        }
      }),
    );
  });
});

describe('keystrokes saved', () => {
  test('accepts the longest right beginning with one key', () => {
    expect(keystrokesSaved('mill, and every', 'mill, and no one')).toBe('mill, and '.length - 1);
    expect(keystrokesSaved('mill', 'mill, and no one')).toBe(3);
    expect(keystrokesSaved('mill, and no one ever', 'mill, and no one')).toBe(15);
  });

  test('saves and costs nothing if nothing is right', () => {
    expect(keystrokesSaved('', 'mill')).toBe(0);
    expect(keystrokesSaved('house', 'mill')).toBe(0);
    expect(keystrokesSaved('m', 'mill')).toBe(0);
  });
});
