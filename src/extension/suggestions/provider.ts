import {
  type CancellationToken,
  type DocumentFilter,
  env,
  type InlineCompletionContext,
  InlineCompletionItem,
  type InlineCompletionItemProvider,
  InlineCompletionTriggerKind,
  type LogOutputChannel,
  l10n,
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
import { Adaptation } from '../../core/tasks/complete/policy/adaptation.ts';
import type { Way } from '../../core/tasks/complete/policy/cache.ts';
import { AnsweringPace, TypingPace } from '../../core/tasks/complete/policy/pace.ts';
import { Reception } from '../../core/tasks/complete/policy/reception.ts';
import { pauseBegan, pauseFor, SPEEDS, type Speed, waitFor } from '../../core/tasks/complete/policy/speed.ts';
import { type Answer, type Cancel, Suggester, type Wanted } from '../../core/tasks/complete/policy/suggester.ts';
import { waysOf } from '../../core/tasks/complete/policy/ways.ts';
import { Complete } from '../../worker/requests/writing.ts';
import type { Engine } from '../engine.ts';
import { affectsOwnhand, readSettings } from '../settings.ts';
import type { AppState } from '../state.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError } from '../support/log.ts';
import type { Dismissal } from './dismissal.ts';
import { type Place, placeAt } from './surroundings.ts';
import type { Tally } from './tally.ts';
import { waited } from './wait.ts';
import type { Where } from './where.ts';

/** Where people write; `vscode-scm` is the box for commit messages. */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-scm'];
/** An entry of the completion list that is a word of the document: what would come after it is anybody's guess. */
const SINGLE_WORD = /^[\p{L}\p{M}\p{N}_'’-]+$/u;
/** Only what takes longer is shown to be under way: a sign at every pause would flicker, and cost time to draw. */
const LONG_MS = 1_000;
/** By tenths of p, how many were right; never their text. */
const RECEIVED = 'received';

/** Ghost text from the serve worker. Never a pop-up, never the network: where anything is amiss, nothing is shown. */
export class InlineProvider extends Disposable implements InlineCompletionItemProvider {
  private readonly engine: Engine;
  private readonly where: Where;
  private readonly dismissal: Dismissal;
  private readonly state: AppState;
  private readonly tally: Tally;
  private readonly log: LogOutputChannel;
  private readonly suggester = new Suggester<Place, CancellationToken>((...args) => this.ask(...args));
  private readonly pace = new TypingPace();
  private readonly answering = new AnsweringPace();
  private readonly reception = new Reception();
  private lastEdit: { document: string; edit: Edit | 'taken'; at: number } | undefined;
  private registration: { dispose(): void } | undefined;
  private readonly adaptation: Adaptation;
  private readonly memory: Memento;
  private shownAt: { place: Place; way: Way } | undefined;
  private served = '';
  /** How the last call ended, for the log and for tests: `shown`, `cached`, or why there was nothing. */
  outcome = '';

  constructor(
    engine: Engine,
    where: Where,
    dismissal: Dismissal,
    state: AppState,
    tally: Tally,
    memory: Memento,
    log: LogOutputChannel,
  ) {
    super();
    this.engine = engine;
    this.where = where;
    this.dismissal = dismissal;
    this.state = state;
    this.log = log;
    this.tally = tally;
    this.memory = memory;
    this.adaptation = new Adaptation(memory.get(RECEIVED));
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
    if (SINGLE_WORD.test(place.selected)) return this.nothing('word-entry');
    const silent = silentPosition(place);
    if (silent) return this.nothing(silent);

    const unasked = context.triggerKind === InlineCompletionTriggerKind.Automatic;
    const { speed } = readSettings(document).completions;
    const { chained } = SPEEDS[speed];
    const untimely = unasked && this.untimely(place, chained);
    if (untimely) return this.nothing(untimely);
    // Who asks by a key or a command gets what there is, however unsure.
    const usual = this.wantedAt(speed);
    const wanted = unasked ? usual : undefined;
    const show = (ways: readonly Way[], outcome: 'shown' | 'cached') => {
      if (chained) this.suggester.fetchAhead(place, ways[0].text, usual);
      return this.show(unasked ? ways.slice(0, 1) : ways, place, outcome);
    };

    const known = this.suggester.known(place);
    if (known && known.length > 0 && unasked) return show(known, 'cached');
    if (known && unasked) return this.nothing('cached');
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
      const { ways, reason } = await this.thinking(this.suggester.suggest(place, wanted, { token }));
      if (token.isCancellationRequested) return this.nothing('cancelled');
      const took = performance.now() - asked;
      if (fresh) this.answering.note(took);
      this.noteLanguage(reason);
      if (ways.length === 0) return this.nothing(reason);
      // An answer that comes sooner than those before it does not shorten the pause.
      if (!(await waited(due - performance.now(), token))) return this.nothing('cancelled');
      this.log.debug(`shown: waited ${Math.round(wait)} ms, answered in ${Math.round(took)} ms`);
      return show(ways, 'shown');
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

  private async ask(place: Place, wanted: Wanted | undefined, cancel: Cancel<CancellationToken>): Promise<Answer> {
    const { strength } = this.state.snapshot;
    const { before: text, after: suffix, source, title, length } = place;
    const { threshold, readingCost } = wanted ?? {};
    const params = { text, suffix, source, title, length, threshold, readingCost, strength };
    const answer = await this.engine.request(Complete, params, cancel);
    const { tokens, ms, reason, p } = answer;
    this.log.debug(`suggestion: ${tokens} tokens in ${Math.round(ms)} ms (${reason}, p ${p.toFixed(2)})`);
    return { ways: waysOf(answer), reason };
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

  private show(ways: readonly Way[], place: Place, outcome: 'shown' | 'cached'): InlineCompletionItem[] {
    const { document, range, selected } = place;
    this.outcome = outcome;
    this.dismissal.suggested();
    const start = place.offset - selected.length;
    const there = range.end.character - range.start.character;
    const [first] = ways;
    if (this.reception.show({ document, start, text: selected + first.text, there })) this.tally.count('shown');
    this.shownAt = { place, way: first };
    return ways.map(({ text }) => new InlineCompletionItem(selected + text, range));
  }

  /** Says in the menu why there is nothing in a text of a language that nobody knows here. */
  private noteLanguage(reason: string): void {
    const code = /^language:(\w+)$/.exec(reason)?.[1];
    const name = code && (new Intl.DisplayNames([env.language], { type: 'language' }).of(code) ?? code);
    const silence = name ? l10n.t('Nothing is suggested in this text: Ownhand does not know {0}.', name) : null;
    if (silence !== this.state.snapshot.silence) this.state.update({ silence });
  }

  /** What a suggestion must be like at a speed, as it is for this writer. */
  private wantedAt(speed: Speed): Wanted {
    const { threshold, readingCost } = SPEEDS[speed];
    return { threshold: this.adaptation.threshold(threshold), readingCost };
  }

  private learn(received: 'first' | 'more' | 'typed' | 'refused'): void {
    if (!this.shownAt) return;
    const { place, way } = this.shownAt;
    if (received === 'refused') this.suggester.refuse(place, way.text);
    // Words of one that are taken one by one count once.
    if (received === 'more') return;
    this.adaptation.note(way.p, received !== 'refused');
    void this.memory.update(RECEIVED, this.adaptation.received);
  }

  /** Forgets what has become of suggestions, so that thresholds are those of the speed again. */
  async reset(): Promise<void> {
    this.adaptation.reset();
    this.suggester.clear();
    await this.memory.update(RECEIVED, undefined);
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
    if (received === 'first') this.tally.count('accepted');
    if (received === 'typed') this.tally.count('typedThrough');
    if (received) this.learn(received);
    const taken = received === 'first' || received === 'more';
    if (taken) {
      this.tally.saved(contentChanges[0].text.length - contentChanges[0].rangeLength);
      this.dismissal.taken();
    }
    this.lastEdit = { document: uri, edit: taken ? 'taken' : edit, at: performance.now() };
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
