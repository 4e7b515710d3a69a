import { join } from 'node:path';
import { type ExtensionContext, type LogOutputChannel, l10n, window, workspace } from 'vscode';
import { ownNetwork } from '../core/model/sources/download.ts';
import type { Progress } from '../core/support/progress.ts';
import { type Cancellation, WorkerClient, type WorkerRole } from '../worker/client.ts';
import type { RequestKind } from '../worker/request.ts';
import { Overview, Profile } from '../worker/requests/library.ts';
import { Adapters } from '../worker/requests/training.ts';
import { HostAsk, HostDownload, ProgressNote, Status } from '../worker/requests/worker.ts';
import { affectsWorker, homeOf, readSettings } from './settings.ts';
import type { AppState } from './state.ts';
import { Disposable } from './support/lifecycle.ts';
import { logError, shownSentence } from './support/log.ts';

/**
 * The workers as the extension sees them: the serve worker, restarted when its settings change, and new ones for
 * training.
 */
export class Workers extends Disposable {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #state: AppState;
  readonly #progressListeners = new Set<(progress: Progress) => void>();
  #current: WorkerClient;

  constructor(context: ExtensionContext, log: LogOutputChannel, state: AppState) {
    super();
    this.#context = context;
    this.#log = log;
    this.#state = state;
    this.#current = this.#createServing();
    this._register({ dispose: () => this.#current.dispose() });
    this._register(workspace.onDidChangeConfiguration((event) => affectsWorker(event) && this.#restart()));
  }

  get client(): WorkerClient {
    return this.#current;
  }

  /** Sends a request to the serve worker, starting it if necessary; see `WorkerClient.request`. */
  request<P, R>(type: RequestKind<P, R>, params: P, cancel?: Cancellation): Promise<R> {
    return this.#current.request(type, params, cancel);
  }

  /** Runs a long request and passes its progress on. */
  async long<P, R>(
    type: RequestKind<P, R>,
    params: P,
    cancel: Cancellation,
    onProgress: (progress: Progress) => void,
  ): Promise<R> {
    this.#progressListeners.add(onProgress);
    try {
      return await this.request(type, params, cancel);
    } finally {
      this.#progressListeners.delete(onProgress);
    }
  }

  /** Asks the worker for its status, for the status bar and the side bar. Failures are shown there, not thrown. */
  async refresh(): Promise<void> {
    try {
      this.#state.update({ status: await this.request(Status, undefined) });
      this.#state.update({ adapters: await this.request(Adapters, undefined) });
      this.#state.update({ overview: await this.request(Overview, undefined) });
      const mined = (this.#state.snapshot.status?.history.items ?? 0) > 0;
      this.#state.update({ profile: mined ? await this.request(Profile, { refresh: false }) : null });
    } catch (error) {
      logError(this.#log, 'reading the state', error);
    }
  }

  /** A worker of this extension's bundle with the current settings. */
  createClient(
    role: WorkerRole,
    restart: boolean,
    hooks: Pick<ConstructorParameters<typeof WorkerClient>[0], 'onState' | 'onReady'>,
  ): WorkerClient {
    const { model, device, threads, endpoint } = readSettings();
    const client = new WorkerClient({
      script: join(this.#context.extensionPath, 'dist', 'worker.js'),
      role,
      restart,
      initialize: { home: homeOf(this.#context), model, device, threads, endpoint, hostNetwork: true },
      env: proxyEnvironment(),
      onLog: (line) => this.#log.info(`[${role}] ${line}`),
      ...hooks,
    });
    // In this process, because the editor gives its fetch the user's proxies and certificates.
    const network = ownNetwork();
    client.onRequest(HostAsk, ({ url }, signal) => network.ask(url, signal));
    client.onRequest(HostDownload, async (file, signal) => {
      await network.download(file, { signal, onProgress: (progress) => this.#tell(progress) });
      return null;
    });
    return client;
  }

  #tell(progress: Progress): void {
    for (const listener of this.#progressListeners) listener(progress);
  }

  #createServing(): WorkerClient {
    const client: WorkerClient = this.createClient('serve', true, {
      onState: (worker, message) => {
        this.#log.info(`serve worker: ${worker}${message && `: ${message}`}`);
        if (client === this.#current || this.#current === undefined) {
          this.#state.update({ worker, problem: shownSentence(message) });
        }
      },
      onReady: (status) => {
        this.#state.update({ status });
        if (status.restarted) {
          void window.showWarningMessage(
            l10n.t('What Ownhand had read of your notes was damaged and has been set aside; let it read them again.'),
          );
        }
      },
    });
    client.onNotification(ProgressNote, (progress) => this.#tell(progress));
    return client;
  }

  #restart(): void {
    this.#log.info('settings changed: the serve worker starts again');
    this.#current.dispose();
    this.#current = this.#createServing();
    void this.refresh();
  }
}

/** The editor's proxy for the programs that a worker starts, such as `pip`, unless the environment names one. */
function proxyEnvironment(): NodeJS.ProcessEnv {
  const proxy = workspace.getConfiguration().get('http.proxy', '').trim();
  const named = Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name));
  return proxy === '' || named ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
}
