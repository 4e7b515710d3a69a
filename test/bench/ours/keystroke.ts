/**
 * `keystroke.*`: from the last key to ghost text on the screen, in the real editor.
 * node test/bench/ours/keystroke.ts MODEL [--threads 2] [--stops 40] [--interval 150] [--speed normal]
 * Somebody types prose at the end of a document whose prompt is about 512 tokens, with a history of twelve notes, a
 * profile and an adapter; stops within a word or after one; and looks. If ghost text comes, they take its first word
 * and continue, because back-off would grow otherwise. Times are the page's own: from the key event to the frame that
 * shows the text. Text that was known before the last key is not counted. Prints one JSON object, times in
 * milliseconds.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../../../src/core/engine/engine.ts';
import { BaseModel } from '../../../src/core/model/base.ts';
import { loadProfile } from '../../../src/core/profile/profile.ts';
import { Prompter } from '../../../src/core/tasks/prompter.ts';
import { writeNotes } from '../../vscode/notes.ts';
import { switchAdapterOn } from './adapter.ts';
import { type Editor, withEditor } from './editor.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '2' },
    stops: { type: 'string', default: '40' },
    interval: { type: 'string', default: '150' },
    speed: { type: 'string', default: 'normal' },
  },
});
const base = BaseModel.open(positionals[0]);
const threads = Number(values.threads);
const { speed } = values;
/** The longest that anybody waits. */
const GIVE_UP_MS = 3000;
const DOCUMENT = 'draft.md';

/** What is typed, over and over. */
const TYPED =
  `I went down to the shed before breakfast and found the door open again. The latch has been loose since the
autumn, and nobody in this house would mend it but me. So I took the small screwdriver and a piece of wire, and sat on
the step in the sun. It is a good place to think about what should be planted next, and what could wait until there is
rain. My neighbour came by with a basket of plums and said that the old tree had never carried so many. We talked for
a while about the wasps and the price of sugar. `.replaceAll(/\s+/g, ' ');

/** Prose before the cursor, more than a prompt takes. */
let written = '';

async function prepare(folder: string, home: string): Promise<void> {
  await writeNotes(folder);
  const notes = path.join(folder, 'notes');
  const names = fs.readdirSync(notes).sort();
  const texts = names.slice(12).map((name) => fs.readFileSync(path.join(notes, name), 'utf8').split('---\n').at(-1));
  written = `# What was done this year\n\n${texts.join('\n').trim()}\n\n`;
  for (const name of names.slice(12)) fs.rmSync(path.join(notes, name));
  fs.writeFileSync(path.join(folder, DOCUMENT), written);
  const engine = new Engine({ home, model: base.id, device: 'cpu', threads });
  await engine.mine([notes]);
  switchAdapterOn(home, base);
  await engine.dispose();
}

/** Tokens of the prompt at the document's end. */
async function promptTokens(home: string): Promise<number> {
  const engine = new Engine({ home, model: base.id, device: 'cpu', threads });
  const { prose } = loadProfile(engine.store);
  const prompter = new Prompter(engine.store, await base.tokenizer(), { profile: prose, retrieval: true });
  const { ids } = await prompter.complete({ before: `${written}${TYPED.slice(0, 40)}` }, {});
  await engine.dispose();
  return ids.length;
}

interface Stop {
  /** Milliseconds from the last key to the frame with ghost text; null if none came. */
  total: number | null;
  /** Of these, how long the extension waited for the writer to pause, and then for the worker; from its own log. */
  waited: number;
  answered: number;
  /** The text was the rest of the one before. */
  known: boolean;
}

interface Probe {
  keys: number[];
  shown: { at: number; text: string }[];
}

