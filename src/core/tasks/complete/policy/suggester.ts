import { type CachePlace, isSamePlace, SuggestionCache, type Way } from './cache.ts';

/** What the model says to a place: ways to go on, the one to show first; without any, the reason why. */
export interface Answer {
  ways: readonly Way[];
  reason: string;
}

/** How asking may be stopped. @typeParam T a token of the editor's */
export interface Cancel<T = unknown> {
  signal?: AbortSignal;
  token?: T;
}

/** How sure and how worth reading it must be; without, whatever there is. */
export interface Wanted {
  threshold: number;
  readingCost: number;
}

export type Ask<P, T> = (place: P, wanted: Wanted | undefined, cancel: Cancel<T>) => Promise<Answer>;

interface Ahead {
  place: CachePlace;
  answer: Promise<Answer>;
  stop: AbortController;
}

/**
 * Suggestions by place, each asked for once: what was answered is remembered, and what would follow a suggestion once
 * it is taken can be fetched while its reader makes up their mind.
 */
export class Suggester<P extends CachePlace, T = unknown> {
  readonly #ask: Ask<P, T>;
  readonly #cache = new SuggestionCache();
  #ahead: Ahead | undefined;

  constructor(ask: Ask<P, T>) {
    this.#ask = ask;
  }

  /** What is known without asking: empty where there is nothing to suggest, undefined where that is not known. */
  known(place: P): readonly Way[] | undefined {
    return this.#cache.get(place);
  }

  /** Whether the answer for this place is under way already. */
  isComing(place: P): boolean {
    return this.#ahead !== undefined && isSamePlace(this.#ahead.place, place);
  }

  /** Asks, or waits for what is coming. Throws what asking throws. */
  async suggest(place: P, wanted: Wanted | undefined, cancel: Cancel<T> = {}): Promise<Answer> {
    if (this.#ahead && this.isComing(place)) return this.#ahead.answer;
    this.stopAhead();
    const { ways, reason } = await this.#ask(place, wanted, cancel);
    this.#cache.put(place, ways);
    // A user who asks by a command sees again what they have typed over.
    const left = wanted === undefined ? ways : ways.filter(({ text }) => !this.#cache.isRefused(place, text));
    return { ways: left, reason: left.length < ways.length && left.length === 0 ? 'refused-here' : reason };
  }

  /** Fetches what follows `suggestion`, unless it is known or coming. Failures are nobody's trouble. */
  fetchAhead(place: P, suggestion: string, wanted: Wanted): void {
    const next = { ...place, offset: place.offset + suggestion.length, before: place.before + suggestion };
    if (this.isComing(next) || this.known(next) !== undefined) return;
    this.stopAhead();
    const stop = new AbortController();
    const answer = this.#ask(next, wanted, { signal: stop.signal });
    const ahead: Ahead = { place: next, answer, stop };
    this.#ahead = ahead;
    answer
      .then(({ ways }) => {
        if (!stop.signal.aborted) this.#cache.put(next, ways);
      })
      .catch(() => undefined)
      .finally(() => {
        if (this.#ahead === ahead) this.#ahead = undefined;
      });
  }

  /** The writer has written something else instead. */
  refuse(place: CachePlace, text: string): void {
    this.#cache.refuse(place, text);
  }

  /** Called when somebody writes something else: the model is free for that at once. */
  stopAhead(): void {
    this.#ahead?.stop.abort();
    this.#ahead = undefined;
  }

  /** Forgets everything, as when the model or the adapter has changed. */
  clear(): void {
    this.stopAhead();
    this.#cache.clear();
  }
}
