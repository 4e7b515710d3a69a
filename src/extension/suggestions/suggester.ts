import type { Cancellation } from '../../worker/client.ts';
import { type CachePlace, isSamePlace, SuggestionCache } from './cache.ts';

/** What the model says to a place; an empty suggestion has the reason why. */
export interface Answer {
  suggestion: string;
  reason: string;
}

/** Asks for a suggestion; `maxMs` as in `CompleteParams`. */
export type Ask<P> = (
  place: P,
  minConfidence: number,
  cancel: Cancellation,
  maxMs: number | undefined,
) => Promise<Answer>;

interface Ahead {
  place: CachePlace;
  answer: Promise<Answer>;
  stop: AbortController;
}

/**
 * Suggestions by place, each asked for once: what was answered is remembered, and what would follow a suggestion once
 * it is taken can be fetched while its reader makes up their mind.
 */
export class Suggester<P extends CachePlace> {
  private readonly ask: Ask<P>;
  private readonly cache = new SuggestionCache();
  private ahead: Ahead | undefined;

  constructor(ask: Ask<P>) {
    this.ask = ask;
  }

  /** What is known without asking: empty where there is nothing to suggest, undefined where that is not known. */
  known(place: P): string | undefined {
    return this.cache.get(place);
  }

  /** Whether the answer for this place is under way already. */
  isComing(place: P): boolean {
    return this.ahead !== undefined && isSamePlace(this.ahead.place, place);
  }

  /** Asks, or waits for what is coming. Throws what asking throws. */
  async suggest(place: P, minConfidence: number, cancel: Cancellation, maxMs?: number): Promise<Answer> {
    if (this.ahead && this.isComing(place)) return this.ahead.answer;
    this.stopAhead();
    const answer = await this.ask(place, minConfidence, cancel, maxMs);
    this.cache.put(place, answer.suggestion);
    return answer;
  }

  /** Fetches what follows `suggestion`, unless it is known or coming. Failures are nobody's trouble. */
  fetchAhead(place: P, suggestion: string, minConfidence: number): void {
    const next = { ...place, offset: place.offset + suggestion.length, before: place.before + suggestion };
    if (this.isComing(next) || this.known(next) !== undefined) return;
    this.stopAhead();
    const stop = new AbortController();
    const answer = this.ask(next, minConfidence, { signal: stop.signal }, undefined);
    const ahead: Ahead = { place: next, answer, stop };
    this.ahead = ahead;
    answer
      .then(({ suggestion: text }) => {
        if (!stop.signal.aborted) this.cache.put(next, text);
      })
      .catch(() => undefined)
      .finally(() => {
        if (this.ahead === ahead) this.ahead = undefined;
      });
  }

  /** Called when somebody writes something else: the model is free for that at once. */
  stopAhead(): void {
    this.ahead?.stop.abort();
    this.ahead = undefined;
  }

  /** Forgets everything, as when the model or the adapter has changed. */
  clear(): void {
    this.stopAhead();
    this.cache.clear();
  }
}
