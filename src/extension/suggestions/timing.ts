import { type Edit, silentEdit } from '../../core/tasks/complete/filters/lastEdit.ts';
import { AnsweringPace, TypingPace } from '../../core/tasks/complete/policy/pace.ts';
import { pauseBegan, pauseFor, SPEEDS, type Speed, waitFor } from '../../core/tasks/complete/policy/speed.ts';
import { type Stoppable, waited } from './wait.ts';

/** The pause after a key, in milliseconds of `performance.now()`. */
export interface Pause {
  /** When to ask the model, so that its answer is there when the pause is over. */
  ask: number;
  /** The earliest moment for showing a suggestion. */
  show: number;
}

/** Decides when: whether the last edit leaves room for a suggestion, when to ask the model, when to show its answer. */
export class Timing {
  readonly #typing = new TypingPace();
  readonly #answering = new AnsweringPace();
  #last: { document: string; edit: Edit | 'taken'; at: number } | undefined;

  /** @param document its address @param taken whether the change accepted part of a suggestion */
  edited(document: string, edit: Edit, taken: boolean): void {
    const at = performance.now();
    if (edit === 'typed') this.#typing.note(at);
    this.#last = { document, edit: taken ? 'taken' : edit, at };
  }

  /** How long an answer took, in milliseconds. */
  answered(ms: number): void {
    this.#answering.note(ms);
  }

  /** Why nothing is suggested after the last change unless asked for, or null. */
  untimely(document: string, speed: Speed) {
    if (this.#last?.document !== document) return null;
    const { edit } = this.#last;
    if (edit !== 'taken') return silentEdit(edit);
    return SPEEDS[speed].chained ? null : 'after-accept';
  }

  /** The pause that began with the last key. @param patience how many times longer than usual */
  pause(document: string, speed: Speed, patience: number): Pause {
    const edited = this.#last?.document === document ? this.#last.at : undefined;
    const began = pauseBegan(edited, performance.now());
    const pace = [speed, this.#typing.interval, patience] as const;
    return { ask: began + waitFor(...pace, this.#answering.expected), show: began + pauseFor(...pace) };
  }
}

/** Waits until a moment of `performance.now()`; false, at once, when the token is cancelled meanwhile. */
export function waitedUntil(moment: number, token: Stoppable): Promise<boolean> {
  return waited(moment - performance.now(), token);
}
