import { describe, expect, it } from 'vitest';
import type { SuggestionFilter } from '../../../../src/core/tasks/complete/filters/filter.ts';
import { filterSuggestion } from '../../../../src/core/tasks/complete/filters/filters.ts';
import { keepHeading, noNewHeading } from '../../../../src/core/tasks/complete/filters/heading.ts';
import { editOf, silentEdit } from '../../../../src/core/tasks/complete/filters/lastEdit.ts';
import { noDoubleSpace } from '../../../../src/core/tasks/complete/filters/leadingSpace.ts';
import { keepShort } from '../../../../src/core/tasks/complete/filters/length.ts';
import { wholeMarkup } from '../../../../src/core/tasks/complete/filters/markup.ts';
import { silentPosition } from '../../../../src/core/tasks/complete/filters/position.ts';
import { noPrecedingRepeat } from '../../../../src/core/tasks/complete/filters/precedingRepeat.ts';
import { sameScript } from '../../../../src/core/tasks/complete/filters/script.ts';
import { cutSpecialTokens } from '../../../../src/core/tasks/complete/filters/specialTokens.ts';
import { needSubstance } from '../../../../src/core/tasks/complete/filters/substance.ts';
import { noSuffixOverlap } from '../../../../src/core/tasks/complete/filters/suffixOverlap.ts';

/** Runs a filter at the cursor drawn as `‸` and returns the text shown, or `(reason)`. */
function run(filter: SuggestionFilter, drawn: string, suggestion: string): string {
  const [before, after = ''] = drawn.split('‸');
  const result = filter(suggestion, { before, after });
  return 'hidden' in result ? `(${result.hidden})` : result.text;
}

function silent(drawn: string): string | null {
  const [before, after = ''] = drawn.split('‸');
  return silentPosition({ before, after });
}

describe('position', () => {
  it.each([
    '- ‸',
    '  * ‸',
    '1. ‸',
    'text\n12) ‸',
    '- [ ] ‸',
    '- [x] ‸',
    '# ‸',
    '> ‸',
    '> - ‸',
    '-‸',
    '##‸',
    '** ‸',
    '. ‸',
    '== ‸',
    '+ ‸',
    '#. ‸',
    '\\item ‸',
    '\\item[One] ‸',
  ])('is silent after the marker in %j', (drawn) => expect(silent(drawn)).toBe('list-marker'));

  it.each([
    '‸',
    '\n‸',
    'word ‸',
    '- item ‸',
    '1. a‸',
    'a - ‸',
    '    ‸',
    'So # ‸',
    'He said. ‸\nNext.',
    'end‸.',
    'a > ‸',
    'an \\item ‸',
  ])('speaks in %j', (drawn) => expect(silent(drawn)).toBeNull());

  it('is silent inside a word and inside the front matter', () => {
    expect(silent('des‸cription')).toBe('mid-word');
    expect(silent('это сл‸ово')).toBe('mid-word');
    expect(silent('मैं आज पुस्तक‸ालय गया')).toBe('mid-word');
    expect(silent('---\ntitle: ‸\n---\nBody')).toBe('front-matter');
    expect(silent('---\ntitle: x\n---\nBody ‸')).toBeNull();
    expect(silent('---\n\nA break above, and no end of it ‸')).toBeNull();
  });

  it.each(['\\sec‸', 'see \\ref‸', 'at https://example.org/a‸', '[it](./not‸'])('is silent in the markup %j', (drawn) =>
    expect(silent(drawn)).toBe('markup'),
  );

  it.each(['\\emph{a word‸', 'at https://example.org/a, ‸', '[it](./notes.md) ‸', '(as said‸'])(
    'speaks next to the markup in %j',
    (drawn) => expect(silent(drawn)).toBeNull(),
  );
});

describe('the last edit', () => {
  it.each([
    [[{ text: '', rangeLength: 1 }], false, 'after-delete'],
    [[{ text: 'back again', rangeLength: 0 }], true, 'after-undo'],
    [[{ text: 'a', rangeLength: 0 }], false, null],
    [[{ text: 'other', rangeLength: 3 }], false, null],
    [[], false, null],
  ])('%j, undone: %j → %j', (changes, undone, reason) => expect(silentEdit(editOf(changes, undone))).toBe(reason));

  it('is typing if one character is inserted, of whatever width, and nothing is removed', () => {
    const of = (text: string, rangeLength: number) => editOf([{ text, rangeLength }], false);
    expect([of('a', 0), of('😀', 0), of('ab', 0), of('a', 1)]).toEqual(['typed', 'typed', 'other', 'other']);
  });
});

