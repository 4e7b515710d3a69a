import { realPath } from '../../files/realPath.ts';
import type { HistoryStore } from '../../history/store/store.ts';
import { loadProfile } from '../../profile/profile.ts';
import { fusedItems } from '../../retrieval/fused.ts';
import type { About } from '../prompter.ts';
import { tagEvidence } from './evidence.ts';
import { keptTagWeights } from './keptWeights.ts';
import { knownSignals } from './signals.ts';
import type { TagsResult } from './tags.ts';
import { combineSignals, DEFAULT_TAG_WEIGHTS, tagReasons } from './weights.ts';

/**
 * The user's own tags, those that fit a text best first: ranked like `suggestTags` but without any model, by words
 * alone, in milliseconds, so that they can be offered while the user types tags.
 */
export async function ownTags(
  store: HistoryStore,
  input: { text: string; title: string },
  n: number,
  about: About = {},
): Promise<TagsResult> {
  const started = performance.now();
  const signals = await knownSignals(
    {
      neighbours: async (text, { source } = {}, k) => {
        const { found } = await fusedItems(store, text, {
          k,
          excludeSource: source === undefined ? undefined : realPath(source),
        });
        return found.map(({ item, score }) => ({ title: item.title, tags: item.tags, score }));
      },
      tagEvidence: (document, { source } = {}) => tagEvidence(store, document, { source }),
    },
    input,
    loadProfile(store).habits.tags,
    about,
  );
  const weights = keptTagWeights(store) ?? DEFAULT_TAG_WEIGHTS;
  const scores = combineSignals(signals, weights);
  const reasons = tagReasons(signals, weights);
  const tags = signals.tags
    .map((text, at) => ({ text, score: scores[at], new: false, reason: reasons[at] }))
    .sort((a, b) => b.score - a.score)
    .slice(0, n);
  return { tags, ms: performance.now() - started };
}
