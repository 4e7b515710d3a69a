import { setImmediate as breathe } from 'node:timers/promises';
import type { HistoryStore } from '../history/store/store.ts';
import type { StoredItem } from '../history/store/storedItem.ts';
import type { BaseModel } from '../model/base.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import { loadProfile } from '../profile/profile.ts';
import { tagVocabulary } from '../profile/vocabulary.ts';
import type { Meaning } from '../retrieval/dense.ts';
import { OwnhandError, throwIfCancelled } from '../support/errors.ts';
import { completionExamples } from '../tasks/complete/examples.ts';
import type { Example, ExampleMaker } from '../tasks/example.ts';
import { TAUGHT } from '../tasks/list.ts';
import { type Conditioning, Prompter } from '../tasks/prompter.ts';
import { titleExamples } from '../tasks/titles/examples.ts';
import { type ItemExamples, sampleExamples } from './sample.ts';
import { SEQUENCE } from './settings.ts';
import { profilesOver } from './stages.ts';

/** Share of the history, its latest items, that is held out to compare the adapter with the base. */
const HELD_OUT = 0.1;
const MAX_HELD_OUT = 12;
/**
 * For a small history more is held out, up to this many items and this share: one or two items cannot choose a
 * strength.
 */
const SMALL = { items: 3, share: 0.2 };
/** Graded parts of held-out items: the fewest for each, and about how many in all. */
const PARTS = { each: 2, all: 12 };
const MIN_ITEMS = 4;
const ALL: Conditioning = { profile: true, retrieval: true };

/** What a run learns from, and what judges it. */
export interface Materials {
  learning: Example[];
  heldOut: HeldOutExamples;
  /** Ids of the items to learn from. */
  items: string[];
}

/** The latest items, which are held out: the beginnings of their texts, and their titles. */
export interface HeldOutExamples {
  text: Example[];
  titles: Example[];
}

export interface MaterialOptions {
  /** Only items from before this ISO date. */
  until?: string;
  /** Tokens to learn from, if not all are wanted; recent writing is then preferred. */
  tokens: number | null;
  seed: number;
  /** What prompts may show; everything by default. Evaluation leaves parts out. */
  conditioning?: Conditioning;
  /** Also finds earlier items by meaning. */
  meaning?: Meaning;
  /** The tasks that items teach; all by default. Evaluation leaves some out. */
  teach?: readonly string[];
  /** The profile that prompts show; by default, sentences made from the measured one. */
  profile?: string;
  /** Ids of the items to learn from, if not all. */
  only?: ReadonlySet<string>;
  signal?: AbortSignal;
}

/**
 * Examples from a history: its latest items are held out, and nothing in the other examples knows of them.
 * @throws OwnhandError `no-history` if there is too little
 */
export async function makeMaterials(
  base: BaseModel,
  store: HistoryStore,
  options: MaterialOptions,
): Promise<Materials> {
  const { until, tokens, seed, conditioning = ALL } = options;
  const { past } = splitHistory(store, until);
  const tokenizer = await base.tokenizer();
  const profileAt = profilesOver(store, past);
  const { only, teach } = options;
  const learning: ItemExamples[] = [];
  for (const [index, item] of past.entries()) {
    if (only && !only.has(item.id)) continue;
    await letCancel(options.signal);
    const { habits, prose } = profileAt(index);
    const vocabulary = tagVocabulary(habits, conditioning.profile).map(({ tag }) => tag);
    const maker = { ...makerOf(store, tokenizer, options.profile ?? prose, options), vocabulary, mixture: seed };
    learning.push(await examplesOf(item, maker, teach));
  }
  return {
    learning: sampleExamples(learning, tokens, seed),
    heldOut: await heldOutExamples(base, store, options),
    items: past.map(({ id }) => id).filter((id) => !only || only.has(id)),
  };
}

/** Making an item's examples never waits, so without this no request to stop would get through. */
async function letCancel(signal: AbortSignal | undefined): Promise<void> {
  await breathe();
  throwIfCancelled(signal);
}

/** The latest items of a history, which judge an adapter: their beginnings, as serving would continue from there. */
export async function heldOutExamples(
  base: BaseModel,
  store: HistoryStore,
  { until, ...options }: Pick<MaterialOptions, 'until' | keyof CompareOptions> = {},
): Promise<HeldOutExamples> {
  const { future } = splitHistory(store, until);
  const moment = future[0];
  const maker = await comparingMaker(base, store, { moment, ...options });
  const titles = future.flatMap((item) => titleExamples(item, maker));
  return { text: await compareExamples(base, store, future, { moment, ...options }), titles };
}

/** What the prompts of a comparison show. */
type CompareOptions = Pick<MaterialOptions, 'conditioning' | 'profile' | 'meaning' | 'signal'>;

/** Beginnings of items, as serving would continue from there, with the profile of that moment. */
export async function compareExamples(
  base: BaseModel,
  store: HistoryStore,
  items: readonly StoredItem[],
  options: { moment: StoredItem } & CompareOptions,
): Promise<Example[]> {
  const maker = await comparingMaker(base, store, options);
  const examples: Example[] = [];
  const parts = Math.max(PARTS.each, Math.ceil(PARTS.all / items.length));
  for (const item of items) {
    await letCancel(options.signal);
    examples.push(...(await completionExamples(item, maker, 1)).slice(0, parts));
  }
  return examples;
}

async function comparingMaker(
  base: BaseModel,
  store: HistoryStore,
  { moment, profile, ...options }: { moment: StoredItem } & CompareOptions,
): Promise<ExampleMaker> {
  const prose = profile ?? loadProfile(store, { until: moment }).prose;
  return makerOf(store, await base.tokenizer(), prose, options);
}

/** The items to learn from, and the latest ones, which are held out. @throws OwnhandError `no-history` */
export function splitHistory(store: HistoryStore, until?: string): { past: StoredItem[]; future: StoredItem[] } {
  const items = store.list({ before: until });
  if (items.length < MIN_ITEMS) {
    throw new OwnhandError(
      'no-history',
      `Training needs at least ${MIN_ITEMS} documents, and there are only ${items.length}; mine a folder with more of your writing first.`,
    );
  }
  const kept = heldOutCount(items.length);
  return { past: items.slice(0, -kept), future: items.slice(-kept) };
}

/** How many of a history's latest items are held out. */
export function heldOutCount(items: number): number {
  const least = Math.max(1, Math.min(SMALL.items, Math.floor(items * SMALL.share)));
  return Math.min(items, MAX_HELD_OUT, Math.max(least, Math.round(items * HELD_OUT)));
}

function makerOf(
  store: HistoryStore,
  tokenizer: Tokenizer,
  profile: string,
  { conditioning = ALL, meaning }: Pick<MaterialOptions, 'conditioning' | 'meaning'>,
): ExampleMaker {
  const prompter = new Prompter(store, tokenizer, { profile, retrieval: true, meaning }).only(conditioning);
  return { tokenizer, prompter, sequence: SEQUENCE, vocabulary: [] };
}

/** Everything that one item teaches, by task. @param teach names of tasks; all by default */
export async function examplesOf(
  item: StoredItem,
  maker: ExampleMaker,
  teach?: readonly string[],
): Promise<ItemExamples> {
  const out: Record<string, Example[]> = {};
  for (const [name, { examples }] of TAUGHT) {
    out[name] = teach && !teach.includes(name) ? [] : await examples(item, maker);
  }
  return out;
}
