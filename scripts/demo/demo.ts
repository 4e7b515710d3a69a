/**
 * Everything on one author's writing: base model, mining, training, and base next to adapter.
 * npm run demo [-- FOLDER|FILE.jsonl] [--home DIR] [--model ID|FOLDER|FILE.gguf] [--minutes M] [--json]
 * Without writing of your own it takes that of the maintainer who wrote most of the READMEs in node_modules; a second
 * maintainer is the control: an adapter of somebody else's, on the first one's writing.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ProgressLine, table, time } from '../../src/cli/output.ts';
import { Stack } from '../../src/core/adapter/stack.ts';
import { loadTaskAdapter } from '../../src/core/adapter/taskAdapter.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import { HistoryStore } from '../../src/core/history/store/store.ts';
import type { StoredItem } from '../../src/core/history/store/storedItem.ts';
import { OwnhandError } from '../../src/core/support/errors.ts';
import { compareOn } from '../../src/core/train/judge.ts';
import { heldOutExamples } from '../../src/core/train/materials.ts';
import type { TrainResult } from '../../src/core/train/run.ts';
import { type DemoAuthor, readmeAuthors } from './author.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Latest documents, left out of the history altogether, on which base and adapter write. */
const SHOWN = 3;
/** Training steps of each adapter: enough to show what happens, within minutes. */
const STEPS = 40;
/** The least number of characters before the completion in such a document. */
const BEFORE = 300;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string', default: path.join(ROOT, '.ownhand') },
    model: { type: 'string', default: 'default' },
    minutes: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  },
});
const demo = path.join(flags.home, 'demo');
const say = (text: string) => process.stderr.write(`${text}\n`);
const line = new ProgressLine();
const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
const call = { onProgress: line.show, signal: controller.signal };

/** An engine with a store and adapters of its own; one copy of the base model serves all. */
function engineAt(folder: string): Engine {
  const models = path.join(flags.home, 'models');
  return new Engine({ home: folder, models, model: null, device: 'auto', threads: null });
}

/** Writes an author's items as a `.jsonl`, in the form `mine` reads. */
function itemsFile(author: DemoAuthor): string {
  const file = path.join(demo, `${author.name.replace(/\W+/g, '-')}.jsonl`);
  fs.writeFileSync(file, author.items.map((item) => JSON.stringify(item)).join('\n'));
  return file;
}

/** Mines `source`, and separates the author's latest documents from the history. */
async function prepare(name: string, source: string): Promise<{ engine: Engine; latest: StoredItem[] }> {
  const all = engineAt(path.join(demo, `${name}-all`));
  const mined = await all.mine([source], call);
  line.end();
  const items = all.store.list();
  const words = all.store.totals().words;
  await all.dispose();
  say(`${name}: ${mined.items} documents, ${words.toLocaleString('en')} words, ${mined.redacted} secrets redacted`);
  if (items.length < SHOWN + 4) {
    throw new OwnhandError('no-history', `The demo needs at least ${SHOWN + 4} documents; give it more writing.`);
  }
  const folder = path.join(demo, name);
  fs.rmSync(folder, { recursive: true, force: true });
  const store = HistoryStore.open(path.join(folder, 'history.sqlite'));
  for (const { seq: _, words: __, bytes: ___, ...item } of items.slice(0, -SHOWN)) store.upsert(item);
  store.close();
  return { engine: engineAt(folder), latest: items.slice(-SHOWN) };
}

async function train(engine: Engine, whose: string): Promise<TrainResult> {
  say(`Training ${whose} adapter (${STEPS} steps, at most ${flags.minutes} minutes)`);
  const minutes = Number(flags.minutes);
  const result = await engine.train(
    { minutes, maxSteps: STEPS },
    { onProgress: line.showTraining, signal: controller.signal },
  );
  line.end();
  return result;
}

/** The place in a document where the completion begins: the end of a word past its beginning. */
function cut(text: string): number {
  const at = text.slice(BEFORE).search(/\p{L} \p{L}/u);
  return Math.min(text.length, BEFORE + Math.max(0, at + 1));
}

async function write(engine: Engine, { text, tags }: StoredItem) {
  const completion = await engine.writing.run('complete', { text: text.slice(0, cut(text)) });
  const titles = await engine.writing.run('titles', { text: text, n: 1 });
  const suggested = await engine.writing.run('tags', { text, n: Math.max(3, Math.min(tags.length, 5)) });
  return {
    completion: completion.suggestion,
    title: titles.titles[0]?.text ?? '',
    tags: suggested.tags.map((tag) => tag.text),
  };
}

