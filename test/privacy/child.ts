/**
 * Everything that the product does with someone's writing, in its own workers: `node child.ts FOLDER`. FOLDER then
 * contains `notes`, `home`, `before` (the home before forgetting), `out` (an export) and `results.json`; the workers'
 * logs go to standard output.
 */
import fs from 'node:fs';
import path from 'node:path';
import { OwnhandError } from '../../src/core/support/errors.ts';
import { WorkerClient, type WorkerRole } from '../../src/worker/client.ts';
import { AddModel, Forget, Mine, Profile, Search } from '../../src/worker/requests/library.ts';
import { ExportAdapter, Train, TrainNote, UseAdapter } from '../../src/worker/requests/training.ts';
import { Complete, Rewrite, Tags, Titles } from '../../src/worker/requests/writing.ts';
import { writeTinyEmbedding } from '../unit/retrieval/tinyEmbedding.ts';
import { fixture } from '../unit/tiny.ts';
import { PERSONAL, SECRET_NOTE, SECRETS, writeNotes } from './canaries.ts';

const folder = process.argv[2];
const [notes, home, out] = ['notes', 'home', 'out'].map((name) => path.join(folder, name));
const secret = path.join(notes, SECRET_NOTE);

function client(role: WorkerRole): WorkerClient {
  return new WorkerClient({
    script: path.join(import.meta.dirname, '..', '..', 'src', 'worker', 'main.ts'),
    role,
    restart: false,
    initialize: { home, model: null, device: 'cpu', threads: 1 },
    onLog: (line) => console.log(line),
  });
}

/** Trains; with `stop`, only until the first step, which leaves a checkpoint. */
async function train(name: string, stop?: AbortController): Promise<void> {
  const trainer = client('train');
  trainer.onNotification(TrainNote, ({ step }) => step > 0 && stop?.abort());
  try {
    await trainer.request(Train, { name, epochs: stop ? 200 : 2, seed: 1 }, { signal: stop?.signal });
  } catch (error) {
    if (!OwnhandError.is(error, 'cancelled')) throw error;
  } finally {
    trainer.dispose();
  }
}

writeNotes(notes);
const serve = client('serve');
await serve.request(AddModel, { source: fixture('tiny-llama-gqa-tied') });
const dense = writeTinyEmbedding(path.join(folder, 'embedding'));
const mined = await serve.request(Mine, { paths: [notes], dense });
await train('personal');
await train('stopped', new AbortController());
await serve.request(UseAdapter, { name: 'personal' });
const text = fs.readFileSync(secret, 'utf8');
const suggested = [
  await serve.request(Complete, { text: 'The spare key of the', maxTokens: 8 }),
  await serve.request(Complete, { text: `Line 0 of my papers says ${SECRETS[0].slice(0, 4)}`, maxTokens: 8 }),
  await serve.request(Titles, { text, n: 2 }),
  await serve.request(Tags, { text, n: 3 }),
  await serve.request(Rewrite, { text: PERSONAL[0] }),
  await serve.request(Search, { query: `${SECRETS.join(' ')} papers`, k: 5 }),
  await serve.request(Profile, { refresh: true }),
];
await serve.request(ExportAdapter, { name: 'personal', folder: out, format: 'peft' });
fs.cpSync(home, path.join(folder, 'before'), { recursive: true });
const forgotten = await serve.request(Forget, { source: secret });
fs.writeFileSync(path.join(folder, 'results.json'), JSON.stringify({ mined, suggested, forgotten }));
serve.dispose();
