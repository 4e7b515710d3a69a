/**
 * Titles judged blind: for notes that neither adapter nor history knows, three titles as Ownhand serves them with the
 * author's adapter and three without, three of the bare base model, and the author's own. A sheet shows them in a
 * random order for each note, without saying whose they are; the key is in another file.
 * node research/blind-titles.ts collect AUTHORS --home HOME --adapters FOLDER --out FOLDER --from later|heldout --notes
 * 50
 * node research/blind-titles.ts sheet --home HOME --out FOLDER     writes sheet.md and key.json
 * node research/blind-titles.ts score --out FOLDER        reads judged.txt: for each note the usable ones, as in `12: B
 * F`
 * `later` asks about the last fifth of each author's items; `heldout` about earlier ones that training held out, to see
 * what goes wrong. Candidates are kept, so that `sheet` ranks and filters them like the current code.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { AdapterStore } from '../src/core/adapter/store.ts';
import { Serving } from '../src/core/engine/serving.ts';
import { generate } from '../src/core/generate/generate.ts';
import { Suppress } from '../src/core/generate/processors.ts';
import { greedy, sampling } from '../src/core/generate/sampler.ts';
import { mine } from '../src/core/history/mining/mine.ts';
import { HistoryStore } from '../src/core/history/store/store.ts';
import type { StoredItem } from '../src/core/history/store/storedItem.ts';
import { listModels } from '../src/core/model/base.ts';
import type { Habits } from '../src/core/profile/habits.ts';
import { seededRandom, shuffled } from '../src/core/support/random.ts';
import { ordinaryWords } from '../src/core/tasks/complete/knownWords.ts';
import { parseTitle } from '../src/core/tasks/titles/prompt.ts';
import type { TitleCandidate } from '../src/core/tasks/titles/rank.ts';
import { chosenTitles, titleCandidates } from '../src/core/tasks/titles/titles.ts';
import type { WritingModel } from '../src/core/tasks/writingModel.ts';
import { splitHistory } from '../src/core/train/materials.ts';
import { asSystem } from '../src/evaluate/asSystem.ts';
import { storeOf } from '../src/evaluate/scratch.ts';
import { splitByTime, spread } from '../src/evaluate/split.ts';

/** Titles of each system. */
const EACH = 3;
/** Words that a note must have to get titles, and how many of its characters the sheet shows. */
const [WORDS, SHOWN] = [60, 900];
/** Tokens in a title of the base model. */
const MOST = 24;

/** Everything about a note that decides on its titles. */
interface Note {
  author: string;
  title: string;
  text: string;
  habits: Habits['title'];
  earlier: string[];
  tags: string[];
  /** By system. */
  candidates: Record<string, TitleCandidate[]>;
  base: string[];
}
/** For each title of a note, by its letter, the systems that gave it. */
type Key = Record<string, string[]>[];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string', default: '.ownhand' },
    adapters: { type: 'string', default: '' },
    out: { type: 'string', default: '.ownhand/titles' },
    from: { type: 'string', default: 'heldout' },
    notes: { type: 'string', default: '50' },
    authors: { type: 'string' },
  },
});
const [command, folder] = positionals;
const file = (name: string) => path.join(values.out, name);
fs.mkdirSync(values.out, { recursive: true });
if (command === 'collect') await collect();
if (command === 'sheet') await sheet();
if (command === 'score') score();

async function collect(): Promise<void> {
  const all = fs.readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const authors = values.authors?.split(',') ?? all.map((name) => path.basename(name, '.jsonl'));
  const share = Number(values.notes) / authors.length;
  for (const [at, author] of authors.entries()) {
    if (fs.existsSync(file(`${author}.json`))) continue;
    const notes = await notesOf(author, Math.floor((at + 1) * share) - Math.floor(at * share));
    fs.writeFileSync(file(`${author}.json`), JSON.stringify(notes));
    console.log(`${author}: ${notes.length}`);
  }
}

async function notesOf(author: string, count: number): Promise<Note[]> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'titles-'));
  const all = HistoryStore.open(path.join(scratch, 'all.sqlite'));
  try {
    await mine(all, [path.join(folder, `${author}.jsonl`)]);
    const { history, queries } = splitByTime(all.list(), 0.8);
    let store = storeOf(history, path.join(scratch, 'history.sqlite'));
    let asked = queries;
    if (values.from === 'heldout') {
      const { past, future } = splitHistory(store);
      store.close();
      store = storeOf(past, path.join(scratch, 'past.sqlite'));
      asked = future;
    }
    const items = spread(
      asked.filter(({ title, text }) => title.trim() !== '' && text.split(/\s+/).length >= WORDS),
      count,
    );
    const own = new AdapterStore(path.join(values.adapters, author, 'adapters'));
    const notes = items.map((item): Note => ({ ...bare(author, item), candidates: {}, base: [] }));
    const serve = async (adapters: AdapterStore, work: (writer: WritingModel) => Promise<void>) => {
      const ngramsFolder = path.join(scratch, 'ngrams');
      const meaning = { nearest: async () => [] };
      const base = listModels(path.join(values.home, 'models'))[0];
      const serving = new Serving({ base, store, adapters, meaning, threads: 1, ngramsFolder });
      await serving.use(work);
      await serving.dispose();
    };
    await serve(new AdapterStore(path.join(scratch, 'none')), async (writer) => {
      for (const [at, item] of items.entries()) {
        const { titleHabits, earlierTitles, usedTags } = writer;
        notes[at].habits = titleHabits!;
        notes[at].earlier = [...earlierTitles!];
        notes[at].tags = usedTags!.map(({ tag }) => tag);
        notes[at].candidates.without = await titleCandidates(writer, item.text);
        notes[at].base = await baseTitles(asSystem(writer, 'base'), item.text);
      }
    });
    if (own.active() !== null) {
      await serve(own, async (writer) => {
        for (const [at, item] of items.entries()) {
          notes[at].candidates.with = await titleCandidates(writer, item.text);
        }
      });
    }
    store.close();
    return notes;
  } finally {
    all.close();
    fs.rmSync(scratch, { recursive: true });
  }
}

