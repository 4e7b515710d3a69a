/** The training worker itself, as the editor forks it: held, alone on its history, and ended with its window. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrainProgress } from '../../../src/core/train/place.ts';
import { WorkerClient, type WorkerRole } from '../../../src/worker/client.ts';
import { AddModel, Mine } from '../../../src/worker/requests/library.ts';
import { HoldTraining, Train, TrainNote } from '../../../src/worker/requests/training.ts';
import { Status } from '../../../src/worker/requests/worker.ts';
import { fixture, scratch } from '../tiny.ts';
import { item } from './author.ts';

const script = path.join(import.meta.dirname, '../../../src/worker/main.ts');
const OPTIONS = { epochs: 400, maxSteps: 5000, seed: 3 };

let folder: string;
let serve: WorkerClient;
const clients: WorkerClient[] = [];

function start(role: WorkerRole): WorkerClient {
  const initialize = { home: path.join(folder, 'home'), model: null, device: 'cpu', threads: 1 } as const;
  const client = new WorkerClient({ script, role, restart: false, initialize });
  clients.push(client);
  return client;
}

/** A run with the steps that it has reported. */
function train(resume: boolean): { client: WorkerClient; steps: number[]; ended: Promise<unknown> } {
  const client = start('train');
  const steps: number[] = [];
  client.onNotification(TrainNote, ({ phase, step }: TrainProgress) => phase === 'training' && steps.push(step));
  const ended = client.request(Train, { ...OPTIONS, resume }).catch((error: Error) => error.message);
  return { client, steps, ended };
}

beforeAll(async () => {
  folder = scratch();
  const file = path.join(folder, 'author.jsonl');
  writeFileSync(file, Array.from({ length: 8 }, (_, at) => JSON.stringify(item(at))).join('\n'));
  serve = start('serve');
  await serve.request(AddModel, { source: fixture('tiny-llama-gqa-tied') });
  await serve.request(Mine, { paths: [file] });
});
afterAll(() => {
  for (const client of clients) client.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const training = async () => (await serve.request(Status, undefined)).training;
const slow = { timeout: 120_000 };

/** Waits until a run has reported more steps than these; fails at once if it ends before. */
async function goesOn({ steps, ended }: ReturnType<typeof train>, after: number): Promise<void> {
  const seen = async () => {
    await expect.poll(() => steps.length, slow).toBeGreaterThan(after);
    return 'goes on';
  };
  expect(await Promise.race([seen(), ended])).toBe('goes on');
}

it('is held and released, is the only one on its history, and leaves a checkpoint when its window is gone', async () => {
  const first = train(false);
  await goesOn(first, 2);
  first.client.notify(HoldTraining, { held: true });
  let before = -1;
  await expect
    .poll(
      () => {
        const same = before === first.steps.length;
        before = first.steps.length;
        return same;
      },
      { ...slow, interval: 1000 },
    )
    .toBe(true);
  expect(await training()).toBe(true);
  expect(await train(false).ended).toMatch(/Another window is training already/);
  first.client.notify(HoldTraining, { held: false });
  await goesOn(first, before + 2);

  // The signal that comes when the window closes; a run killed at once would leave its lock.
  process.kill(first.client.pid!, 'SIGTERM');
  expect(await first.ended).toMatch(/ended unexpectedly|was stopped at step/);
  await expect.poll(training, slow).toBe(false);
  expect(readdirSync(path.join(folder, 'home/training'))).toEqual(['checkpoint.safetensors']);

  const second = train(true);
  await goesOn(second, 0);
  // Not from the checkpoint of the first step, but from where it was.
  expect(second.steps[0]).toBeGreaterThanOrEqual(first.steps.at(-1)!);
}, 400_000);
