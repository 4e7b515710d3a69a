import { describe, expect, it } from 'vitest';
import { OwnhandError } from '../../../../../src/core/support/errors.ts';
import type { CachePlace } from '../../../../../src/core/tasks/complete/policy/cache.ts';
import { type Cancel, Suggester } from '../../../../../src/core/tasks/complete/policy/suggester.ts';

const at = (before: string): CachePlace => ({ document: 'a.md', before, after: '', offset: before.length });

interface Question {
  before: string;
  answer(suggestion: string): void;
}

/** A suggester whose questions the test answers when it likes; they end at once when they are stopped. */
function asked() {
  const questions: Question[] = [];
  const suggester = new Suggester<CachePlace>(
    ({ before }, _, { signal }: Cancel) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new OwnhandError('cancelled', 'Stopped.')));
        questions.push({ before, answer: (text) => resolve({ ways: text ? [{ text, p: 0.5 }] : [], reason: 'end' }) });
      }),
  );
  const known = (place: CachePlace) => suggester.known(place)?.[0]?.text;
  return { suggester, known, questions, texts: () => questions.map(({ before }) => before) };
}

/** Lets the answers arrive. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

const SURE = { threshold: 0.4 };

describe('Suggester', () => {
  it('asks once, and knows the rest while it is typed', async () => {
    const { suggester, known, questions } = asked();
    const answer = suggester.suggest(at('I like '), SURE, {});
    questions[0]!.answer('green tea.');
    expect(await answer).toEqual({ ways: [{ text: 'green tea.', p: 0.5 }], reason: 'end' });
    expect(known(at('I like gre'))).toBe('en tea.');
    expect(known(at('I like b'))).toBeUndefined();
  });

  it('fetches what follows once, and has it when the suggestion is accepted', async () => {
    const { suggester, known, questions, texts } = asked();
    suggester.fetchAhead(at('I like '), 'green tea.', SURE);
    // Typing along does not change what follows.
    suggester.fetchAhead(at('I like gre'), 'en tea.', SURE);
    expect(texts()).toEqual(['I like green tea.']);
    questions[0]!.answer(' And milk.');
    await settle();
    expect(known(at('I like green tea.'))).toBe(' And milk.');
    suggester.fetchAhead(at('I like '), 'green tea.', SURE);
    expect(questions).toHaveLength(1);
  });

  it('grows at its end during typing, as soon as the whole is sure enough, and never shrinks', async () => {
    const rule = { ...SURE, length: 'phrase', readingCost: 0.5 } as const;
    const { suggester, questions } = asked();
    const first = suggester.suggest(at('I like '), SURE, {});
    questions[0]!.answer('green tea');
    await first;
    suggester.fetchAhead(at('I like '), 'green tea', SURE);
    questions[1]!.answer(' with some milk');
    await settle();
    const text = 'green tea with some milk';
    const shown = [...'green tea'].map((_, typed) => {
      const way = suggester.known(at(`I like ${text.slice(0, typed)}`), rule)![0]!;
      // What stands stays in its place.
      expect(text.slice(typed).startsWith(way.text)).toBe(true);
      return way.text.length + typed;
    });
    // Half sure and half sure are too little at first; at the end only what follows is unsure.
    expect(shown[0]).toBe('green tea'.length);
    expect(shown.at(-1)).toBe(text.length);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    // No more than the writer wants at once, nothing without a rule, and nothing in the middle of a line.
    expect(suggester.known(at('I like green te'), { ...rule, length: 'word' })![0]!.text).toBe('a');
    expect(suggester.known(at('I like green te'))![0]!.text).toBe('a');
  });

  it('waits for the answer under way if the suggestion is accepted sooner', async () => {
    const { suggester, questions } = asked();
    suggester.fetchAhead(at('I like '), 'green tea.', SURE);
    const place = at('I like green tea.');
    expect(suggester.isComing(place)).toBe(true);
    const answer = suggester.suggest(place, SURE, {});
    questions[0]!.answer(' And milk.');
    expect((await answer).ways[0]?.text).toBe(' And milk.');
    expect(questions).toHaveLength(1);
    await settle();
    expect(suggester.isComing(place)).toBe(false);
  });

  it('stops prefetching when something else is asked, and keeps none of it', async () => {
    const { suggester, known, questions, texts } = asked();
    suggester.fetchAhead(at('I like '), 'green tea.', SURE);
    const other = suggester.suggest(at('I like black'), SURE, {});
    questions[0]!.answer('too late');
    questions[1]!.answer(' tea.');
    expect((await other).ways[0]?.text).toBe(' tea.');
    expect(texts()).toEqual(['I like green tea.', 'I like black']);
    await settle();
    expect(known(at('I like green tea.'))).toBeUndefined();
  });

  it('shows what was written over only to somebody who asks for whatever there is', async () => {
    const { suggester, questions } = asked();
    suggester.refuse(at('I like '), 'green tea.');
    const unasked = suggester.suggest(at('I like '), SURE);
    questions[0]!.answer('green tea.');
    expect(await unasked).toEqual({ ways: [], reason: 'refused-here' });
    const invoked = suggester.suggest(at('I like '), undefined);
    questions[1]!.answer('green tea.');
    expect((await invoked).ways).toHaveLength(1);
  });

  it('forgets all when told, even requests under way', async () => {
    const { suggester, known, questions } = asked();
    suggester.fetchAhead(at('I like '), 'green tea.', SURE);
    suggester.clear();
    questions[0]!.answer('of another model');
    await settle();
    expect(known(at('I like green tea.'))).toBeUndefined();
    expect(suggester.isComing(at('I like green tea.'))).toBe(false);
  });
});
