import {
  type CancellationToken,
  commands,
  type DocumentFilter,
  type InlineCompletionContext,
  InlineCompletionItem,
  type InlineCompletionItemProvider,
  InlineCompletionTriggerKind,
  type LogOutputChannel,
  languages,
  type Memento,
  type Position,
  type TextDocument,
  workspace,
} from 'vscode';
import { OwnhandError } from '../../core/errors.ts';
import type { HiddenReason } from '../../core/tasks/filters/filter.ts';
import { filterSuggestion } from '../../core/tasks/filters/filters.ts';
import { silentPosition } from '../../core/tasks/filters/position.ts';
import { Complete } from '../../worker/protocol.ts';
import type { Engine } from '../engine.ts';
import { Disposable } from '../lifecycle.ts';
import { logError } from '../log.ts';
import { affectsOwnhand, readSettings } from '../settings.ts';
import type { AppState } from '../state.ts';
import { SuggestionCache } from './cache.ts';
import { type Place, placeAt } from './surroundings.ts';
import { waited } from './wait.ts';

const SCHEMES = ['file', 'untitled', 'vscode-remote'];
const COUNTS = 'suggestions';
/** Run by VS Code when a suggestion is accepted; the underscore marks it as nobody's to call. */
const ACCEPTED = '_ownhand.accepted';

/** How the last call of the provider ended, for the log and for tests. */
export type Outcome =
  | 'shown'
  | 'cached'
  | 'off'
  | 'excluded'
  | 'no-model'
  | 'cancelled'
  | 'nothing'
  | 'error'
  | HiddenReason;

/** Ghost text from the serve worker. Never a pop-up, never the network: where anything is amiss, nothing is shown. */
export class InlineProvider extends Disposable implements InlineCompletionItemProvider {
  private readonly engine: Engine;
  private readonly state: AppState;
  private readonly memory: Memento;
  private readonly log: LogOutputChannel;
  private readonly cache = new SuggestionCache();
  private registration: { dispose(): void } | undefined;
  private served = '';
  outcome: Outcome | undefined;

  constructor(engine: Engine, state: AppState, memory: Memento, log: LogOutputChannel) {
    super();
    this.engine = engine;
    this.state = state;
    this.memory = memory;
    this.log = log;
    state.update({ suggestions: memory.get(COUNTS, state.snapshot.suggestions), enabled: readSettings().enabled });
    this.registerLanguages();
    this._register({ dispose: () => this.registration?.dispose() });
    this._register(commands.registerCommand(ACCEPTED, () => this.count('accepted')));
    this._register(
      workspace.onDidChangeConfiguration((event) => {
        if (!affectsOwnhand(event)) return;
        this.state.update({ enabled: readSettings().enabled });
        this.registerLanguages();
      }),
    );
    this._register(
      state.onDidChange(({ status }) => {
        // Another model or adapter writes otherwise.
        const served = `${status?.model?.id} ${status?.adapter} ${status?.history.items}`;
        if (served !== this.served) this.cache.clear();
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
    const { enabled, completions } = readSettings(document);
    if (!enabled) return this.nothing('off');
    if (isExcluded(document, completions.exclude)) return this.nothing('excluded');
    if (!this.state.snapshot.status?.model) return this.nothing('no-model');
    const place = placeAt(document, position, context);
    if (!place) return this.nothing('nothing');
    const silent = silentPosition(place);
    if (silent) return this.nothing(silent);

    const known = this.cache.get(place);
    if (known !== undefined) return known === '' ? this.nothing('cached') : this.show(known, place, 'cached');
    const typing = context.triggerKind === InlineCompletionTriggerKind.Automatic;
    if (!(await waited(typing ? completions.delay : 0, token))) return this.nothing('cancelled');

    try {
      const suggestion = await this.ask(document, place, token);
      if (token.isCancellationRequested) return this.nothing('cancelled');
      const filtered = filterSuggestion(suggestion, place);
      const text = 'text' in filtered ? filtered.text : '';
      this.cache.put(place, text);
      return 'hidden' in filtered ? this.nothing(filtered.hidden) : this.show(text, place, 'shown');
    } catch (error) {
      if (OwnhandError.is(error, 'cancelled') || token.isCancellationRequested) return this.nothing('cancelled');
      logError(this.log, 'suggestion', error);
      return this.nothing('error');
    }
  }

  private async ask(document: TextDocument, place: Place, token: CancellationToken): Promise<string> {
    const source = document.uri.scheme === 'file' ? document.uri.fsPath : undefined;
    this.state.update({ thinking: true });
    try {
      const answer = await this.engine.request(
        Complete,
        { text: place.before, suffix: place.after, source },
        { token },
      );
      this.log.debug(`suggestion: ${answer.tokens} tokens in ${Math.round(answer.ms)} ms (${answer.reason})`);
      return answer.suggestion;
    } finally {
      this.state.update({ thinking: false });
    }
  }

  private show(text: string, { range, selected }: Place, outcome: 'shown' | 'cached'): InlineCompletionItem[] {
    this.outcome = outcome;
    if (outcome === 'shown') this.count('shown');
    const item = new InlineCompletionItem(selected + text, range, { command: ACCEPTED, title: '' });
    return [item];
  }

  private nothing(outcome: Outcome): undefined {
    this.outcome = outcome;
    this.log.trace(`no suggestion: ${outcome}`);
    return undefined;
  }

  private count(what: 'shown' | 'accepted'): void {
    const { suggestions } = this.state.snapshot;
    const counted = { ...suggestions, [what]: suggestions[what] + 1 };
    this.state.update({ suggestions: counted });
    void this.memory.update(COUNTS, counted);
  }

  private registerLanguages(): void {
    this.registration?.dispose();
    const selector = readSettings().completions.languages.flatMap((language) =>
      SCHEMES.map((scheme): DocumentFilter => ({ language, scheme })),
    );
    this.registration = languages.registerInlineCompletionItemProvider(selector, this);
  }
}

function isExcluded(document: TextDocument, globs: string[]): boolean {
  return globs.some((pattern) => languages.match({ pattern }, document) > 0);
}
