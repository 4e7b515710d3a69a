import {
  type CancellationToken,
  type InlineCompletionContext,
  InlineCompletionItem,
  type InlineCompletionItemProvider,
  InlineCompletionTriggerKind,
  type LogOutputChannel,
  languages,
  type Memento,
  type Position,
  type TextDocument,
  type TextDocumentChangeEvent,
  TextDocumentChangeReason,
  workspace,
} from 'vscode';
import { OwnhandError } from '../../core/support/errors.ts';
import { editOf } from '../../core/tasks/complete/filters/lastEdit.ts';
import { silentPosition } from '../../core/tasks/complete/filters/position.ts';
import type { Way } from '../../core/tasks/complete/policy/cache.ts';
import { SPEEDS } from '../../core/tasks/complete/policy/speed.ts';
import { type Answer, type Cancel, Suggester, type Wanted } from '../../core/tasks/complete/policy/suggester.ts';
import { waysOf } from '../../core/tasks/complete/policy/ways.ts';
import { READING_COST } from '../../core/tasks/complete/rule.ts';
import { Complete } from '../../worker/requests/writing.ts';
import { affectsOwnhand, readSettings } from '../settings.ts';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError } from '../support/log.ts';
import type { Workers } from '../workers.ts';
import type { Dismissal } from './dismissal.ts';
import { Feedback } from './feedback.ts';
import type { OffPlaces } from './offPlaces.ts';
import { modelReason, type Reason } from './reasons.ts';
import { isWrittenIn, suggestionSelector } from './selector.ts';
import { Silence } from './silence.ts';
import { type Place, placeAt } from './surroundings.ts';
import type { Tally } from './tally.ts';
import { showThinking } from './thinking.ts';
import { Timing, waitedUntil } from './timing.ts';

