/** Properties of each filter that hold for any text: ten thousand of them, drawn at random. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SuggestionFilter } from '../../../../src/core/tasks/complete/filters/filter.ts';
import { filterSuggestion } from '../../../../src/core/tasks/complete/filters/filters.ts';
import { keepHeading, noNewHeading } from '../../../../src/core/tasks/complete/filters/heading.ts';
import { editOf, silentEdit } from '../../../../src/core/tasks/complete/filters/lastEdit.ts';
import { noDoubleSpace } from '../../../../src/core/tasks/complete/filters/leadingSpace.ts';
import { keepShort } from '../../../../src/core/tasks/complete/filters/length.ts';
import { silentPosition } from '../../../../src/core/tasks/complete/filters/position.ts';
import { noPrecedingRepeat } from '../../../../src/core/tasks/complete/filters/precedingRepeat.ts';
import { cutSpecialTokens } from '../../../../src/core/tasks/complete/filters/specialTokens.ts';
import { needSubstance } from '../../../../src/core/tasks/complete/filters/substance.ts';
import { noSuffixOverlap } from '../../../../src/core/tasks/complete/filters/suffixOverlap.ts';

const RUNS = { numRuns: 10_000 };

/** Texts made of the pieces that filters look for, so that they occur often. */
function textOf(...pieces: string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((list) => list.join(''));
}

/** What is shown, or null. */
function shown(filter: SuggestionFilter, before: string, after: string, suggestion: string): string | null {
  const result = filter(suggestion, { before, after });
  return 'text' in result ? result.text : null;
}

describe('cutSpecialTokens', () => {
  it('leaves no mark, whole or broken off, and is done after one pass', () => {
    const text = textOf('tea', ' ', '<|', 'im_end', '|>', '<', '>', '</s>', '<think>', '[INST]', '|');
    fc.assert(
      fc.property(text, (suggestion) => {
        const once = shown(cutSpecialTokens, '', '', suggestion)!;
        expect(suggestion.startsWith(once)).toBe(true);
        expect(once).not.toMatch(/<\|[a-z_]+\|>|<\/s>|<think>|\[INST\]|<\|[a-z_]*$/);
        expect(shown(cutSpecialTokens, '', '', once)).toBe(once);
      }),
      RUNS,
    );
  });
});

