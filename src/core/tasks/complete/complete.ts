import { generate } from '../../generate/generate.ts';
import { RequiredPrefix } from '../../generate/prefix.ts';
import { NoRepeatNgrams, Suppress } from '../../generate/processors.ts';
import type { Writer } from '../writer.ts';
import type { CompleteParams, CompleteResult } from './completion.ts';
import { MAX_TOKENS, openingOf, shown, stopReason } from './continuation.ts';

/**
 * Tokens in a row that a completion may take from the prompt: a name may come again, which is often more than three
 * tokens, a sentence may not. Within a completion no three do.
 */
const MAX_COPIED = 6;
/** What is shown where time is up: two whole words, the rest of a half-typed one being the first. */
const TWO_WORDS = /\S+\s+\S+\s/;

/**
 * Continues the text at the cursor, to the end of a sentence or line at most.
 * @throws OwnhandError `cancelled`
 */
export async function complete(writer: Writer, params: CompleteParams, signal?: AbortSignal): Promise<CompleteResult> {
  const started = performance.now();
  const answer = (result: Omit<CompleteResult, 'ms'>) => ({ ...result, ms: performance.now() - started });
  const nothing = { suggestion: '', tokens: 0, firstTokenMs: 0, confidence: 0 };
  const opening = openingOf(params);
  if (typeof opening === 'string') return answer({ ...nothing, reason: opening });
  const { around, before, word, title } = opening;
  const { prompter, tokenizer, decoder, states, plain } = writer;
  const fresh = await prompter.complete({ before, title }, { source: params.source });
  // Leaning from the base reads with two adapters, and only one reading goes on.
  const reading = params.strength ? undefined : writer.reading;
  const chosen = reading?.choose(fresh, ({ beginning }) => prompter.completeFrom(beginning, before));
  const { ids, lead } = chosen?.prompt ?? fresh;
  const state = chosen?.state ?? states.complete;
  const required = lead + word;
  /** Tokens that only say again what was typed: their choice is no sign of confidence. */
  let given = 0;
  const generated = await generate(decoder, state, tokenizer, ids, {
    maxTokens: params.maxTokens ?? MAX_TOKENS,
    mixture: writer.ngrams?.(before, { source: params.source }),
    processors: [
      new Suppress(tokenizer.specialIds),
      new NoRepeatNgrams(3, ids.length),
      new NoRepeatNgrams(MAX_COPIED + 1),
      ...(required ? [new RequiredPrefix(tokenizer, required, ids.length)] : []),
    ],
    stop: (text) => {
      if (text.length <= required.length) given++;
      if (!text.startsWith(required)) return undefined;
      const own = text.slice(required.length);
      const late = performance.now() - started > (params.maxMs ?? Number.POSITIVE_INFINITY);
      return stopReason(own) ?? (late && TWO_WORDS.test(own) ? 'time' : undefined);
    },
    contrast: params.strength && plain ? { state: plain, strength: params.strength } : undefined,
    signal,
  });
  const { ids: own, firstTokenMs } = generated;
  const logProbabilities = generated.logProbabilities.slice(given);
  const found = generated.text.startsWith(required);
  const written = {
    ...{ text: found ? generated.text.slice(required.length) : '', reason: generated.reason },
    ...{ tokens: own.length, firstTokenMs, logProbabilities },
  };
  return answer(shown(written, around, params.minConfidence));
}
