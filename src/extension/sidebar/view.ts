import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import {
  commands,
  env,
  type LogOutputChannel,
  l10n,
  Uri,
  type Webview,
  type WebviewView,
  type WebviewViewProvider,
  window,
} from 'vscode';
import type { ProfileResult } from '../../core/types.ts';
import { EditProfile, SwitchHabits } from '../../worker/protocol.ts';
import type { Engine } from '../engine.ts';
import { shortPath } from '../library/paths.ts';
import type { AppState } from '../state.ts';
import { trainingLine, unfinishedLine } from '../status/progress.ts';
import type { Strength } from '../suggestions/strength.ts';
import { Disposable } from '../support/lifecycle.ts';
import { logError, messageOf } from '../support/log.ts';
import { pageHtml } from './html.ts';
import { FromViewSchema, isThere, type ToView, type ViewState, viewStateOf, type Wording } from './messages.ts';

/** Between two states sent to the page, in milliseconds: training reports faster than anyone reads. */
const SEND_EVERY = 200;
const WORDING: Wording = { training: trainingLine, unfinished: unfinishedLine, path: (file) => shortPath(file) };

/** The sidebar's view: shows the state, runs commands. */
export class ProfileView extends Disposable implements WebviewViewProvider {
  private readonly dist: Uri;
  private readonly state: AppState;
  private readonly engine: Engine;
  private readonly strength: Strength;
  private readonly log: LogOutputChannel;
  private view: WebviewView | undefined;
  private timer: NodeJS.Timeout | undefined;
  private sent = '';
  /** The page has drawn itself and asked for the state; for tests. */
  ready = false;

  constructor(extensionUri: Uri, state: AppState, engine: Engine, strength: Strength, log: LogOutputChannel) {
    super();
    this.dist = Uri.joinPath(extensionUri, 'dist');
    this.state = state;
    this.engine = engine;
    this.strength = strength;
    this.log = log;
    this._register(window.registerWebviewViewProvider('ownhand.profile', this));
    this._register(state.onDidChange(() => this.sendSoon()));
    this._register({ dispose: () => clearTimeout(this.timer) });
  }

  /** What the page shows, or would show if it were open. */
  get viewState(): ViewState {
    return viewStateOf(this.state.snapshot, WORDING);
  }

  resolveWebviewView(view: WebviewView): void {
    this.view = view;
    this.sent = '';
    view.webview.options = { enableScripts: true, localResourceRoots: [this.dist] };
    view.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
    view.onDidChangeVisibility(() => view.visible && this.send());
    view.onDidDispose(() => {
      this.view = undefined;
      this.ready = false;
    });
    view.webview.html = this.page(view.webview);
  }

  private page(webview: Webview): string {
    return pageHtml({
      script: webview.asWebviewUri(Uri.joinPath(this.dist, 'webview.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(this.dist, 'webview.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      language: env.language,
      strings: l10n.bundle,
    });
  }

  /** Does what the page asks for, if it is among what the page may ask for. */
  receive(message: unknown): void {
    const parsed = v.safeParse(FromViewSchema, message);
    if (!parsed.success) {
      this.log.warn('the sidebar sent a message of no known kind');
      return;
    }
    const { output } = parsed;
    if (output.type === 'ready') {
      this.ready = true;
      this.sent = ''; // a page that was hidden comes back empty
      this.send();
    } else if (output.type === 'run') {
      void commands.executeCommand(output.command);
    } else if (output.type === 'target') {
      const { command, target } = output;
      // What the page shows may be gone by now.
      if (isThere(command, target, this.state.snapshot)) void commands.executeCommand(command, target);
    } else if (output.type === 'strength') {
      void this.strength.set(output.strength);
    } else if (output.type === 'profile') {
      void this.change(this.engine.request(EditProfile, { prose: output.prose }));
    } else {
      void this.change(this.engine.request(SwitchHabits, { off: output.off }));
    }
  }

  /** Shows the profile as the user has changed it, or why that failed. */
  private async change(changing: Promise<ProfileResult>): Promise<void> {
    try {
      this.state.update({ profile: await changing });
    } catch (error) {
      logError(this.log, 'changing the profile', error);
      void window.showErrorMessage(messageOf(error));
    }
  }

  private sendSoon(): void {
    if (!this.view?.visible || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, SEND_EVERY);
  }

  private send(): void {
    if (!this.view?.visible || !this.ready) return;
    const message: ToView = { type: 'state', state: this.viewState };
    const text = JSON.stringify(message);
    if (text === this.sent) return;
    this.sent = text;
    void this.view.webview.postMessage(message);
  }
}
