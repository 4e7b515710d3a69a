import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { learntBy } from '../../src/core/adapter/learnt.ts';
import { OURS } from '../../src/core/home/places.ts';
import { importModel } from '../../src/core/model/import.ts';
import { seededRandom } from '../../src/core/support/random.ts';
import { loadCheckpoint } from '../../src/core/train/checkpoint.ts';
import { startHub } from '../unit/model/fakeHub.ts';
import { fixture } from '../unit/tiny.ts';
import { canary, DOWNLOADED, engineOf, NOTES, noteFile, type Place, placeIn, prepare } from './place.ts';

/** How many processes were killed while doing what. */
type Killed = Record<string, number>;

/**
 * Kills a working process `kills` times, each at a random moment, and checks what it left after each.
 * @param folder an empty one
 * @throws AssertionError for the first thing that is not as it should be
 */
export async function crash(kills: number, seed: number, folder: string, onKill?: (what: string) => void) {
  const place = placeIn(folder);
  await prepare(place);
  const hub = await startHub(fixture('tiny-qwen2'));
  hub.faults.drop = { file: 'model.safetensors', after: 60_000, times: Number.POSITIVE_INFINITY };
  const random = seededRandom(seed);
  const killed: Killed = {};
  for (let n = 0; n < kills; n++) {
    const what = await killAtRandom(folder, n, hub.endpoint, Math.floor(random() * random() * 1_500));
    killed[what] = (killed[what] ?? 0) + 1;
    onKill?.(what);
    await look(place);
  }
  const engine = engineOf(place);
  hub.faults = {};
  await importModel({ kind: 'hub', id: DOWNLOADED, revision: 'main' }, engine.modelsFolder, { endpoint: hub.endpoint });
  hub.close();
  assert.deepEqual(fs.readdirSync(path.join(engine.modelsFolder, '.downloads')), [], 'a download is left');
  const { adapter } = await engine.train({ name: 'last', maxSteps: 1, seed: 1 });
  assert.equal(adapter, 'last');
  await engine.dispose();
  return killed;
}

/** @returns what the process was doing */
export async function killAtRandom(
  folder: string,
  first: number,
  endpoint: string,
  ms: number,
  ...more: 'chaos'[]
): Promise<string> {
  const program = path.join(import.meta.dirname, 'child.ts');
  const child = spawn(process.execPath, [program, folder, String(first), ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HF_ENDPOINT: endpoint },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)));
  let doing = '';
  const began = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      doing = line;
      resolve();
    });
  });
  await Promise.race([began, ended]);
  await Promise.race([wait(ms), ended]);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', `it ended by itself: ${errors}`);
  return doing;
}

/** What must hold whenever a process was killed, once the next one has begun. */
export async function look(place: Place): Promise<void> {
  const engine = engineOf(place);
  try {
    const { store } = engine;
    assert.equal(store.restarted, false, 'the store was damaged');
    const before = store.list().map(({ source }) => source);
    assert.equal(new Set(before).size, before.length, 'an item is there twice');
    // Everything that was being written only temporarily is gone, with every word in it.
    assert.deepEqual(filesIn(path.join(place.home, 'eval')), []);
    if (!before.includes(noteFile(place, 1))) assert.deepEqual(holding(place.home, canary(1)), []);
    const known = fs.readdirSync(place.home).filter((name) => !OURS.includes(name));
    assert.deepEqual(known, [], 'a file that no list knows of');
    assert.deepEqual(temporaryIn(place.home), []);

    await engine.mine([place.notes, noteFile(place, 1)]);
    const items = store.list();
    const expected = Array.from({ length: NOTES }, (_, i) => noteFile(place, i)).sort();
    assert.deepEqual(items.map(({ source }) => source).sort(), expected, 'items were lost');
    for (const { source, text } of items) assert.ok(fs.readFileSync(source, 'utf8').includes(text), 'an old text');
    assert.ok(store.text.match([canary(0)], { limit: 2 }).length === 1, 'the index is out of step');

    assert.ok((await engine.profile({})).prose.length > 0);
    assert.ok(engine.models().length >= 1, 'the model is gone');
    const base = engine.model();
    assert.ok(base);
    await base.verify();
    const active = engine.adapters.active();
    assert.ok(active !== null, 'no adapter serves');
    for (const { name } of engine.adapters.list()) {
      engine.adapters.load(name, base);
      learntBy(engine.adapters.record(name))('one');
    }
    assert.ok(
      engine.adapters.list().some(({ name }) => name === 'good'),
      'the good adapter is gone',
    );
    const training = path.join(place.home, 'training');
    if (fs.existsSync(path.join(training, 'checkpoint.safetensors'))) assert.ok(loadCheckpoint(training));

    fs.rmSync(path.join(place.out, 'good'), { recursive: true, force: true });
    await engine.exportAdapter('good', path.join(place.out, 'good'));
    assert.deepEqual(fs.readdirSync(place.out), ['good']);
  } finally {
    await engine.dispose();
  }
}

export function filesIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Files whose bytes contain a word; the user's own are not among them. */
export function holding(home: string, word: string): string[] {
  return filesIn(home).filter((file) => fs.statSync(file).isFile() && fs.readFileSync(file).includes(word));
}

function temporaryIn(home: string): string[] {
  // An unfinished download is kept, because the next attempt continues it.
  const downloads = path.join(home, 'models', '.downloads') + path.sep;
  return filesIn(home).filter((file) => /\.(?:new|old|tmp|part)$|-old$/.test(file) && !file.startsWith(downloads));
}