async function main(): Promise<void> {
  const started = performance.now();
  fs.mkdirSync(demo, { recursive: true });
  const own = positionals[0];
  say(own ? `Your writing: ${own}` : "Looking for an author in node_modules' READMEs");
  const authors = await readmeAuthors(path.join(ROOT, 'node_modules'));
  const control = authors[own ? 0 : 1];

  const setup = engineAt(demo);
  const model = await setup.addModel(flags.model, call);
  line.end();
  await setup.dispose();
  say(`Base model: ${model.id} (${Math.round(model.parameters / 1e6)} million weights, from ${model.source})`);

  const author = await prepare(own ? 'you' : authors[0].name, own ?? itemsFile(authors[0]));
  const trained = await train(author.engine, 'the personal');
  const other = await prepare(`control ${control.name}`, itemsFile(control));
  await train(other.engine, "the control's");

  const base = author.engine.model();
  const foreign = other.engine.adapters.list()[0];
  if (!base || !foreign) throw new OwnhandError('internal', 'The trained adapters are gone.');
  const { layout, vector } = other.engine.adapters.load(foreign.name, base);
  const stack = new Stack(base.manifest.config, await loadTaskAdapter(base), layout);
  const { text: heldOut } = await heldOutExamples(base, author.engine.store);
  const threads = author.engine.threads;
  const wrong = await compareOn(
    heldOut,
    base,
    stack,
    { base: new Float32Array(vector.length), adapter: vector },
    { device: 'cpu', threads },
    controller.signal,
  );

  say('Written without the adapter and with it, for documents that neither training nor retrieval has seen');
  author.engine.useAdapter(null);
  const plain = [];
  for (const item of author.latest) plain.push(await write(author.engine, item));
  author.engine.useAdapter(trained.adapter);
  const documents = [];
  for (const [index, item] of author.latest.entries()) {
    const at = cut(item.text);
    documents.push({
      title: item.title,
      tags: item.tags,
      before: item.text.slice(0, at),
      after: item.text.slice(at, at + 120),
      base: plain[index],
      adapter: await write(author.engine, item),
    });
  }
  await author.engine.dispose();
  await other.engine.dispose();
  const heldout = { ...trained.heldout, wrongUser: wrong.adapter };
  const seconds = (performance.now() - started) / 1000;
  if (flags.json) console.log(JSON.stringify({ model: model.id, trained, heldout, documents, seconds }));
  else print(documents, heldout, trained, seconds);
}

type Document = {
  title: string;
  tags: string[];
  before: string;
  after: string;
  base: Awaited<ReturnType<typeof write>>;
  adapter: Awaited<ReturnType<typeof write>>;
};

function print(
  documents: Document[],
  heldout: TrainResult['heldout'] & { wrongUser: number },
  trained: TrainResult,
  seconds: number,
): void {
  for (const { title, tags, before, after, base, adapter } of documents) {
    const one = (text: string) => text.replace(/\s+/g, ' ');
    console.log(`\n…${one(before.slice(-160))}▮`);
    const rows = [
      ['', 'completion', 'title', 'tags'],
      ['without', one(base.completion), base.title, base.tags.join(', ')],
      ['adapter', one(adapter.completion), adapter.title, adapter.tags.join(', ')],
      ['author', `${one(after)}…`, title, tags.slice(0, 5).join(', ')],
    ];
    for (const column of [1, 2, 3]) {
      console.log(`  ${rows[0][column]}`);
      console.log(table(rows.slice(1).map((row) => [`    ${row[0]}`, row[column] || '–'])));
    }
  }
  const percent = (value: number) => `${(100 * (value / heldout.base - 1)).toFixed(1)} %`;
  console.log('\nHeld-out writing of the author, bits per byte (less is better)');
  console.log(
    table([
      ['  no personal adapter', heldout.base.toFixed(4), ''],
      ["  somebody else's adapter", heldout.wrongUser.toFixed(4), percent(heldout.wrongUser)],
      ['  the personal adapter', heldout.adapter.toFixed(4), percent(heldout.adapter)],
    ]),
  );
  console.log(
    `\n${trained.steps} training steps at ${Math.round(trained.tokensPerSecond)} tokens/s; the adapter is ${trained.enabled ? 'switched on' : 'left off: it does not beat writing without it'}. Everything took ${time(seconds)}.`,
  );
}

try {
  await main();
} catch (error) {
  line.end();
  if (!OwnhandError.is(error)) throw error;
  say(`demo: ${error.message}`);
  process.exitCode = 1;
}
