import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Acceptance } from '../../../../../src/core/tasks/complete/policy/acceptance.ts';

/** A document whose changes are reported as VS Code reports them. */
class Page {
  readonly acceptance = new Acceptance();
  text = '';

  show(suggestion: string, there = 0): boolean {
    return this.acceptance.show({ document: 'a.md', start: this.text.length - there, text: suggestion, there });
  }

  write(text: string, offset = this.text.length, rangeLength = 0) {
    this.text = this.text.slice(0, offset) + text + this.text.slice(offset + rangeLength);
    const read = (start: number, length: number) => this.text.slice(start, start + length);
    return this.acceptance.edit('a.md', [{ text, rangeLength, rangeOffset: offset }], read);
  }

  refuse(times: number): void {
    for (let time = 0; time < times; time++) {
      this.show('green tea');
      this.write('x');
    }
  }
}

describe('Acceptance', () => {
  it('waits twice as long after every three refusals, up to eight times, until something is accepted', () => {
    const page = new Page();
    const waits = [2, 1, 3, 3, 30].map((times) => {
      page.refuse(times);
      return page.acceptance.patience;
    });
    expect(waits).toEqual([1, 2, 4, 8, 8]);
    page.show('green tea');
    expect(page.write('green ')).toBe('first');
    expect(page.acceptance.patience).toBe(1);
  });

  it('counts a suggestion once, however many of its words are accepted', () => {
    const page = new Page();
    expect(page.show('green tea and milk')).toBe(true);
    expect(page.write('green')).toBe('first');
    expect(page.acceptance.isOver).toBe(false);
    // VS Code asks again now and then, and gets the rest.
    expect(page.show(' tea and milk')).toBe(false);
    expect(page.write(' tea')).toBe('more');
    expect(page.write(' and milk')).toBe('more');
    expect(page.acceptance.isOver).toBe(true);
    expect(page.show('. And so on')).toBe(true);
  });

  it('counts a suggestion that grows during typing once', () => {
    const page = new Page();
    page.text = 'I like ';
    expect(page.show('green tea')).toBe(true);
    expect(page.write('green')).toBe('first');
    expect(page.show(' tea with milk')).toBe(false);
    expect(page.write(' tea with milk')).toBe('more');
    expect(page.show('. And so on')).toBe(true);
    expect(page.show('. Or something else')).toBe(true);
  });

  it('sees it accepted if VS Code replaces what was typed of it with the whole', () => {
    const page = new Page();
    page.text = 'I like ';
    page.show('green tea');
    expect([page.write('g'), page.write('r')]).toEqual([null, null]);
    expect(page.write('green tea', 7, 2)).toBe('first');
  });

  it('sees it accepted if it began with an entry of the completion list', () => {
    const page = new Page();
    page.text = 'I like gre';
    page.show('green tea', 3);
    expect(page.write('green tea', 7, 3)).toBe('first');
  });

  it('ignores typing along, changes elsewhere and deletions', () => {
    const page = new Page();
    for (let time = 0; time < 9; time++) {
      page.text = 'I like ';
      page.show('green tea');
      expect(page.write('g')).toBeNull();
      page.write('', 7, 1);
      page.show('green tea');
      page.write('x', 0);
    }
    expect(page.acceptance.patience).toBe(1);
    page.show('green tea');
    expect(page.acceptance.edit('b.md', [{ text: 'x', rangeLength: 0, rangeOffset: 7 }], () => 'x')).toBeNull();
  });

  it('is accepted if and only if at least two of its characters arrive at once', () => {
    const text = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(text, text, (suggestion, written) => {
        const page = new Page();
        page.show(suggestion);
        let common = 0;
        while (common < written.length && written[common] === suggestion[common]) common++;
        expect(page.write(written)).toBe(
          common > 1 ? 'first' : common === 0 ? 'refused' : suggestion.length === 1 ? 'typed' : null,
        );
      }),
      { numRuns: 10_000 },
    );
  });
});
