import type { AdapterLayout } from '../core/adapter/layout.ts';
import { Decoder } from '../core/generate/decoder.ts';
import { frequentTags, neighbourTags } from './controls.ts';
import { measureCost } from './cost.ts';
import type { Contestant, EvalContext } from './evalContext.ts';
import { measureSuggestions } from './suggest.ts';

/** Longest prompt and answer together, in tokens; as in the editor. */
const CONTEXT = 1024;

/**
 * Measures every contestant on every task of the context. All models share one scoring graph and one decoding graph.
 * @param layout of the contestants' adapters; null if none has one
 */
export async function measure(
  context: EvalContext,
  contestants: readonly Contestant[],
  layout: AdapterLayout | null,
): Promise<void> {
  const { base, threads, tasks } = context;
  const writing = contestants.filter(({ system }) => system.by === 'model');
  if (writing.length > 0) {
    if (tasks.includes('completion')) await measureCost(context, writing, layout);
    const decoder = await Decoder.open(base, layout, { context: CONTEXT, threads, device: 'cpu' });
    try {
      await measureSuggestions(context, writing, decoder);
    } finally {
      await decoder.dispose();
    }
  }
  if (tasks.includes('tags')) measureControls(context, contestants);
}

/** The two controls for tags, which need no model. */
function measureControls({ store, queries, tagKey }: EvalContext, contestants: readonly Contestant[]): void {
  const frequent = frequentTags(store.list());
  for (const { system, outcomes } of contestants) {
    if (system.by === 'model') continue;
    for (const query of queries) {
      if (tagKey.wanted(query).size === 0) continue;
      const tags = system.by === 'tag-frequency' ? frequent : neighbourTags(store, query);
      outcomes.tags.set(query.id, tagKey.score(query, tags));
    }
  }
}
