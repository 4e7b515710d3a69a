import type { Met } from '../ngram/blend.ts';
import type { OwnNgrams } from '../ngram/ownNgrams.ts';
import { throwIfCancelled } from '../support/errors.ts';
import type { Example } from '../tasks/example.ts';
import { batchesOf, makeBatch } from './batch.ts';
import { pack } from './pack.ts';
import type { ScoreSession } from './session.ts';

/**
 * What each graded token costs under some adapters whose frozen parts in the lower blocks are the same
 * (`ScoreSession`).
 * @returns for each adapter and example, −log p of the example's graded tokens in their order, in nats
 */
export async function tokenCosts(
  examples: readonly Example[],
  session: ScoreSession,
  adapters: readonly (Float32Array | null)[],
  signal?: AbortSignal,
): Promise<number[][][]> {
  const { shape, virtual } = session;
  const costs = adapters.map(() => examples.map((): number[] => []));
  const numbered = examples.map((example, at) => ({ ...example, item: String(at) }));
  for (const sequences of batchesOf(pack(numbered, shape.sequence, virtual), shape.batch)) {
    const batch = makeBatch(sequences, shape);
    for (const [which, adapter] of adapters.entries()) {
      throwIfCancelled(signal);
      const nll = await session.run(batch, adapter);
      for (let at = 0; at < batch.count; at++) costs[which][Number(batch.items[at])].push(nll[at]);
    }
  }
  return costs;
}

/** A graded token from the n-grams' view: the contexts found before it, in the history and in the document so far. */
export interface GradedToken {
  item: string;
  id: number;
  /** The model's probability for it. */
  p: number;
  met: Met[];
  /** The mixture's probability for it. */
  mixed: number;
}

/**
 * Graded tokens with the n-grams' contexts before each.
 * @param examples those of one document in its order
 * @param costs of their graded tokens, in nats
 * @param ngramsOf n-grams for a document whose tokens so far are given; more are added to them
 */
export function* gradedTokens(
  examples: readonly Example[],
  costs: readonly (readonly number[])[],
  ngramsOf: (item: string, soFar: readonly number[]) => OwnNgrams,
): Generator<GradedToken> {
  const documents = new Map<string, { soFar: number[]; ngrams: OwnNgrams }>();
  for (const [index, { ids, from, item }] of examples.entries()) {
    let document = documents.get(item);
    if (!document) {
      const soFar: number[] = [];
      document = { soFar, ngrams: ngramsOf(item, soFar) };
      documents.set(item, document);
    }
    for (let at = from; at < ids.length; at++) {
      const met = document.ngrams.met(ids.slice(Math.max(0, at - CONTEXT), at));
      const p = Math.exp(-costs[index][at - from]);
      yield { item, id: ids[at], p, met, mixed: document.ngrams.mixed(p, ids[at], met) };
      document.soFar.push(ids[at]);
    }
  }
}

/** More tokens than any context has. */
const CONTEXT = 16;