function bare(author: string, { title, text }: StoredItem): Omit<Note, 'candidates' | 'base'> {
  return { author, title, text, habits: {} as Habits['title'], earlier: [], tags: [] };
}

/** The likeliest title and sampled ones, as the model writes them. */
async function baseTitles({ decoder, states, tokenizer, prompter }: WritingModel, text: string): Promise<string[]> {
  const drawn = sampling({ temperature: 0.8, topK: 40, topP: 0.9 }, seededRandom(1));
  const titles = new Set<string>();
  for (let draw = 0; draw < 2 * EACH && titles.size < EACH; draw++) {
    const { text: written } = await generate(decoder, states.title, tokenizer, prompter.title(text), {
      maxTokens: MOST,
      processors: [new Suppress(tokenizer.specialIds)],
      sampler: draw === 0 ? greedy : drawn,
      stop: (soFar) => (/\S\s*\n/.test(soFar) ? 'line' : undefined),
    });
    const title = parseTitle(written);
    if (title !== '') titles.add(title);
  }
  return [...titles];
}

async function sheet(): Promise<void> {
  const base = listModels(path.join(values.home, 'models'))[0];
  const isOrdinary = ordinaryWords(await base.tokenizer());
  const random = seededRandom(20261129);
  const notes = shuffled(collected(), random);
  const key: Key = [];
  const lines: string[] = [];
  for (const [at, note] of notes.entries()) {
    const { text, earlier: titles, habits, tags, candidates } = note;
    const known = { text, titles, habits, tags, isOrdinary };
    const given: [string, string[]][] = [
      ['own', [note.title]],
      ['base', note.base.slice(0, EACH)],
    ];
    for (const [system, each] of Object.entries(candidates))
      given.push([system, chosenTitles(each, known, EACH).map((title) => title.text)]);
    const systems = new Map<string, string[]>();
    for (const [system, titles] of given)
      for (const title of titles) systems.set(title, [...(systems.get(title) ?? []), system]);
    const order = shuffled([...systems.keys()], random);
    const letter = (index: number) => String.fromCharCode(65 + index);
    key.push(Object.fromEntries(order.map((title, index) => [letter(index), systems.get(title)!])));
    const excerpt = text.slice(0, SHOWN).trim();
    lines.push(`## ${at + 1}`, '', excerpt, '', ...order.map((title, index) => `- ${letter(index)}: ${title}`), '');
  }
  fs.writeFileSync(file('sheet.md'), lines.join('\n'));
  fs.writeFileSync(file('key.json'), JSON.stringify(key));
  fs.writeFileSync(file('order.json'), JSON.stringify(notes.map(({ author }) => author)));
}

function score(): void {
  const key: Key = JSON.parse(fs.readFileSync(file('key.json'), 'utf8'));
  const judged = fs.readFileSync(file('judged.txt'), 'utf8').matchAll(/^(\d+):[ \t]*([A-Z ]*)$/gm);
  const counts = new Map<string, { notes: number; some: number; titles: number; usable: number }>();
  for (const [, note, letters] of judged) {
    const usable = new Set(letters.split(' '));
    const bySystem = new Map<string, string[]>();
    for (const [letter, systems] of Object.entries(key[Number(note) - 1]))
      for (const system of systems) bySystem.set(system, [...(bySystem.get(system) ?? []), letter]);
    for (const [system, letters] of bySystem) {
      const count = counts.get(system) ?? { notes: 0, some: 0, titles: 0, usable: 0 };
      const good = letters.filter((letter) => usable.has(letter)).length;
      counts.set(system, {
        notes: count.notes + 1,
        some: count.some + Math.min(1, good),
        titles: count.titles + letters.length,
        usable: count.usable + good,
      });
    }
  }
  const rows = [...counts].map(([system, { notes, some, titles, usable }]) => [
    system,
    String(notes),
    `${some} (${Math.round((100 * some) / notes)} %)`,
    `${usable} of ${titles} (${Math.round((100 * usable) / titles)} %)`,
  ]);
  console.log(table([['system', 'notes', 'with a usable one', 'usable titles'], ...rows]));
}

function collected(): Note[] {
  const names = fs.readdirSync(values.out).filter((name) => /^[a-z]+-\d+\.json$/.test(name));
  return names.flatMap((name) => JSON.parse(fs.readFileSync(file(name), 'utf8')) as Note[]);
}