describe('keepHeading', () => {
  it.each([
    ['# What I ‸', 'learnt. And more of it.', 'learnt'],
    ['## Why ‸', 'now? Because', 'now?'],
    ['== Notes ‸', 'on e.g. bread. Then', 'on e.g. bread'],
    ['\\subsection{On ‸', 'method} and more', 'method'],
    ['# And so ‸', 'on...', 'on...'],
    ['No heading ‸', 'here. And on.', 'here. And on.'],
    ['#no heading ‸', 'here. And on.', 'here. And on.'],
  ])('%j + %j → %j', (drawn, suggestion, shown) => expect(run(keepHeading, drawn, suggestion)).toBe(shown));
});

describe('noNewHeading', () => {
  it.each([
    ['Text.\n\n‸', '## Next', '(starts-heading)'],
    ['Text.\n\n‸', '== Next', '(starts-heading)'],
    ['Text.\n\n‸', '#tagged text', '#tagged text'],
    ['Issue ‸', '# 4', '# 4'],
  ])('%j + %j → %j', (drawn, suggestion, shown) => expect(run(noNewHeading, drawn, suggestion)).toBe(shown));
});

describe('cutSpecialTokens', () => {
  it.each([
    ['and so on.<|im_end|>\n<|im_start|>user', 'and so on.'],
    ['<think>Let me see', ''],
    ['fine</s>', 'fine'],
    ['half a mark <|im_e', 'half a mark '],
    ['a < b | c > d', 'a < b | c > d'],
  ])('%j → %j', (suggestion, shown) => expect(run(cutSpecialTokens, '‸', suggestion)).toBe(shown));
});

describe('noDoubleSpace', () => {
  it.each([
    ['word ‸', ' and', 'and'],
    ['word‸', ' and', ' and'],
    ['line\n‸', ' And', 'And'],
    ['‸', ' And', 'And'],
  ])('%j + %j → %j', (drawn, suggestion, shown) => expect(run(noDoubleSpace, drawn, suggestion)).toBe(shown));
});

describe('needSubstance', () => {
  it.each([
    ['word‸', ' ', '(empty)'],
    ['word‸', '...', '(punctuation-only)'],
    ['word ‸', '.', '(punctuation-only)'],
    ['word‸', '.', '.'],
    ['word‸', ' — ', '(punctuation-only)'],
    ['word‸', ' and', ' and'],
    ['слово‸', ' и', ' и'],
  ])('%j + %j → %j', (drawn, suggestion, shown) => expect(run(needSubstance, drawn, suggestion)).toBe(shown));
});

describe('noPrecedingRepeat', () => {
  it.each([
    ['I like tea very much.\n‸', 'I like tea very much.', '(repeats-what-precedes)'],
    ['- Buy some fresh bread\n- Buy ‸', 'some fresh bread', '(repeats-what-precedes)'],
    ['I like tea very much. ‸', 'I like TEA  very much.', '(repeats-what-precedes)'],
    ['one of the ‸', 'best of the', 'best of the'],
    ['I like tea. ‸', 'And coffee as well.', 'And coffee as well.'],
  ])('%j + %j → %j', (drawn, suggestion, shown) => expect(run(noPrecedingRepeat, drawn, suggestion)).toBe(shown));
});

