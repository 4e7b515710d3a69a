import type { AdapterLayout } from '../core/adapter/layout.ts';
import { completionExamples } from '../core/tasks/complete/examples.ts';
import type { Example } from '../core/tasks/example.ts';
import type { Conditioning } from '../core/tasks/prompter.ts';
import { ScoreSession } from '../core/train/session.ts';
import { packFor, SEQUENCE } from '../core/train/settings.ts';
import { gradedTokens, tokenCosts } from '../core/train/tokenCosts.ts';
import { type Contestant, type EvalContext, prompterFor } from './evalContext.ts';
import { aboutQuery } from './split.ts';

/**
 * Measures what the queries' own text costs under each system, in bits per byte, divided and prompted as in training.
 * All systems are graded on the same bytes.
 */
export async function measureCost(
  context: EvalContext,
  contestants: readonly Contestant[],
  layout: AdapterLayout | null,
): Promise<void> {
  const examples = new Map(
    contestants.map(({ system: { conditioning } }) => [keyOf(conditioning), [] as Example[]] as const),
  );
  for (const { system } of contestants) {
    const list = examples.get(keyOf(system.conditioning))!;
    if (list.length === 0) list.push(...(await examplesFor(context, system.conditioning)));
  }
  const shapes = [...examples.values()].map((list) => packFor(list, layout).shape);
  const shape = shapes.reduce((a, b) => (a.targets > b.targets ? a : b));
  const session = await ScoreSession.open(context.base, layout, shape, context);
  try {
    for (const [key, list] of examples) {
      const alike = contestants.filter(({ system }) => keyOf(system.conditioning) === key);
      // A separate call for each: in the lower blocks the base alone is another model.
      for (const adapter of new Set(alike.map((contestant) => contestant.adapter))) {
        const same = alike.filter((contestant) => contestant.adapter === adapter);
        context.onProgress({ message: `Grading text under ${same.map(({ system }) => system.name).join(', ')}` });
        const vector = layout && (adapter ?? new Float32Array(layout.length));
        const [costs] = await tokenCosts(list, session, [vector], context.signal);
        for (const contestant of same) grade(context, contestant, list, costs);
      }
    }
  } finally {
    await session.dispose();
  }
}

/** Sums up each query's tokens, with the n-grams mixed in if the system has them. */
function grade(
  { tokenizer, queries }: EvalContext,
  { ngrams, outcomes }: Contestant,
  examples: readonly Example[],
  costs: readonly (readonly number[])[],
): void {
  const abouts = new Map(queries.map((query) => [query.id, aboutQuery(query)]));
  const sums = new Map<string, { bits: number; bytes: number }>();
  const add = (item: string, id: number, bits: number) => {
    const sum = sums.get(item) ?? { bits: 0, bytes: 0 };
    sums.set(item, { bits: sum.bits + bits, bytes: sum.bytes + tokenizer.tokenBytes(id).length });
  };
  if (ngrams) {
    const over = (item: string, soFar: readonly number[]) => ngrams.over(soFar, abouts.get(item)!);
    for (const { item, id, mixed } of gradedTokens(examples, costs, over)) add(item, id, -Math.log2(mixed));
  } else {
    for (const [at, { ids, from, item }] of examples.entries()) {
      for (const [offset, cost] of costs[at].entries()) add(item, ids[from + offset], cost / Math.LN2);
    }
  }
  for (const [item, { bits, bytes }] of sums) outcomes.cost.set(item, { bitsPerByte: bits / bytes });
}

async function examplesFor(context: EvalContext, conditioning: Conditioning): Promise<Example[]> {
  const { tokenizer } = context;
  const maker = { tokenizer, prompter: prompterFor(context, conditioning), sequence: SEQUENCE, vocabulary: [] };
  const examples: Example[] = [];
  for (const query of context.queries) {
    // A query comes after everything in the store, whatever its number was in its original store.
    const latest = { ...query, seq: Number.MAX_SAFE_INTEGER, text: query.text.slice(0, context.graded) };
    examples.push(...(await completionExamples(latest, maker, 1)));
  }
  return examples;
}

function keyOf({ profile, retrieval }: Conditioning): string {
  return `${profile} ${retrieval}`;
}
