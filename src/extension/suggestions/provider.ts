import {
  type CancellationToken,
  type DocumentFilter,
  type InlineCompletionContext,
  InlineCompletionItem,
  type InlineCompletionItemProvider,
  InlineCompletionTriggerKind,
  type LogOutputChannel,
  languages,
  type Memento,
  type Position,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  TextDocumentChangeReason,
  workspace,
} from 'vscode';
import { OwnhandError } from '../../core/support/errors.ts';
import { type Edit, editOf, silentEdit } from '../../core/tasks/complete/filters/lastEdit.ts';
import { silentPosition } from '../../core/tasks/complete/filters/position.ts';
import type { Cancellation } from '../../worker/client.ts';
import { Complete } from '../../worker/protocol.ts';
import type { Engine } from '../engine.ts';
import { affectsOwnhand, readSettings } from '../settings.ts';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError } from '../support/log.ts';
import type { Dismissal } from './dismissal.ts';
import { AnsweringPace, TypingPace } from './pace.ts';
import { Reception } from './reception.ts';
import { pauseBegan, pauseFor, SPEEDS, waitFor } from './speed.ts';
import { type Answer, Suggester } from './suggester.ts';
import { type Place, placeAt } from './surroundings.ts';
import { waited } from './wait.ts';
import type { Where } from './where.ts';

/** Where people write; `vscode-scm` is the box for commit messages. */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-scm'];
const COUNTS = 'suggestions';
/** Only what takes longer is shown to be under way: a sign at every pause would flicker, and cost time to draw. */
const LONG_MS = 1_000;

/** Ghost text from the serve worker. Never a pop-up, never the network: where anything is amiss, nothing is shown. */
export class InlineProvider extends Disposable implements InlineCompletionItemProvider {
  private readonly engine: Engine;
  private readonly where: Where;
  private readonly dismissal: Dismissal;
  private readonly state: AppState;
  private readonly memory: Memento;
  private readonly log: LogOutputChannel;
  private readonly suggester = new Suggester<Place>((...args) => this.ask(...args));
  private readonly pace = new TypingPace();
  private readonly answering = new AnsweringPace();
  private readonly reception = new Reception();
  private lastEdit: { document: string; edit: Edit | 'taken'; at: number } | undefined;
  private registration: { dispose(): void } | undefined;
  private served = '';
  /** How the last call ended, for the log and for tests: `shown`, `cached`, or why there was nothing. */
  outcome = '';

  constructor(
    engine: Engine,
    where: Where,
    dismissal: Dismissal,
    state: AppState,
    memory: Memento,
    log: LogOutputChannel,
  ) {
    super();
    this.engine = engine;
    this.where = where;
    this.dismissal = dismissal;
    this.state = state;
    this.memory = memory;
    this.log = log;
    state.update({ suggestions: memory.get(COUNTS, state.snapshot.suggestions) });
    this.registerLanguages();
    this._register({ dispose: () => this.registration?.dispose() });
    this._register({ dispose: () => this.suggester.clear() });
    this._register(workspace.onDidChangeTextDocument((event) => this.noteEdit(event)));
    this._register(
      workspace.onDidChangeConfiguration((event) => {
        if (!affectsOwnhand(event)) return;
        this.suggester.clear();
        this.registerLanguages();
      }),
    );
    this._register(
      state.onDidChange(({ status, strength }) => {
        // Another model or adapter writes otherwise.
        const served = `${status?.model?.id} ${status?.adapter} ${status?.history.items} ${strength}`;
        if (served !== this.served) this.suggester.clear();
        this.served = served;
      }),
    );
  }

