import { OwnhandError } from '../errors.ts';
import type { HistoryStore } from '../history/store.ts';
import type { StoredItem } from '../history/storedItem.ts';
import type { BaseModel } from '../model/base.ts';
import { loadProfile } from '../profile/profile.ts';
import { tagVocabulary } from '../profile/vocabulary.ts';
import { type Conditioning, Prompter } from '../tasks/prompting.ts';
import { CONDITIONED_EVERY, completionExamples, type ExampleMaker, tagExamples, titleExamples } from './examples.ts';
import type { Example } from './pack.ts';
import { SEQUENCE } from './settings.ts';

/** Share of the history, its latest items, that is kept back to compare adapter and base. */
const HELD_OUT = 0.1;
const MAX_HELD_OUT = 12;
/** Graded parts of a held-out item; its beginning says enough. */
const HELD_OUT_PARTS = 2;
const MIN_ITEMS = 4;

/** What a run learns from, and what it is judged by. */
export interface Materials {
  learning: Example[];
  heldOut: Example[];
  /** Items to learn from. */
  items: number;
}

/**
 * Examples from a history: its latest items are kept back, and nothing of the others knows of them.
 * @param until only items from before this ISO date
 * @param conditioning all of it unless told; evaluation leaves parts out
 * @throws OwnhandError `no-history` where there is too little
 */
export async function makeMaterials(
  base: BaseModel,
  store: HistoryStore,
  until: string | undefined,
  conditioning: Conditioning = { profile: true, retrieval: true },
): Promise<Materials> {
  const items = store.list({ before: until });
  if (items.length < MIN_ITEMS) {
    throw new OwnhandError(
      'no-history',
      `Training needs at least ${MIN_ITEMS} documents and there are ${items.length}; mine a folder with more of your writing first.`,
    );
  }
  const kept = Math.min(MAX_HELD_OUT, Math.max(1, Math.round(items.length * HELD_OUT)));
  const past = items.slice(0, -kept);
  const future = items.slice(-kept);
  const { habits, prose } = loadProfile(store, { until: future[0] });
  const tokenizer = await base.tokenizer();
  const maker: ExampleMaker = {
    tokenizer,
    prompter: new Prompter(store, tokenizer, { profile: prose, retrieval: true }).only(conditioning),
    sequence: SEQUENCE,
  };
  const vocabulary = tagVocabulary(habits, conditioning.profile).map(({ tag }) => tag);
  const examplesOf = (item: StoredItem): Example[] => [
    ...completionExamples(item, maker, CONDITIONED_EVERY),
    ...titleExamples(item, maker),
    ...tagExamples(item, maker, vocabulary),
  ];
  return {
    learning: past.flatMap(examplesOf),
    heldOut: future.flatMap((item) => completionExamples(item, maker, 1).slice(0, HELD_OUT_PARTS)),
    items: past.length,
  };
}
