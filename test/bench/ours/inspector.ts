/** The inspector of another Node process, and through it V8's sampling profiler. */
import { once } from 'node:events';
import { until } from '../../vscode/testing.ts';

/** The port on which a process listens after a signal tells it to. */
const PORT = 9229;

/** What `Profiler.stop` gives, of which times are in microseconds. */
export interface Profile {
  nodes: { id: number; callFrame: { url: string }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

/** The inspector of a process that was started without one. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { id, result, error } = JSON.parse(data) as { id?: number; result: unknown; error?: { message: string } };
      const answer = this.#answers.get(id ?? 0);
      if (error) answer?.reject(new Error(error.message));
      else answer?.resolve(result);
    });
  }

  /** @param pid of a process of this user */
  static async open(pid: number): Promise<Inspector> {
    process.kill(pid, 'SIGUSR1');
    const url = await until('the inspector listens', 20, async () => {
      const answer = await fetch(`http://127.0.0.1:${PORT}/json/list`).catch(() => null);
      const [target] = answer ? ((await answer.json()) as { webSocketDebuggerUrl: string }[]) : [];
      return target?.webSocketDebuggerUrl;
    });
    const socket = new WebSocket(url);
    await once(socket, 'open');
    const inspector = new Inspector(socket);
    return inspector;
  }

  /** Milliseconds for which code of files whose address contains `part` was on the stack while `work` ran. */
  async timeIn(part: string, work: () => Promise<void>): Promise<number> {
    await this.#call('Profiler.enable');
    await this.#call('Profiler.setSamplingInterval', { interval: 200 });
    await this.#call('Profiler.start');
    await work();
    const { profile } = (await this.#call('Profiler.stop')) as { profile: Profile };
    return timeIn(profile, part);
  }

  close(): void {
    this.#socket.close();
  }

  #call(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    const id = ++this.#count;
    this.#socket.send(JSON.stringify({ id, method, params }));
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    return answer.promise;
  }
}

/** Milliseconds of a profile in which code of files whose address contains `part` was on the stack. */
export function timeIn({ nodes, samples, timeDeltas }: Profile, part: string): number {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const own = new Set(nodes.filter(({ callFrame }) => callFrame.url.includes(part)).map(({ id }) => id));
  const isWithin = (id: number | undefined): boolean => id !== undefined && (own.has(id) || isWithin(parents.get(id)));
  return samples.reduce((sum, id, at) => sum + (isWithin(id) ? timeDeltas[at] : 0), 0) / 1000;
}
