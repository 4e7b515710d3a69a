import { realPath } from '../../files/realPath.ts';
import type { Moment } from '../../history/store/moment.ts';
import type { HistoryStore } from '../../history/store/store.ts';
import type { StoredItem } from '../../history/store/storedItem.ts';
import {
  countTerms,
  product,
  type TermCounts,
  type TermVector,
  termsOf,
  termVector,
  toUnit,
} from '../../retrieval/terms.ts';

/** Only this many of the latest tagged items count: with more, tags drift and the first suggestion takes seconds. */
const MAX_ITEMS = 600;
/** Weight of a tag's own name, compared with the mean of the items that carry it. */
const NAME_WEIGHT = 0.5;
/** Models kept per store: that of everything, and those of the last documents that tags were suggested for. */
const MAX_MODELS = 4;

/** The document that the evidence is for: it is no evidence for itself, nor is anything that came after it. */
export interface EvidenceFor {
  /** Its path, while it is being written. */
  source?: string;
  /** The stored item. */
  id?: string;
  /** Only earlier items count. */
  moment?: Moment;
}

interface TagModel {
  rarity: (term: string) => number;
  tags: { tag: string; vector: TermVector }[];
}

interface Kept {
  version: number;
  /** Terms of each item by its place. */
  counts: Map<number, TermCounts>;
  /** Models by the places of their items, the most recently used last. */
  models: Map<string, TagModel>;
}

const keptByStore = new WeakMap<HistoryStore, Kept>();

/**
 * How strongly a text speaks for each of the user's tags, without any model: its cosine with the mean of the earlier
 * items that carry the tag (Rocchio's nearest-centroid classifier over tf-idf), and with the tag's own name, so that a
 * tag seen once or twice is found if the text mentions it.
 * @returns a number from 0 to 1 for each tag in use
 */
export function tagEvidence(
  store: HistoryStore,
  document: { title: string; text: string },
  about: EvidenceFor = {},
): Map<string, number> {
  const { rarity, tags } = modelFor(store, about);
  const vector = termVector(countTerms(document), rarity);
  return new Map(
    tags.map(({ tag, vector: own }) => [tag, Math.min(1, product(own, vector) / (1 + NAME_WEIGHT))] as const),
  );
}

function modelFor(store: HistoryStore, about: EvidenceFor): TagModel {
  store.text.refresh();
  let kept = keptByStore.get(store);
  if (kept?.version !== store.text.version) {
    kept = { version: store.text.version, counts: new Map(), models: new Map() };
    keptByStore.set(store, kept);
  }
  const items = taggedItems(store, about);
  const key = items.map(({ seq }) => seq).join(' ');
  const model = kept.models.get(key) ?? makeModel(items, kept.counts);
  kept.models.delete(key);
  kept.models.set(key, model);
  const [oldest] = kept.models.keys();
  if (kept.models.size > MAX_MODELS) kept.models.delete(oldest);
  return model;
}

function taggedItems(store: HistoryStore, { source, id, moment }: EvidenceFor): StoredItem[] {
  const itself = source === undefined ? undefined : realPath(source);
  const items: StoredItem[] = [];
  for (const item of store.iterate({ before: moment, order: 'newest' })) {
    if (item.tags.length === 0 || item.id === id || item.source === itself) continue;
    items.push(item);
    if (items.length === MAX_ITEMS) break;
  }
  return items;
}

function makeModel(items: StoredItem[], known: Map<number, TermCounts>): TagModel {
  const counts = items.map((item) => {
    const terms = known.get(item.seq) ?? countTerms(item);
    known.set(item.seq, terms);
    return terms;
  });
  const frequency: TermCounts = new Map();
  for (const terms of counts) for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const names = new Map([...new Set(items.flatMap(({ tags }) => tags))].map((tag) => [tag, tagTerms(tag)]));
  for (const name of names.values()) {
    // A name that occurs in no item is known all the same.
    for (const term of name.keys()) if (!frequency.has(term)) frequency.set(term, 1);
  }
  const rarity = (term: string) => {
    const within = frequency.get(term);
    return within === undefined ? 0 : Math.log(1 + items.length / within);
  };
  const sums = new Map([...names.keys()].map((tag) => [tag, new Map() as TermVector]));
  for (const [i, { tags }] of items.entries()) {
    const vector = termVector(counts[i]!, rarity);
    for (const tag of new Set(tags)) add(sums.get(tag)!, vector, 1);
  }
  const tags = [...sums].map(([tag, sum]) => {
    add(toUnit(sum), names.get(tag)!, NAME_WEIGHT);
    return { tag, vector: sum };
  });
  return { rarity, tags };
}

/** A tag's words, as a unit vector. */
function tagTerms(tag: string): TermVector {
  return toUnit(new Map(termsOf(tag).map((term) => [term, 1])));
}

function add(to: TermVector, vector: TermVector, factor: number): void {
  for (const [term, weight] of vector) to.set(term, (to.get(term) ?? 0) + factor * weight);
}
