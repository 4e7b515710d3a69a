/**
 * The caller's side of a worker process: forks it, speaks typed JSON-RPC over its IPC channel, and restarts it after a
 * crash. Knows nothing of VS Code, so that tests and scripts can use it as well.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { EngineStatus } from '../core/engine/status.ts';
import { OwnhandError } from '../core/support/errors.ts';
import type { WorkerConnection } from './connection.ts';
import { CrashLimit } from './crashLimit.ts';
import { Ending } from './ending.ts';
import { NODE_FLAGS } from './nodeFlags.ts';
import type { NoteKind, RequestKind } from './request.ts';
import { Initialize, type InitializeParams } from './requests/worker.ts';

export type WorkerRole = 'serve' | 'train';

/** `stopped`: not started, or ended by `dispose`; `failed`: crashed too often and left alone. */
export type WorkerState = 'stopped' | 'starting' | 'ready' | 'waiting' | 'failed';

export interface WorkerClientOptions {
  /** Path of the worker bundle (`dist/worker.js`). */
  script: string;
  role: WorkerRole;
  initialize: InitializeParams;
  /** Whether a crash is followed by a restart; a person resumes a training run instead. */
  restart?: boolean;
  /** First wait before a restart in milliseconds; doubled at each further crash. */
  backoffMs?: number;
  /** Lines the worker writes to its standard output and error. */
  /** Variables in addition to those of this process. */
  env?: NodeJS.ProcessEnv;
  onLog?: (line: string) => void;
  onState?: (state: WorkerState, message: string) => void;
  /** The answer to `initialize`, at each start. */
  onReady?: (status: EngineStatus) => void;
}

/** How a request may be stopped: by either, or both. */
export interface Cancellation {
  signal?: AbortSignal;
  /** Any token of VS Code's shape. */
  token?: CancellationToken;
}

type Answer = { method: string; handler: (value: unknown, signal: AbortSignal) => unknown };
type Listener = { method: string; handler: (value: unknown) => void };

/** One running child with its connection; a new one after each crash. */
interface Session {
  child: ChildProcess;
  connection: Promise<WorkerConnection>;
  ready: Promise<EngineStatus>;
  /** Reports that the child is gone, so that requests in flight do not wait for ever. */
  gone: Ending;
}

const MAX_CRASHES = 5;
const CRASH_WINDOW_MS = 60_000;
const KILL_AFTER_MS = 2_000;

export class WorkerClient {
  readonly #options: WorkerClientOptions;
  readonly #crashes = new CrashLimit(MAX_CRASHES, CRASH_WINDOW_MS);
  readonly #listeners: Listener[] = [];
  readonly #answers: Answer[] = [];
  #session: Session | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #disposed = false;
  #currentState: WorkerState = 'stopped';

  constructor(options: WorkerClientOptions) {
    this.#options = options;
  }

  get state(): WorkerState {
    return this.#currentState;
  }

  /** Process id of the running worker, for the log and for tests. */
  get pid(): number | undefined {
    return this.#session?.child.pid;
  }

  /** Starts the worker if it is not running; resolves once it has answered `initialize`. */
  async start(): Promise<EngineStatus> {
    const session = this.#ensureSession();
    return session.gone.before(session.ready).catch((error) => {
      throw toOwnhandError(error, false);
    });
  }

  /**
   * Sends a request, starting the worker if necessary. Rejects with an OwnhandError: the worker's own code and
   * sentence, `cancelled`, or `internal` if the worker ended before it answered.
   */
  async request<P, R>({ method }: RequestKind<P, R>, params: P, cancel: Cancellation = {}): Promise<R> {
    if (cancel.signal?.aborted || cancel.token?.isCancellationRequested) throw cancelledError();
    const stopped = new AbortController();
    const stop = () => stopped.abort();
    cancel.signal?.addEventListener('abort', stop, { once: true });
    const tokenListener = cancel.token?.onCancellationRequested(stop);
    const session = this.#ensureSession();
    try {
      // A worker that is still starting must not hold up a caller who has given up.
      const givenUp = new Promise<never>((_, reject) => {
        stopped.signal.addEventListener('abort', () => reject(cancelledError()), { once: true });
      });
      givenUp.catch(() => {});
      await Promise.race([session.gone.before(session.ready), givenUp]);
      const answer = (await session.connection).request(method, params, stopped.signal);
      return (await session.gone.before(answer)) as R;
    } catch (error) {
      throw toOwnhandError(error, stopped.signal.aborted);
    } finally {
      cancel.signal?.removeEventListener('abort', stop);
      tokenListener?.dispose();
    }
  }

  /** Tells a running worker; if none is running, there is nobody to tell. */
  notify<T>({ method }: NoteKind<T>, value: T): void {
    const session = this.#session;
    // Anything sent before `initialize` is answered could be lost on the way.
    session?.ready
      .then(() => session.connection)
      .then((connection) => connection.notify(method, value))
      .catch(() => undefined);
  }

