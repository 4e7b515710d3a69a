import { describe, expect, it } from 'vitest';
import { aggregate, score } from '../../bench/keytype/scorer.ts';

const insert = (modelTarget: string, ...shownAcceptable: string[]) => ({
  kind: 'insert' as const,
  modelTarget,
  shownAcceptable,
  allowedReasons: [],
});
const suppress = (...allowedReasons: string[]) => ({ kind: 'suppress' as const, shownAcceptable: [], allowedReasons });
const shown = (text: string) => ({ text, reason: null });
const hidden = (reason: string) => ({ text: null, reason });

describe("KeyTypeBench's scorer", () => {
  it.each([
    ['will reply', 'the target itself'],
    ['will reply with more', 'the target and more'],
    ['  will \n reply ', 'other white space'],
    ['will', 'the target up to the end of a word'],
    ['will reply and so', 'more than the target'],
  ])('accepts %j: %s', (text) => {
    expect(score(insert('will reply'), shown(text))).toBe('correctInsert');
  });

  it.each([
    ['wil', 'ends within a word'],
    ['would', 'another word'],
    ['', 'nothing but shown'],
  ])('rejects %j: %s', (text) => {
    expect(score(insert('will reply'), shown(text))).toBe('wrongShown');
  });

  it('compares characters up to canonical equivalence, and treats punctuation as a border', () => {
    expect(score(insert('caf\u00e9, then'), shown('cafe\u0301'))).toBe('correctInsert');
    expect(score(insert('caf\u00e9, then'), shown('cafe'))).toBe('wrongShown');
    expect(score(insert('it, then'), shown('it,'))).toBe('correctInsert');
    expect(score(insert('( then'), shown('('))).toBe('wrongShown');
    expect(score(insert('snake_case'), shown('snake'))).toBe('wrongShown');
  });

  it('accepts any of the acceptable texts', () => {
    expect(score(insert('one', 'two words'), shown('two'))).toBe('correctInsert');
  });

  it('counts silence as right where nothing should be shown, if the reason is allowed', () => {
    expect(score(suppress(), hidden('whatever'))).toBe('correctSuppression');
    expect(score(suppress('duplicatesAfterCursor'), hidden('duplicatesAfterCursor'))).toBe('correctSuppression');
    expect(score(suppress('duplicatesAfterCursor'), hidden('unsure'))).toBe('incorrectSuppression');
    expect(score(suppress(), shown('x'))).toBe('wrongShown');
    expect(score(insert('x'), hidden('unsure'))).toBe('acceptableSuppressionOnPositive');
  });

  it('sums up like KeyType', () => {
    const rows = [
      { kind: 'insert', outcome: 'correctInsert' },
      { kind: 'insert', outcome: 'wrongShown' },
      { kind: 'insert', outcome: 'acceptableSuppressionOnPositive' },
      { kind: 'suppress', outcome: 'wrongShown' },
      { kind: 'suppress', outcome: 'correctSuppression' },
    ] as const;
    expect(aggregate(rows)).toEqual({ rows: 5, precision: 1 / 3, coverage: 1 / 3, wrongShow: 2 / 5, quality: 2.3 / 5 });
    expect(aggregate([])).toEqual({ rows: 0, precision: 0, coverage: 0, wrongShow: 0, quality: 0 });
  });
});