/** Records keys, and each new ghost text at the frame that shows it. */
async function watch({ workbench }: Editor): Promise<void> {
  await workbench.page.evaluate(() => {
    const probe: Probe = { keys: [], shown: [] };
    Object.assign(window, { probe });
    window.addEventListener('keydown', () => probe.keys.push(performance.now()), true);
    let last = '';
    const look = () => {
      const nodes = document.querySelectorAll('.ghost-text-decoration, .ghost-text-decoration-preview');
      const text = [...nodes].map((node) => node.textContent ?? '').join('');
      if (text === last) return;
      last = text;
      requestAnimationFrame((at) => probe.shown.push({ at: Math.max(at, performance.now()), text }));
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

function probed({ workbench }: Editor): Promise<Probe> {
  return workbench.page.evaluate(() => (window as unknown as { probe: Probe }).probe);
}

/** Types some of the text at an even pace, stops, and waits for ghost text. */
async function typeAndWait(editor: Editor, text: string): Promise<Stop> {
  const { workbench } = editor;
  const before = await probed(editor);
  const old = before.shown.at(-1)?.text ?? '';
  const lines = editor.logged().length;
  await workbench.type(text, Number(values.interval));
  const last = (await probed(editor)).keys.at(-1) as number;
  for (const end = performance.now() + GIVE_UP_MS; performance.now() < end; ) {
    const { shown } = await probed(editor);
    const first = shown.find(({ at, text: ghost }) => at > last && ghost !== '');
    if (first) return { total: first.at - last, ...(await figuresOf(editor, lines)), known: isRest(old, first.text) };
    await workbench.page.waitForTimeout(20);
  }
  return { total: null, waited: 0, answered: 0, known: false };
}

/** What the log says about the suggestion that is shown; zeros if it was not newly requested. */
async function figuresOf({ logged, workbench }: Editor, from: number): Promise<{ waited: number; answered: number }> {
  await workbench.page.waitForTimeout(200); // The log is written at its own pace.
  const said = logged()
    .slice(from)
    .flatMap((line) => {
      const match = /shown: waited (\d+) ms, answered in (\d+) ms/.exec(line);
      return match ? [{ waited: Number(match[1]), answered: Number(match[2]) }] : [];
    });
  return said.at(-1) ?? { waited: 0, answered: 0 };
}

/** Ghost text that is the rest of the one before was known already. */
function isRest(old: string, text: string): boolean {
  return old !== '' && old.endsWith(text);
}

async function measure(editor: Editor): Promise<Stop[]> {
  const { workbench } = editor;
  await workbench.openFile(DOCUMENT);
  await workbench.waitForStatusBar(/Ownhand/, 60);
  await watch(editor);
  const stops: Stop[] = [];
  let at = 0;
  while (stops.length < Number(values.stops)) {
    // Alternately after a word, and two letters into the next.
    const rest = TYPED.slice(at);
    const words = /^\s*\S+\s+\S+/.exec(rest)?.[0] ?? rest;
    const text = stops.length % 2 === 0 ? words : `${words} ${rest.slice(words.length + 1, words.length + 3)}`;
    at = (at + text.length) % (TYPED.length - 40);
    const stop = await typeAndWait(editor, text);
    stops.push(stop);
    // A space before the word is a step of its own.
    if (stop.total !== null) await workbench.press('Control+ArrowRight', 'Control+ArrowRight');
    await workbench.page.waitForTimeout(500);
    if (stop.total === null || stops.length % 2 === 1) await workbench.type(' ', Number(values.interval));
  }
  return stops;
}

function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

const { stops, tokens } = await withEditor(
  { models: path.dirname(positionals[0]), threads, prepare, settings: { 'ownhand.completions.speed': speed } },
  async (editor) => ({ stops: await measure(editor), tokens: await promptTokens(editor.home) }),
);
const fresh = stops.filter((stop): stop is Stop & { total: number } => {
  return stop.total !== null && !stop.known && stop.answered > 0;
});
if (fresh.length < 10) throw new Error(`ghost text came at ${fresh.length} of ${stops.length} stops, which is too few`);
const sorted = (of: (stop: Stop & { total: number }) => number) => fresh.map(of).sort((a, b) => a - b);
const totals = sorted(({ total }) => total);
const work = sorted(({ total, waited }) => total - waited);
const SHARES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];
const distribution = (values: number[]) => SHARES.map((share) => Math.round(quantile(values, share)));
console.log(
  JSON.stringify({
    p50: quantile(totals, 0.5),
    p95: quantile(totals, 0.95),
    workP50: quantile(work, 0.5),
    workP95: quantile(work, 0.95),
    distribution: distribution(totals),
    workDistribution: distribution(work),
    medians: {
      waited: quantile(
        sorted(({ waited }) => waited),
        0.5,
      ),
      worker: quantile(
        sorted(({ answered }) => answered),
        0.5,
      ),
      editor: quantile(
        sorted(({ total, waited, answered }) => total - waited - answered),
        0.5,
      ),
    },
    first: stops[0],
    stops: stops.length,
    shown: fresh.length,
    known: stops.filter(({ known }) => known).length,
    promptTokens: tokens,
    threads,
    speed,
    intervalMs: Number(values.interval),
  }),
);