  /** Listens to a notification across restarts; returns a function that stops listening. */
  onNotification<T>({ method }: NoteKind<T>, handler: (value: T) => void): () => void {
    const listener = { method, handler } as Listener;
    this.#listeners.push(listener);
    this.#session?.connection.then((connection) => this.#listen(connection, method)).catch(() => undefined);
    return () => {
      const at = this.#listeners.indexOf(listener);
      if (at >= 0) this.#listeners.splice(at, 1);
    };
  }

  /** Answers a request from the worker, across restarts; must be called before the worker is started. */
  onRequest<P, R>({ method }: RequestKind<P, R>, handler: (value: P, signal: AbortSignal) => Promise<R>): void {
    this.#answers.push({ method, handler } as Answer);
  }

  /** Ends the worker; requests in flight are rejected as cancelled. The client cannot be used again. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#restartTimer);
    const session = this.#session;
    this.#session = undefined;
    if (session) {
      session.child.kill();
      // A worker deep in native code does not see the signal; it must not outlive the editor.
      const force = setTimeout(() => session.child.kill('SIGKILL'), KILL_AFTER_MS);
      force.unref();
      session.child.once('exit', () => clearTimeout(force));
    }
    this.#setState('stopped', '');
  }

  #ensureSession(): Session {
    if (this.#disposed) throw cancelledError();
    if (this.#currentState === 'failed') throw new OwnhandError('internal', givenUp(this.#options.role));
    if (!this.#session) {
      clearTimeout(this.#restartTimer);
      this.#session = this.#startSession();
    }
    return this.#session;
  }

  #startSession(): Session {
    const { script, role, initialize, env, onLog } = this.#options;
    this.#setState('starting', '');
    const child = fork(script, [role], {
      execArgv: NODE_FLAGS,
      env: { ...process.env, ...env, ORT_DISABLE_TELEMETRY: '1', ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split(/\r?\n/)) if (line.trim()) onLog?.(line);
      });
    }
    const connection = this.#connect(child);
    const gone = new Ending();
    const end = (detail: string) => {
      gone.end(this.#disposed ? cancelledError() : crashError(role, detail));
      connection.then((open) => open.dispose()).catch(() => undefined);
      this.#onGone(session, detail);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`));
    const ready = connection.then((open) => open.request(Initialize.method, initialize) as Promise<EngineStatus>);
    ready.then(
      (status) => {
        if (this.#session !== session) return;
        this.#setState('ready', '');
        this.#options.onReady?.(status);
      },
      (error: unknown) => {
        if (this.#session !== session) return;
        // It is alive but cannot work; the next request tries again with a new one.
        this.#session = undefined;
        child.kill();
        this.#setState('stopped', toOwnhandError(error, false).message);
      },
    );
    const session: Session = { child, connection, ready, gone };
    return session;
  }

  /** Loads the channel's library with the first worker: the editor waits for everything that is read at start-up. */
  async #connect(child: ChildProcess): Promise<WorkerConnection> {
    const { WorkerConnection } = await import('./connection.ts');
    const connection = new WorkerConnection(child);
    for (const { method } of this.#listeners) this.#listen(connection, method);
    for (const { method, handler } of this.#answers) connection.onRequest(method, handler);
    connection.listen();
    return connection;
  }

  /** Called when a child has ended, once or (after `error` and `exit`) twice. */
  #onGone(session: Session, detail: string): void {
    if (this.#disposed || this.#session !== session) return;
    this.#session = undefined;
    if (this.#options.restart === false) {
      this.#setState('stopped', detail);
      return;
    }
    if (this.#crashes.add(Date.now())) {
      this.#setState('failed', givenUp(this.#options.role));
      return;
    }
    const wait = (this.#options.backoffMs ?? 500) * 2 ** (this.#crashes.count - 1);
    this.#setState('waiting', `The ${this.#options.role} worker ended (${detail}); it starts again in ${wait} ms.`);
    this.#restartTimer = setTimeout(() => {
      if (!this.#session && !this.#disposed) this.#session = this.#startSession();
    }, wait);
    this.#restartTimer.unref();
  }

  /** The library takes one listener per name; all of ours hear it. */
  #listen(connection: WorkerConnection, method: string): void {
    connection.onNotification(method, (value) => {
      for (const listener of [...this.#listeners]) if (listener.method === method) listener.handler(value);
    });
  }

  #setState(state: WorkerState, message: string): void {
    this.#currentState = state;
    this.#options.onState?.(state, message);
  }
}

function cancelledError(): OwnhandError {
  return new OwnhandError('cancelled', 'Stopped before it was finished.');
}

function crashError(role: WorkerRole, detail: string): OwnhandError {
  return new OwnhandError('internal', `The ${role} worker ended unexpectedly (${detail}); try again.`);
}

function givenUp(role: WorkerRole): string {
  return `The ${role} worker crashed ${MAX_CRASHES} times within a minute and was not restarted; see the log, then reload the window.`;
}

/** An answer's error as the error type that reaches a user. */
function toOwnhandError(error: unknown, cancelled: boolean): OwnhandError {
  if (OwnhandError.is(error)) return error;
  if (cancelled) return cancelledError();
  const message = error instanceof Error ? error.message : String(error);
  return new OwnhandError('internal', message, { cause: error });
}
