import { firstLine } from '../filters/filter.ts';
import { gainOf, type Rule, worthShowing } from '../rule.ts';
import { type CachePlace, isSamePlace, SuggestionCache, type Way } from './cache.ts';

/** The model's answer for a place: continuations, the one to show first; if there are none, the reason. */
export interface Answer {
  ways: readonly Way[];
  reason: string;
}

/** How a request can be stopped. @typeParam T a token of the editor's */
export interface Cancel<T = unknown> {
  signal?: AbortSignal;
  token?: T;
}

/** How sure a suggestion must be and how much it must save; without it, anything will do. */
export interface Wanted {
  threshold: number;
}

export type Ask<P, T> = (place: P, wanted: Wanted | undefined, cancel: Cancel<T>) => Promise<Answer>;

interface Ahead {
  place: CachePlace;
  answer: Promise<Answer>;
  stop: AbortController;
}

/**
 * Suggestions by place, each asked for once. Answers are remembered, and what would follow a suggestion once it is
 * accepted can be fetched while the reader makes up their mind.
 */
export class Suggester<P extends CachePlace, T = unknown> {
  readonly #ask: Ask<P, T>;
  readonly #cache = new SuggestionCache();
  #ahead: Ahead | undefined;

  constructor(ask: Ask<P, T>) {
    this.#ask = ask;
  }

  /**
   * What is known without asking: empty if there is nothing to suggest, undefined if that is unknown.
   * @param rule by which the suggestion grows at its end; without it, it does not
   */
  known(place: P, rule?: Rule): readonly Way[] | undefined {
    const ways = this.#cache.get(place);
    if (!rule || !ways || ways.length === 0) return ways;
    const [first, ...others] = ways;
    return [this.#grown(place, first, rule), ...others];
  }

  /**
   * A suggestion that is being typed, together with what follows it if that was fetched and both are now sure enough:
   * every letter typed makes the rest surer. How much so is not measured letter by letter; each letter is given an
   * equal part of what was unsure. In the middle of a line nothing grows.
   */
  #grown(place: P, way: Way, rule: Rule): Way {
    const { text, p, left = 1 } = way;
    if (left === 1 || firstLine(place.after).trim() !== '') return way;
    const next = this.#cache.get({ ...place, offset: place.offset + text.length, before: place.before + text })?.[0];
    if (!next || next.left !== undefined) return way;
    const rest = { text, p: p ** left };
    const longer = { text: text + next.text, p: rest.p * next.p };
    return worthShowing([longer], rule).length > 0 && gainOf(longer, rule) > gainOf(rest, rule) ? longer : way;
  }

  /** Whether the answer for this place is already under way. */
  isComing(place: P): boolean {
    return this.#ahead !== undefined && isSamePlace(this.#ahead.place, place);
  }

  /** Asks, or waits for the answer that is under way. Throws whatever asking throws. */
  async suggest(place: P, wanted: Wanted | undefined, cancel: Cancel<T> = {}): Promise<Answer> {
    if (this.#ahead && this.isComing(place)) return this.#ahead.answer;
    this.stopAhead();
    const { ways, reason } = await this.#ask(place, wanted, cancel);
    this.#cache.put(place, ways);
    // Someone who asks by a command gets to see again what they have typed over.
    const left = wanted === undefined ? ways : ways.filter(({ text }) => !this.#cache.isRefused(place, text));
    return { ways: left, reason: left.length < ways.length && left.length === 0 ? 'refused-here' : reason };
  }

  /** Fetches what follows `suggestion`, unless it is known or under way. Failures are ignored. */
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

  /** Called when the writer types something else: the model is free for that at once. */
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
