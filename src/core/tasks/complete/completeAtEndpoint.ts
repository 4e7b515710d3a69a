import type { Prompter } from '../prompter.ts';
import type { CompleteParams, CompleteResult } from './completion.ts';
import { MAX_TOKENS, openingOf, shown, stopReason } from './continuation.ts';
import type { Endpoint } from './endpoint.ts';

/** Who writes where no model of ours does: a server, by what it calls the adapter, with prompts of ours. */
export interface ServedWriter {
  endpoint: Endpoint;
  model: string;
  prompter: Prompter;
}

/**
 * `complete`, written by a server: the same prompt, ends and filters. It holds to no half-typed word token by token, so
 * the prompt ends with that word.
 * @throws OwnhandError `network`, `cancelled`
 */
export async function completeAtEndpoint(
  { endpoint, model, prompter }: ServedWriter,
  params: CompleteParams,
  signal?: AbortSignal,
): Promise<CompleteResult> {
  const started = performance.now();
  const answer = (result: Omit<CompleteResult, 'ms'>) => ({ ...result, ms: performance.now() - started });
  const opening = openingOf(params);
  if (typeof opening === 'string') {
    return answer({ suggestion: '', reason: opening, tokens: 0, firstTokenMs: 0, confidence: 0 });
  }
  const { around, before, word, title } = opening;
  const { prompt, lead } = await prompter.complete({ before, title }, { source: params.source });
  const whole = prompt + lead + word;
  // A space belongs to the token of the word behind it: the model is to write it again.
  const asked = whole.replace(/[ \t]+$/, '');
  const required = whole.slice(asked.length);
  const served = await endpoint.complete(asked, model, params.maxTokens ?? MAX_TOKENS, signal);
  const own = served.text.startsWith(required) ? served.text.slice(required.length) : '';
  const { text, reason } = ended(own) ?? { text: own, reason: served.cut ? 'length' : 'end' };
  const tokens = served.logProbabilities.length;
  const logProbabilities = tokens > 0 ? served.logProbabilities : undefined;
  const written = { text, reason, tokens, firstTokenMs: performance.now() - started, logProbabilities };
  return answer(shown(written, around, params.minConfidence));
}

/** A server writes on past the end of a sentence; this is as far as one token after the other would have gone. */
function ended(text: string): { text: string; reason: string } | undefined {
  for (let end = 1; end <= text.length; end++) {
    const reason = stopReason(text.slice(0, end));
    if (reason !== undefined) return { text: text.slice(0, end), reason };
  }
  return undefined;
}
