import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OwnhandError } from '../../src/core/support/errors.ts';
import { seededRandom } from '../../src/core/support/random.ts';
import { WorkerClient } from '../../src/worker/client.ts';
import { AddModel, Mine } from '../../src/worker/requests/library.ts';
import { Complete } from '../../src/worker/requests/writing.ts';
import { fixture } from '../unit/tiny.ts';

/** Results of a number of completion requests, many of them cancelled. */
export interface RequestLoad {
  requests: number;
  answered: number;
  cancelled: number;
  /** Requests that ended with any other error; there should be none. */
  failed: number;
  /** Milliseconds from the request to the answer, for those that were answered. */
  latencyMs: { median: number; p95: number; most: number };
  /** Milliseconds from cancelling until the caller was free. */
  cancelMs: { median: number; most: number };
  /** The worker's resident memory, MB, at ten moments from a tenth of the requests to the end; NaN except on Linux. */
  memoryMb: number[];
}

/** At most this many are in flight: a person types faster than a model writes, and each keystroke cancels the last. */
const UNDER_WAY = 4;

/**
 * Asks a serve worker with a tiny model for completions, four at a time, and cancels two of three at a random moment.
 * @param folder an empty one
 */
export async function requestLoad(requests: number, seed: number, folder: string): Promise<RequestLoad> {
  const notes = path.join(folder, 'notes');
  fs.mkdirSync(notes, { recursive: true });
  const sentence = (i: number, at: number) => `On day ${at} the kettle${i} of place${i}x${at} was quiet at noon.`;
  for (let i = 0; i < 20; i++) {
    const text = Array.from({ length: 12 }, (_, at) => sentence(i, at)).join(' ');
    fs.writeFileSync(path.join(notes, `note-${i}.md`), text);
  }
  const client = new WorkerClient({
    script: path.join(import.meta.dirname, '..', '..', 'src', 'worker', 'main.ts'),
    role: 'serve',
    restart: false,
    initialize: { home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 },
  });
  try {
    await client.request(AddModel, { source: fixture('tiny-llama-gqa-tied') });
    await client.request(Mine, { paths: [notes] });
    const random = seededRandom(seed);
    const [latency, freed, memoryMb]: number[][] = [[], [], []];
    const counts = { answered: 0, cancelled: 0, failed: 0 };
    const ask = async (n: number) => {
      const text = Array.from({ length: 1 + (n % 9) }, (_, at) => sentence(n % 20, at + (n % 5))).join(' ');
      const cancelAfter = random() < 2 / 3 ? random() * random() * 60 : undefined;
      const controller = new AbortController();
      const asked = performance.now();
      let stopped = Number.NaN;
      if (cancelAfter !== undefined) {
        void wait(cancelAfter).then(() => {
          stopped = performance.now();
          controller.abort();
        });
      }
      try {
        const cut = text.slice(0, text.length - Math.floor(random() * 20));
        await client.request(Complete, { text: cut, maxTokens: 6 }, { signal: controller.signal });
        counts.answered++;
        latency.push(performance.now() - asked);
      } catch (error) {
        if (!OwnhandError.is(error, 'cancelled')) counts.failed++;
        else counts.cancelled++;
        if (!Number.isNaN(stopped)) freed.push(performance.now() - stopped);
      }
    };
    let next = 0;
    const lane = async () => {
      while (next < requests) {
        const n = next++;
        await ask(n);
        if ((n + 1) % Math.ceil(requests / 10) === 0) memoryMb.push(residentMb(client.pid));
      }
    };
    await Promise.all(Array.from({ length: UNDER_WAY }, lane));
    return {
      requests,
      ...counts,
      latencyMs: { median: quantile(latency, 0.5), p95: quantile(latency, 0.95), most: quantile(latency, 1) },
      cancelMs: { median: quantile(freed, 0.5), most: quantile(freed, 1) },
      memoryMb,
    };
  } finally {
    client.dispose();
  }
}

/** Resident memory of a process, MB. */
export function residentMb(pid: number | undefined): number {
  if (process.platform !== 'linux') return Number.NaN;
  return Number(/VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Number((sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1));
}