describe('noSuffixOverlap', () => {
  it.each([
    ['I went ‸ to the shop', 'quickly to the shop', 'quickly'],
    ['(see ‸)', 'below)', 'below'],
    ['I went ‸to the shop', 'to the shop', '(repeats-what-follows)'],
    ['I went ‸to the shop', 'to the', '(repeats-what-follows)'],
    ['It is ‸\n\nThe next thing.', 'The next thing.', '(repeats-what-follows)'],
    ['It is ‸\n\nThe next thing.', 'fine. The next thing.', 'fine. The next thing.'],
    ['a ‸ taste', 'first', 'first'],
    ['word ‸.', 'here.', 'here'],
    ['word ‸', 'here', 'here'],
    ['The cat ‸ sat on the mat.', 'sat on the mat and slept.', '(repeats-what-follows)'],
    ['The cat ‸ sat on the mat.', 'of ours Sat on the mat, and slept.', 'of ours'],
    ['We ‸ don’t know yet.', "often don't know", 'often'],
    ['on the ‸ mat.', 'old mat and then', 'old'],
    ['It is ‸\n\nThe next thing is this.', 'fine. The next thing is that.', 'fine.'],
  ])('%j + %j → %j', (drawn, suggestion, shown) => {
    expect(run(noSuffixOverlap, drawn, suggestion).trimEnd()).toBe(shown);
  });
});

describe('keepShort', () => {
  it('keeps one line, and ends at a sentence or else at a word', () => {
    expect(run(keepShort, '‸', 'one line\nand another')).toBe('one line');
    const sentence = 'This is the first sentence.';
    expect(run(keepShort, '‸', `${sentence} ${'word '.repeat(40)}`)).toBe(sentence);
    const cut = run(keepShort, '‸', 'word '.repeat(40));
    expect(cut).toMatch(/^(word )+word$/);
    expect(cut.length).toBeLessThanOrEqual(120);
  });
});

describe('wholeMarkup', () => {
  it.each([
    ['See the [query fea‸', 'ture](https://', '(broken-markup)'],
    ['See the [query fea‸', 'ture](', '(broken-markup)'],
    ['It is at ‸', 'http://', '(broken-markup)'],
    ['It is at ‸', 'www.', '(broken-markup)'],
    ['See the [query fea‸', 'ture]', 'ture]'],
    ['since the creation ‸', 'date?**', '(broken-markup)'],
    ['**Who was it in the ‸', 'end?**', 'end?**'],
    ['I can‸', ' **', '(broken-markup)'],
    ['which is *very ‸', 'cold*', 'cold*'],
    ['* which is very ‸', 'cold*', '(broken-markup)'],
    ['equals `main ‸', 'loop`', 'loop`'],
    ['equals ‸', '`', '(broken-markup)'],
    ['was 9 ‸', 'MB).', '(broken-markup)'],
    ['(it was 9 ‸', 'MB).', 'MB).'],
    ['(one) was 9 ‸', 'MB)', '(broken-markup)'],
    ['so :) it was ‸', 'fine', 'fine'],
    ['**a**\n\nb ‸', 'c**', '(broken-markup)'],
    ['snake_case is ‸', 'fine', 'fine'],
    ['listen to it ‸', 'offline, [download the', '(broken-markup)'],
    ['as in ‸', '\\emph{some', '(broken-markup)'],
    ['see ‸', '[the page] again', '[the page] again'],
    ['I like tea ‸', '(green or', '(green or'],
    ['- [‸', 'x', 'x'],
  ])('%j + %j → %j', (drawn, suggestion, shown) => expect(run(wholeMarkup, drawn, suggestion)).toBe(shown));
});

describe('filterSuggestion', () => {
  it('runs all filters and gives the first reason', () => {
    expect(filterSuggestion('tea.<|im_end|>\nmore', { before: 'I like ', after: '' })).toEqual({ text: 'tea.' });
    expect(filterSuggestion('<|im_end|>', { before: 'I like ', after: '' })).toEqual({ hidden: 'empty' });
  });
});

describe('script', () => {
  it.each([
    ['We went to ‸', 'the garden', 'the garden'],
    ['We went to ‸', 'сад', '(other-script)'],
    ['We went to ‸', 'the 庭', '(other-script)'],
    ['Мы пошли в сад с ‸', 'GitHub', '(other-script)'],
    ['Мы пошли с GitHub в ‸', 'GitHub', 'GitHub'],
    ['今日は‸', '天気がいい', '天気がいい'],
    ['きょうは‸', '天気', '天気'],
    ['We went to ‸', 'the gar\uFFFD', '(broken-character)'],
    ['We went to ‸', 'the\u0007 garden', '(broken-character)'],
    ['‸', 'Anything', 'Anything'],
  ])('at %j the suggestion %j is %j', (drawn, suggestion, shown) => {
    expect(run(sameScript, drawn, suggestion)).toBe(shown);
  });
});