  async provideInlineCompletionItems(
    document: TextDocument,
    position: Position,
    context: InlineCompletionContext,
    token: CancellationToken,
  ): Promise<InlineCompletionItem[] | undefined> {
    const off = this.where.offAt(document);
    if (off) return this.nothing(off);
    const { status } = this.state.snapshot;
    if (!status?.model) return this.nothing('no-model');
    if (status.endpointProblem) return this.nothing('endpoint');
    const place = placeAt(document, position, context);
    if (!place) return this.nothing('nothing');
    const silent = silentPosition(place);
    if (silent) return this.nothing(silent);

    const unasked = context.triggerKind === InlineCompletionTriggerKind.Automatic;
    const { speed } = readSettings(document).completions;
    const { chained } = SPEEDS[speed];
    // What follows is fetched while this much is read; who asks by a command gets all at once.
    const maxMs = unasked ? SPEEDS[speed].answerMs : undefined;
    const untimely = unasked && this.untimely(place, chained);
    if (untimely) return this.nothing(untimely);
    // Who asks by a key or a command gets what there is, however unsure.
    const minConfidence = unasked ? SPEEDS[speed].minConfidence : 0;
    const show = (text: string, outcome: 'shown' | 'cached') => {
      if (chained) this.suggester.fetchAhead(place, text, SPEEDS[speed].minConfidence);
      return this.show(text, place, outcome);
    };

    const known = this.suggester.known(place);
    if (known) return show(known, 'cached');
    if (known === '' && unasked) return this.nothing('cached');
    const fresh = unasked && !this.suggester.isComing(place);
    const pace = [speed, this.pace.interval, this.reception.patience] as const;
    const wait = fresh ? waitFor(...pace, this.answering.expected) : 0;
    const edited = this.lastEdit?.document === place.document ? this.lastEdit.at : undefined;
    const began = pauseBegan(edited, performance.now());
    const due = began + (fresh ? pauseFor(...pace) : 0);
    if (fresh) {
      this.suggester.stopAhead();
      if (!(await waited(began + wait - performance.now(), token))) return this.nothing('cancelled');
    }
    const asked = performance.now();
    try {
      const { suggestion, reason } = await this.thinking(
        this.suggester.suggest(place, minConfidence, { token }, maxMs),
      );
      if (token.isCancellationRequested) return this.nothing('cancelled');
      const took = performance.now() - asked;
      if (fresh) this.answering.note(took);
      if (suggestion === '') return this.nothing(reason);
      // An answer that comes sooner than those before it does not shorten the pause.
      if (!(await waited(due - performance.now(), token))) return this.nothing('cancelled');
      this.log.debug(`shown: waited ${Math.round(wait)} ms, answered in ${Math.round(took)} ms`);
      return show(suggestion, 'shown');
    } catch (error) {
      if (OwnhandError.is(error, 'cancelled') || token.isCancellationRequested) return this.nothing('cancelled');
      logError(this.log, 'suggestion', error);
      return this.nothing('error');
    }
  }

  /** Why nothing is suggested after what was done last, or null. */
  private untimely({ document }: Place, chained: boolean): string | null {
    if (this.lastEdit?.document !== document) return null;
    const { edit } = this.lastEdit;
    if (edit === 'taken') return chained ? null : 'after-accept';
    return silentEdit(edit);
  }

  private async ask(place: Place, minConfidence: number, cancel: Cancellation, maxMs?: number): Promise<Answer> {
    const { strength } = this.state.snapshot;
    const { before: text, after: suffix, source } = place;
    const params = { text, suffix, source, minConfidence, strength, maxMs };
    const answer = await this.engine.request(Complete, params, cancel);
    const { tokens, ms, reason, confidence } = answer;
    this.log.debug(`suggestion: ${tokens} tokens in ${Math.round(ms)} ms (${reason}, ${confidence.toFixed(2)} sure)`);
    return answer;
  }

  private async thinking<T>(work: Promise<T>): Promise<T> {
    const sign = setTimeout(() => this.state.update({ thinking: true }), LONG_MS);
    try {
      return await work;
    } finally {
      clearTimeout(sign);
      if (this.state.snapshot.thinking) this.state.update({ thinking: false });
    }
  }

  private show(text: string, place: Place, outcome: 'shown' | 'cached'): InlineCompletionItem[] {
    const { document, range, selected } = place;
    this.outcome = outcome;
    this.dismissal.suggested();
    const start = place.offset - selected.length;
    const there = range.end.character - range.start.character;
    if (this.reception.show({ document, start, text: selected + text, there })) this.count('shown');
    return [new InlineCompletionItem(selected + text, range)];
  }

  private nothing(outcome: string): undefined {
    this.outcome = outcome;
    this.log.trace(`no suggestion: ${outcome}`);
    return undefined;
  }

  private noteEdit({ document, contentChanges, reason }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || !SCHEMES.includes(document.uri.scheme)) return;
    const uri = document.uri.toString();
    const undone = reason === TextDocumentChangeReason.Undo || reason === TextDocumentChangeReason.Redo;
    const edit = editOf(contentChanges, undone);
    if (edit === 'typed') this.pace.note(performance.now());
    const read = (start: number, length: number) =>
      document.getText(new Range(document.positionAt(start), document.positionAt(start + length)));
    const received = this.reception.edit(uri, undone ? [] : contentChanges, read);
    if (received === 'first') this.count('accepted');
    this.lastEdit = { document: uri, edit: received ? 'taken' : edit, at: performance.now() };
  }

  private count(what: 'shown' | 'accepted'): void {
    const { suggestions } = this.state.snapshot;
    const counted = { ...suggestions, [what]: suggestions[what] + 1 };
    this.state.update({ suggestions: counted });
    void this.memory.update(COUNTS, counted);
  }

  private registerLanguages(): void {
    this.registration?.dispose();
    // Each folder of a workspace may name its own; whether a document is one of them is looked at when asked.
    const scopes = [undefined, ...(workspace.workspaceFolders ?? [])];
    const wanted = new Set(scopes.flatMap((scope) => readSettings(scope).completions.languages));
    const selector = [...wanted].flatMap((language) => SCHEMES.map((scheme): DocumentFilter => ({ language, scheme })));
    this.registration = languages.registerInlineCompletionItemProvider(selector, this);
  }
}
