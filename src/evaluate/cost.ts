import type { AdapterLayout } from '../core/adapter/layout.ts';
import { completionExamples } from '../core/tasks/complete/examples.ts';
import type { Example } from '../core/tasks/example.ts';
import type { Conditioning } from '../core/tasks/prompter.ts';
import { costOf } from '../core/train/heldout.ts';
import { ScoreSession } from '../core/train/session.ts';
import { packFor, SEQUENCE } from '../core/train/settings.ts';
import { type Bench, type Contestant, prompterFor } from './bench.ts';

/**
 * Measures what the queries' own text costs under each system, in bits per byte, cut and prompted as in training.
 * All systems are graded on the same bytes.
 */
export async function measureCost(
  bench: Bench,
  contestants: readonly Contestant[],
  layout: AdapterLayout | null,
): Promise<void> {
  const examples = new Map(
    contestants.map(({ system: { conditioning } }) => [keyOf(conditioning), [] as Example[]] as const),
  );
  for (const { system } of contestants) {
    const list = examples.get(keyOf(system.conditioning))!;
    if (list.length === 0) list.push(...(await examplesFor(bench, system.conditioning)));
  }
  const shapes = [...examples.values()].map((list) => packFor(list, layout).shape);
  const shape = shapes.reduce((a, b) => (a.targets > b.targets ? a : b));
  const session = await ScoreSession.open(bench.base, layout, shape, bench);
  try {
    for (const [index, { system, adapter, outcomes }] of contestants.entries()) {
      bench.onProgress({ message: `Grading text under ${system.name}`, done: index, total: contestants.length });
      const vector = layout && (adapter ?? new Float32Array(layout.length));
      const list = examples.get(keyOf(system.conditioning))!;
      const { items } = await costOf(list, session, bench.tokenizer, vector, bench.signal);
      for (const { id } of bench.queries) {
        const bitsPerByte = items.get(id);
        if (bitsPerByte !== undefined) outcomes.cost.set(id, { bitsPerByte });
      }
    }
  } finally {
    await session.dispose();
  }
}

async function examplesFor(bench: Bench, conditioning: Conditioning): Promise<Example[]> {
  const { tokenizer } = bench;
  const maker = { tokenizer, prompter: prompterFor(bench, conditioning), sequence: SEQUENCE, vocabulary: [] };
  const examples: Example[] = [];
  for (const query of bench.queries) {
    // A query comes after everything in the store, whatever its number was where it came from.
    const latest = { ...query, seq: Number.MAX_SAFE_INTEGER, text: query.text.slice(0, bench.graded) };
    examples.push(...(await completionExamples(latest, maker, 1)));
  }
  return examples;
}

function keyOf({ profile, retrieval }: Conditioning): string {
  return `${profile} ${retrieval}`;
}
