import type { Adapter } from '../adapter/layout.ts';
import { learntBy } from '../adapter/learnt.ts';
import type { Stack } from '../adapter/stack.ts';
import type { StoredItem } from '../history/store/storedItem.ts';
import { OwnhandError } from '../support/errors.ts';
import { seededRandom } from '../support/random.ts';
import { costOf, median } from './heldout.ts';
import { compareExamples, splitHistory } from './materials.ts';
import type { TrainPlace } from './place.ts';
import { drawnByRecency } from './sample.ts';
import { ScoreSession } from './session.ts';
import { packFor } from './settings.ts';

/** This many of the latest learned items show what is no longer surprising. */
const FAMILIAR = 24;

/**
 * What an update learns: of the items that are new since the adapter was trained, those that surprise it, and about as
 * much of what it has learned, so that it does not forget (after SPRInG, arXiv 2601.09974). An item surprises if it
 * costs more bits per byte than the median of what was learned.
 * @returns ids of the items
 * @throws OwnhandError `no-history` if nothing is new
 */
export async function itemsForUpdate(
  name: string,
  current: Adapter,
  stack: Stack,
  seed: number,
  place: TrainPlace,
  until?: string,
): Promise<Set<string>> {
  const hasLearnt = learntBy(place.adapters.record(name));
  const { past } = splitHistory(place.store, until);
  const learnt = past.filter(({ id }) => hasLearnt(id));
  const fresh = past.filter(({ id }) => !hasLearnt(id));
  if (fresh.length === 0) {
    throw new OwnhandError(
      'no-history',
      `The adapter "${name}" has learned all documents but the latest, which are held out to judge it; mine more of your writing first, or train again from the start.`,
    );
  }
  const familiar = learnt.slice(-FAMILIAR);
  const costs = await costsOf([...familiar, ...fresh], current, stack, place);
  const usual = median(familiar.flatMap(({ id }) => costs.get(id) ?? []));
  const novel = familiar.length === 0 ? fresh : fresh.filter(({ id }) => (costs.get(id) ?? Infinity) > usual);
  const chosen = novel.length > 0 ? novel : fresh;
  return new Set([...chosen, ...replayed(learnt, lengthOf(chosen), seed)].map(({ id }) => id));
}

/** Bits per byte of items under the adapter. */
async function costsOf(items: StoredItem[], current: Adapter, stack: Stack, place: TrainPlace) {
  const examples = await compareExamples(place.base, place.store, items, {
    moment: items[0],
    meaning: place.meaning,
    signal: place.signal,
  });
  const { shape } = packFor(examples, stack.layout);
  const session = await ScoreSession.open(place.base, stack.layout, shape, place);
  try {
    const whole = stack.join(current.vector);
    return (await costOf(examples, session, await place.base.tokenizer(), whole, place.signal)).items;
  } finally {
    await session.dispose();
  }
}

/** Items drawn without replacement, recent ones preferred, until they are as long as asked for. */
function replayed(items: readonly StoredItem[], length: number, seed: number): StoredItem[] {
  const out: StoredItem[] = [];
  let left = length;
  for (const item of drawnByRecency(items, (each) => [each], seededRandom(seed * 13 + 5))) {
    if (left <= 0) break;
    left -= item.text.length;
    out.push(item);
  }
  return out;
}

function lengthOf(items: readonly StoredItem[]): number {
  return items.reduce((sum, { text }) => sum + text.length, 0);
}
