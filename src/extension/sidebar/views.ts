import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { commands, env, type LogOutputChannel, l10n, Uri, type WebviewView, window, workspace } from 'vscode';
import type { ProfileResult } from '../../core/profile/profile.ts';
import { EditProfile, SwitchHabits } from '../../worker/requests/library.ts';
import { nameAmong } from '../library/paths.ts';
import { affectsOwnhand, readSettings, writeSetting } from '../settings.ts';
import type { AppState } from '../state.ts';
import { trainingFigures, trainingLine, unfinishedLine } from '../status/progress.ts';
import { stateLine } from '../status/stateLine.ts';
import type { Strength } from '../suggestions/strength.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError, messageOf } from '../support/log.ts';
import { verdictOf } from '../training/verdict.ts';
import type { Workers } from '../workers.ts';
import { pageHtml } from './html.ts';
import {
  FromViewSchema,
  isThere,
  type ToView,
  VIEWS,
  type ViewName,
  type ViewState,
  viewStateOf,
  type Wording,
} from './messages.ts';

/** Milliseconds between two states sent to a page: learning reports faster than anyone reads. */
const SEND_EVERY = 200;
const WORDING: Wording = {
  line: stateLine,
  training: trainingLine,
  figures: trainingFigures,
  unfinished: unfinishedLine,
  verdict: verdictOf,
  place: nameAmong,
};

/** One view of the side bar and the state its page last got. */
interface Pane {
  view: WebviewView;
  /** The page has drawn itself and asked for the state. */
  ready: boolean;
  sent: string;
}

/** The side bar's views: each is a page that shows a part of the state and runs commands. */
export class Views extends Disposable {
  readonly #dist: Uri;
  readonly #state: AppState;
  readonly #workers: Workers;
  readonly #strength: Strength;
  readonly #log: LogOutputChannel;
  readonly #panes = new Map<ViewName, Pane>();
  #timer: NodeJS.Timeout | undefined;

  constructor(extensionUri: Uri, state: AppState, workers: Workers, strength: Strength, log: LogOutputChannel) {
    super();
    this.#dist = Uri.joinPath(extensionUri, 'dist');
    this.#state = state;
    this.#workers = workers;
    this.#strength = strength;
    this.#log = log;
    for (const name of VIEWS) {
      const provider = { resolveWebviewView: (view: WebviewView) => this.#resolve(name, view) };
      this._register(window.registerWebviewViewProvider(`ownhand.${name}`, provider));
    }
    this._register(state.onDidChange(() => this.#sendSoon()));
    // The eagerness can also be changed outside the page.
    this._register(workspace.onDidChangeConfiguration((event) => affectsOwnhand(event) && this.#sendSoon()));
    this._register({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Whether the page of a view has drawn itself; for tests. */
  isReady(name: ViewName): boolean {
    return this.#panes.get(name)?.ready ?? false;
  }

  /** What the pages show, or would show if they were open. */
  get viewState(): ViewState {
    return viewStateOf(this.#state.snapshot, readSettings().completions, WORDING);
  }

  /** Shows how the style was judged. */
  async openDetails(): Promise<void> {
    await commands.executeCommand('ownhand.style.focus');
    const message: ToView = { type: 'open', part: 'details' };
    const pane = this.#panes.get('style');
    if (pane) pane.sent = '';
    // A page that is still loading asks for its state first.
    for (let tries = 0; tries < 50 && !this.isReady('style'); tries++) await new Promise((go) => setTimeout(go, 100));
    void this.#panes.get('style')?.view.webview.postMessage(message);
  }

  #resolve(name: ViewName, view: WebviewView): void {
    const pane: Pane = { view, ready: false, sent: '' };
    this.#panes.set(name, pane);
    view.webview.options = { enableScripts: true, localResourceRoots: [this.#dist] };
    view.webview.onDidReceiveMessage((message: unknown) => this.receive(message, name));
    view.onDidChangeVisibility(() => view.visible && this.#send());
    view.onDidDispose(() => this.#panes.delete(name));
    view.webview.html = pageHtml({
      view: name,
      script: view.webview.asWebviewUri(Uri.joinPath(this.#dist, 'webview.js')).toString(),
      style: view.webview.asWebviewUri(Uri.joinPath(this.#dist, 'webview.css')).toString(),
      cspSource: view.webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      language: env.language,
      strings: l10n.bundle,
    });
  }

  /** Does what a page asks for, if pages may ask for it. */
  receive(message: unknown, from?: ViewName): void {
    const parsed = v.safeParse(FromViewSchema, message);
    if (!parsed.success) {
      this.#log.warn('the side bar sent a message of no known kind');
      return;
    }
    const { output } = parsed;
    switch (output.type) {
      case 'ready': {
        const pane = from && this.#panes.get(from);
        // A page that was hidden comes back empty.
        if (pane) Object.assign(pane, { ready: true, sent: '' });
        this.#send();
        break;
      }
      case 'run':
        void commands.executeCommand(output.command);
        break;
      case 'target':
        // What the page shows may be gone by now.
        if (isThere(output.command, output.target, this.#state.snapshot)) {
          void commands.executeCommand(output.command, output.target);
        }
        break;
      case 'strength':
        void this.#strength.set(output.strength);
        break;
      case 'speed':
        void writeSetting('completions.speed', output.speed);
        break;
      case 'length':
        void writeSetting('completions.length', output.length);
        break;
      case 'profile':
        void this.#change(this.#workers.request(EditProfile, { prose: output.prose }));
        break;
      case 'habits':
        void this.#change(this.#workers.request(SwitchHabits, { off: output.off }));
        break;
    }
  }

  /** Shows the profile as the user has changed it, or why that failed. */
  async #change(changing: Promise<ProfileResult>): Promise<void> {
    try {
      this.#state.update({ profile: await changing });
    } catch (error) {
      logError(this.#log, 'changing the profile', error);
      void window.showErrorMessage(messageOf(error));
    }
  }

  #sendSoon(): void {
    if (this.#timer || ![...this.#panes.values()].some(({ view }) => view.visible)) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, SEND_EVERY);
  }

  #send(): void {
    const message: ToView = { type: 'state', state: this.viewState };
    const text = JSON.stringify(message);
    for (const pane of this.#panes.values()) {
      if (!pane.ready || !pane.view.visible || pane.sent === text) continue;
      pane.sent = text;
      void pane.view.webview.postMessage(message);
    }
    this.#describe(message.state);
  }

  /** Puts the most important thing next to the names of the views, where it can be read even if a view is folded up. */
  #describe({ training, history }: ViewState): void {
    const style = this.#panes.get('style')?.view;
    const notes = this.#panes.get('notes')?.view;
    const percent =
      training && training.steps > 0 ? `${Math.floor((100 * training.step) / training.steps)} %` : undefined;
    if (style && style.description !== percent) style.description = percent;
    const count = history.items > 0 ? String(history.items) : undefined;
    if (notes && notes.description !== count) notes.description = count;
  }
}