describe('noDoubleSpace', () => {
  it('puts no space next to one or at the beginning of a line, and otherwise changes nothing', () => {
    const text = textOf('a', ' ', '\t', '\n', '.');
    fc.assert(
      fc.property(text, text, (before, suggestion) => {
        const result = shown(noDoubleSpace, before, '', suggestion)!;
        if (before === '' || /\s$/.test(before)) expect(result).not.toMatch(/^[ \t]/);
        else expect(result).toBe(suggestion);
        expect(suggestion.endsWith(result)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('keepHeading', () => {
  it('ends no heading with a full stop, closes none, and touches nothing else', () => {
    const text = textOf('a', 'word', ' ', '.', '. ', '?', '}', '\n', '”');
    fc.assert(
      fc.property(fc.constantFrom('# A', '=== A', '\\section{A', 'A', '- A', '\\emph{A'), text, (line, suggestion) => {
        const result = shown(keepHeading, `Text.\n${line}`, '', suggestion)!;
        expect(suggestion.startsWith(result)).toBe(true);
        if (/^(?:[#=\\]+ |\\section)/.test(line)) expect(result).not.toMatch(/[}\n]|[^.\s]\.\s*$/);
        else expect(result).toBe(suggestion);
      }),
      RUNS,
    );
  });
});

describe('noNewHeading', () => {
  it('shows the text unchanged or hides a heading at the beginning of a line', () => {
    const text = textOf('#', '=', ' ', 'a', '\t');
    fc.assert(
      fc.property(textOf('a', ' ', '\n', '.'), text, (before, suggestion) => {
        const result = shown(noNewHeading, before, '', suggestion);
        const hidden = /(?:^|\n)\s*$/.test(before) && /^\s*(#{1,6}|={1,6})\s/.test(suggestion);
        expect(result).toBe(hidden ? null : suggestion);
      }),
      RUNS,
    );
  });
});

describe('keepShort', () => {
  it('gives a beginning of the first line that fits it, all of it if possible', () => {
    const text = fc.array(fc.constantFrom('word', 'a', ' ', '. ', '\n', '”', 'x'.repeat(70)), { maxLength: 60 });
    fc.assert(
      fc.property(text, (pieces) => {
        const line = pieces.join('').split('\n')[0]!;
        const result = shown(keepShort, '', '', pieces.join(''))!;
        expect(line.startsWith(result)).toBe(true);
        expect(result.length).toBeLessThanOrEqual(120);
        if (line.length <= 120) expect(result).toBe(line);
      }),
      RUNS,
    );
  });
});

describe('noPrecedingRepeat', () => {
  it('never repeats the twelve or more characters right before the cursor, and cuts nothing', () => {
    const text = textOf('the cat sat', ' ', 'and slept', '. ', '\n', 'So ', 'THE CAT SAT');
    fc.assert(
      fc.property(text, text, (before, suggestion) => {
        const result = shown(noPrecedingRepeat, before, '', suggestion);
        if (result !== null) expect(result).toBe(suggestion);
        const plain = (string: string) => string.toLowerCase().replace(/\s+/g, ' ').trim();
        if (plain(suggestion).length >= 12 && plain(before).endsWith(plain(suggestion))) expect(result).toBeNull();
      }),
      RUNS,
    );
  });
});

describe('needSubstance', () => {
  it('shows anything with a letter or digit, and otherwise only one or two marks after a word', () => {
    const text = textOf('a', '9', 'и', ' ', '.', '…', '—', ')');
    fc.assert(
      fc.property(text, text, (before, suggestion) => {
        const result = shown(needSubstance, before, '', suggestion);
        if (/[a9и]/.test(suggestion)) expect(result).toBe(suggestion);
        else if (result !== null) expect(suggestion.trim().length <= 2 && /[a9и]$/.test(before)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('silentPosition', () => {
  it('is silent inside every word, whatever its script, and right after every marker', () => {
    const word = fc.constantFrom('tea', 'déjà', 'слово', '茶', 'a1', '_x');
    const marker = fc.constantFrom('-', '*', '+', '1.', '12)', '#', '###', '>', '- [ ]', '.', '==', '#.', '\\item');
    const text = textOf('a', ' ', '.', '\n', '-');
    fc.assert(
      fc.property(text, word, marker, fc.constantFrom('', ' ', '  ', '\t'), (before, next, mark, gap) => {
        expect(silentPosition({ before: `x${before}`, after: next })).not.toBeNull();
        expect(silentPosition({ before: `x${before}\n${gap}${mark}${gap}`, after: '' })).toBe('list-marker');
        expect(silentPosition({ before: `${before}${next} `, after: '' })).toBeNull();
      }),
      RUNS,
    );
  });
});

describe('silentEdit', () => {
  it('is silent after every undo and every deletion, and after nothing else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3 }), fc.nat(3), fc.boolean(), (text, rangeLength, undone) => {
        const reason = undone ? 'after-undo' : text === '' ? 'after-delete' : null;
        expect(silentEdit(editOf([{ text, rangeLength }], undone))).toBe(reason);
      }),
      RUNS,
    );
  });
});

describe('noSuffixOverlap', () => {
  it('never shows text whose end doubles what follows', () => {
    const text = fc.stringMatching(/^[a-c .]{1,12}$/);
    fc.assert(
      fc.property(text, text, (suggestion, after) => {
        fc.pre(after.trim() !== '');
        const result = noSuffixOverlap(suggestion, { before: '', after });
        if ('hidden' in result) return;
        expect(suggestion.startsWith(result.text)).toBe(true);
        for (let length = 3; length <= Math.min(suggestion.length, after.length); length++) {
          if (after.startsWith(suggestion.slice(-length))) {
            expect(result.text.length).toBeLessThanOrEqual(suggestion.length - length);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('the text after the cursor', () => {
  const word = fc.constantFrom('a', 'cat', 'Cat', 'sat', 'on', 'the', 'mat', 'don’t', "don't", 'so,', 'end.');
  const words = (minLength: number) => fc.array(word, { minLength, maxLength: 9 }).map((list) => list.join(' '));
  const plain = (text: string) =>
    (
      text
        .toLowerCase()
        .replace(/’/g, "'")
        .match(/[a-z']+/g) ?? []
    ).join(' ');

  it('is never repeated: neither four words of it, nor any next to where it goes on', () => {
    fc.assert(
      fc.property(words(1), words(1), fc.constantFrom('', ' ', '\n\n'), (suggestion, following, gap) => {
        const result = noSuffixOverlap(suggestion, { before: '', after: gap + following });
        if ('hidden' in result) return;
        const [shown, next] = [plain(result.text).split(' '), plain(following).split(' ')];
        if (next.length >= 4) expect(` ${shown.join(' ')} `).not.toContain(` ${next.slice(0, 4).join(' ')} `);
        if (gap === '\n\n') return;
        for (let length = 1; length <= Math.min(shown.length, next.length); length++) {
          expect(shown.slice(-length)).not.toEqual(next.slice(0, length));
        }
      }),
      RUNS,
    );
  });

  it('cuts nothing that it does not contain', () => {
    fc.assert(
      fc.property(
        words(1),
        fc.constantFrom(' zebra', '\n\nZebras run far away', ' quite unlike it'),
        (suggestion, after) => {
          expect(noSuffixOverlap(suggestion, { before: '', after })).toEqual({ text: suggestion });
        },
      ),
      RUNS,
    );
  });
});

describe('filterSuggestion', () => {
  it('shows only the beginning of what the model wrote, on one line and with something in it', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(text, text, text, (suggestion, before, after) => {
        const result = filterSuggestion(suggestion, { before, after });
        if ('hidden' in result) return;
        expect(suggestion.trimStart().startsWith(result.text.trimStart())).toBe(true);
        expect(result.text).not.toMatch(/[\r\n]/);
        expect(result.text.trim()).not.toBe('');
        expect(result.text.length).toBeLessThanOrEqual(120);
      }),
      RUNS,
    );
  });
});