/** The completion list has a word of the document selected: nobody can guess what would come after it. */
const SINGLE_WORD = /^[\p{L}\p{M}\p{N}_'’-]+$/u;

/**
 * Ghost text from the serve worker. It never opens a pop-up and never uses the network: if anything is wrong, it shows
 * nothing.
 */
export class InlineProvider extends Disposable implements InlineCompletionItemProvider {
  readonly #workers: Workers;
  readonly #offPlaces: OffPlaces;
  readonly #state: AppState;
  readonly #log: LogOutputChannel;
  readonly #suggester = new Suggester<Place, CancellationToken>((...args) => this.#ask(...args));
  readonly #timing = new Timing();
  readonly #feedback: Feedback;
  readonly #dismissal: Dismissal;
  readonly #silence: Silence;
  #registration: { dispose(): void } | undefined;
  #served = '';
  /** How the last call ended, for the log and for tests: `shown`, `cached`, or why there was nothing. */
  outcome = '';

  constructor(
    workers: Workers,
    offPlaces: OffPlaces,
    dismissal: Dismissal,
    state: AppState,
    tally: Tally,
    memory: Memento,
    log: LogOutputChannel,
  ) {
    super();
    this.#workers = workers;
    this.#offPlaces = offPlaces;
    this.#state = state;
    this.#log = log;
    this.#dismissal = dismissal;
    this.#silence = this._register(new Silence(state));
    const refuse = (place: Place, text: string) => this.#suggester.refuse(place, text);
    this.#feedback = new Feedback(state, dismissal, tally, memory, refuse);
    this.#registerLanguages();
    this._register({ dispose: () => this.#registration?.dispose() });
    this._register({ dispose: () => this.#suggester.clear() });
    this._register(workspace.onDidChangeTextDocument((event) => this.#noteEdit(event)));
    this._register(
      workspace.onDidChangeConfiguration((event) => {
        if (!affectsOwnhand(event)) return;
        this.#suggester.clear();
        this.#registerLanguages();
      }),
    );
    this._register(
      state.onDidChange(({ status, strength }) => {
        // Another model or adapter writes differently.
        const served = `${status?.model?.id} ${status?.adapter} ${status?.history.items} ${strength}`;
        if (served !== this.#served) this.#suggester.clear();
        this.#served = served;
      }),
    );
  }

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[] | undefined> {
    const unasked = context.triggerKind === InlineCompletionTriggerKind.Automatic;
    const place = this.#placeFor(document, position, context, unasked);
    if (typeof place === 'string') return this.#nothing(place);
    const { speed } = readSettings(document).completions;
    const usual = this.#feedback.wantedAt(speed);
    const show = (ways: readonly Way[], outcome: 'shown' | 'cached') => {
      if (SPEEDS[speed].chained) this.#suggester.fetchAhead(place, ways[0].text, usual);
      return this.#show(unasked ? ways.slice(0, 1) : ways, place, outcome);
    };

    const known = unasked
      ? this.#suggester.known(place, { ...usual, length: place.length, readingCost: READING_COST })
      : undefined;
    if (known) return known.length > 0 ? show(known, 'cached') : this.#nothing('cached');
    // If a key or command asked, or the answer is already under way, it does not wait.
    const fresh = unasked && !this.#suggester.isComing(place);
    const pause = fresh ? this.#timing.pause(place.document, speed, this.#feedback.patience) : null;
    if (pause) {
      this.#suggester.stopAhead();
      if (!(await waitedUntil(pause.ask, token))) return this.#nothing('cancelled');
    }
    const asked = performance.now();
    try {
      // A user who asks by a key or command gets whatever there is, however unsure.
      const wanted = unasked ? usual : undefined;
      const { ways, reason } = await showThinking(this.#state, this.#suggester.suggest(place, wanted, { token }));
      if (token.isCancellationRequested) return this.#nothing('cancelled');
      const took = performance.now() - asked;
      if (pause) this.#timing.answered(took);
      this.#silence.note(place.document, reason);
      if (ways.length === 0) return this.#nothing(reason);
      // An answer that comes sooner than earlier ones does not shorten the pause.
      if (!(await waitedUntil(pause?.show ?? asked, token))) return this.#nothing('cancelled');
      this.#log.debug(`shown: answered in ${Math.round(took)} ms`);
      return show(ways, 'shown');
    } catch (error) {
      if (OwnhandError.is(error, 'cancelled') || token.isCancellationRequested) return this.#nothing('cancelled');
      logError(this.#log, 'suggestion', error);
      return this.#nothing('error');
    }
  }

  /** Forgets what has become of suggestions: counts begin at zero, and thresholds are those of the speed again. */
  async reset(): Promise<void> {
    this.#suggester.clear();
    await this.#feedback.reset();
  }

  /** What a suggestion would be made from, or why there should be none. */
  #placeFor(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    unasked: boolean,
  ): Place | Reason {
    const off = this.#offPlaces.offAt(document) ?? modelReason(this.#state.snapshot);
    if (off) return off;
    const place = placeAt(document, position, context);
    if (!place) return 'nothing';
    if (SINGLE_WORD.test(place.selected)) return 'word-entry';
    const { speed } = readSettings(document).completions;
    return silentPosition(place) ?? (unasked ? this.#timing.untimely(place.document, speed) : null) ?? place;
  }

  async #ask(place: Place, wanted: Wanted | undefined, cancel: Cancel<CancellationToken>): Promise<Answer> {
    const { strength } = this.#state.snapshot;
    const { before: text, after: suffix, source, title, length } = place;
    const params = { text, suffix, source, title, length, threshold: wanted?.threshold, strength };
    const answer = await this.#workers.request(Complete, params, cancel);
    const { tokens, ms, reason, p } = answer;
    this.#log.debug(`suggestion: ${tokens} tokens in ${Math.round(ms)} ms (${reason}, p ${p.toFixed(2)})`);
    return { ways: waysOf(answer), reason };
  }

  #show(ways: readonly Way[], place: Place, outcome: 'shown' | 'cached'): InlineCompletionItem[] {
    this.outcome = outcome;
    this.#feedback.shown(place, ways[0]);
    return ways.map(({ text }) => new InlineCompletionItem(place.selected + text, place.range));
  }

  /** @param reason one of ours, or the model's own */
  #nothing(reason: Reason | Answer['reason']): undefined {
    this.outcome = reason;
    if (reason !== 'cancelled') this.#dismissal.ended();
    this.#log.trace(`no suggestion: ${reason}`);
    return undefined;
  }

  #noteEdit(event: TextDocumentChangeEvent): void {
    const { document, contentChanges, reason } = event;
    if (contentChanges.length === 0 || !isWrittenIn(document)) return;
    const undone = reason === TextDocumentChangeReason.Undo || reason === TextDocumentChangeReason.Redo;
    const { chained } = SPEEDS[readSettings(document).completions.speed];
    const taken = this.#feedback.edited(event, undone, chained);
    this.#timing.edited(document.uri.toString(), editOf(contentChanges, undone), taken);
  }

  #registerLanguages(): void {
    this.#registration?.dispose();
    this.#registration = languages.registerInlineCompletionItemProvider(suggestionSelector(), this);
  }
}
