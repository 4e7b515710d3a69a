import { describe, expect, it } from 'vitest';
import { OwnhandError } from '../../../../src/core/support/errors.ts';
import type { CachePlace } from '../../../../src/extension/suggestions/cache.ts';
import { Suggester } from '../../../../src/extension/suggestions/suggester.ts';
import type { Cancellation } from '../../../../src/worker/client.ts';

const at = (before: string): CachePlace => ({ document: 'a.md', before, after: '', offset: before.length });

interface Question {
  before: string;
  answer(suggestion: string): void;
}

/** A suggester whose questions the test answers when it likes; they end at once when they are stopped. */
function asked() {
  const questions: Question[] = [];
  const suggester = new Suggester<CachePlace>(
    ({ before }, _, { signal }: Cancellation) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new OwnhandError('cancelled', 'Stopped.')));
        questions.push({ before, answer: (suggestion) => resolve({ suggestion, reason: 'end' }) });
      }),
  );
  return { suggester, questions, texts: () => questions.map(({ before }) => before) };
}

/** Lets what was answered arrive. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Suggester', () => {
  it('asks once, and knows the rest while it is typed', async () => {
    const { suggester, questions } = asked();
    const answer = suggester.suggest(at('I like '), 0, {});
    questions[0]!.answer('green tea.');
    expect(await answer).toEqual({ suggestion: 'green tea.', reason: 'end' });
    expect(suggester.known(at('I like gre'))).toBe('en tea.');
    expect(suggester.known(at('I like b'))).toBeUndefined();
  });

  it('fetches what follows once, and has it when the suggestion is taken', async () => {
    const { suggester, questions, texts } = asked();
    suggester.fetchAhead(at('I like '), 'green tea.', 0);
    // Typing along does not change what follows.
    suggester.fetchAhead(at('I like gre'), 'en tea.', 0);
    expect(texts()).toEqual(['I like green tea.']);
    questions[0]!.answer(' And milk.');
    await settle();
    expect(suggester.known(at('I like green tea.'))).toBe(' And milk.');
    suggester.fetchAhead(at('I like '), 'green tea.', 0);
    expect(questions).toHaveLength(1);
  });

  it('waits for what is coming where the suggestion is taken sooner', async () => {
    const { suggester, questions } = asked();
    suggester.fetchAhead(at('I like '), 'green tea.', 0);
    const place = at('I like green tea.');
    expect(suggester.isComing(place)).toBe(true);
    const answer = suggester.suggest(place, 0, {});
    questions[0]!.answer(' And milk.');
    expect((await answer).suggestion).toBe(' And milk.');
    expect(questions).toHaveLength(1);
    await settle();
    expect(suggester.isComing(place)).toBe(false);
  });

  it('stops what is fetched ahead where something else is asked, and keeps none of it', async () => {
    const { suggester, questions, texts } = asked();
    suggester.fetchAhead(at('I like '), 'green tea.', 0);
    const other = suggester.suggest(at('I like black'), 0, {});
    questions[0]!.answer('too late');
    questions[1]!.answer(' tea.');
    expect((await other).suggestion).toBe(' tea.');
    expect(texts()).toEqual(['I like green tea.', 'I like black']);
    await settle();
    expect(suggester.known(at('I like green tea.'))).toBeUndefined();
  });

  it('forgets all when told, and what is then under way does not come back', async () => {
    const { suggester, questions } = asked();
    suggester.fetchAhead(at('I like '), 'green tea.', 0);
    suggester.clear();
    questions[0]!.answer('of another model');
    await settle();
    expect(suggester.known(at('I like green tea.'))).toBeUndefined();
    expect(suggester.isComing(at('I like green tea.'))).toBe(false);
  });
});
