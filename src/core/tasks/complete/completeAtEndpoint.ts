import { endsInWord, endsUnspaced } from '../../text/words.ts';
import type { Prompter } from '../prompter.ts';
import { type Completion, choose, type KnowsWord } from './choose.ts';
import type { CompleteParams, CompleteResult } from './completion.ts';
import { MAX_TOKENS, openingOf, stopReason } from './continuation.ts';
import type { Endpoint, ServedText } from './endpoint.ts';
import { ruleOf } from './ruleOf.ts';
import type { Cut } from './search/search.ts';

/** The writer when none of our models serves: a server, its name for the adapter, and our prompts. */
export interface ServedWriter {
  endpoint: Endpoint;
  model: string;
  prompter: Prompter;
  knowsWord?: KnowsWord;
}

/** How many characters of the server's answer may repeat what is already typed. */
const PER_TOKEN = 3;

/**
 * `complete`, written by a server: the same prompt, rule and filters. A half-typed word is left out of the prompt, so
 * that the model writes it with tokens it knows; if it writes another word, it is asked once more to continue the word
 * as it stands.
 * @throws OwnhandError `network`, `cancelled`
 */
export async function completeAtEndpoint(
  { endpoint, model, prompter, knowsWord }: ServedWriter,
  params: CompleteParams,
  signal?: AbortSignal,
): Promise<CompleteResult> {
  const started = performance.now();
  const answer = (result: Completion) => ({ ...result, ms: performance.now() - started });
  const opening = openingOf(params);
  const nothing = { suggestion: '', withheld: '', tokens: 0, firstTokenMs: 0, p: 0, alternatives: [] };
  if (typeof opening === 'string') return answer({ ...nothing, reason: opening });
  const { before, word, title } = opening;
  const { prompt, lead } = await prompter.complete({ before, title }, { source: params.source });
  const required = lead + word;
  const most = params.maxTokens ?? MAX_TOKENS;
  let served = await endpoint.complete(prompt, model, most + Math.ceil(required.length / PER_TOKEN), signal);
  let typed = required;
  if (!served.text.startsWith(required)) {
    typed = '';
    served = await endpoint.complete(prompt + required.trimEnd(), model, most, signal);
    // A space at the end belongs to the next word's token: the model must write it again.
    typed = required.slice(required.trimEnd().length);
  }
  const cuts = served.text.startsWith(typed) ? cutsOf(served, typed) : [];
  const found = { cuts, tokens: served.tokens.length, firstTokenMs: performance.now() - started, reason: 'end' };
  return answer(choose(found, opening, ruleOf(params, opening), knowsWord));
}

/**
 * The word ends in a server's answer. If the server does not tell how likely its tokens are, everything counts as
 * certain.
 * @param typed what the answer begins with and is already in the document, so its tokens cost nothing
 */
function cutsOf({ text, tokens }: ServedText, typed: string): Cut[] {
  const cuts: Cut[] = [];
  const pieces = tokens.length > 0 ? tokens : [{ text, logP: 0 }];
  let written = '';
  let logP = 0;
  for (const [at, piece] of pieces.entries()) {
    written += piece.text;
    const own = written.slice(typed.length);
    if (written.length > typed.length) logP += piece.logP;
    if (own.includes('\n') || stopReason(own) !== undefined || tokens.length === 0) {
      cuts.push({ text: ended(own), p: Math.exp(logP) });
      break;
    }
    const next = pieces[at + 1]?.text;
    const whole = endsInWord(own)
      ? next !== undefined && !endsInWord(next.slice(0, 1))
      : endsUnspaced(own) || /\S$/.test(own);
    if (whole && own.trim() !== '') cuts.push({ text: own, p: Math.exp(logP) });
  }
  return cuts.filter((cut) => cut.text.trim() !== '');
}

/** A server keeps writing past the end of a sentence or line. */
function ended(text: string): string {
  const line = /^\s*[^\n]*/.exec(text)![0];
  for (let end = 1; end < line.length; end++) {
    if (stopReason(line.slice(0, end)) !== undefined) return line.slice(0, end).trimEnd();
  }
  return line.trimEnd();
}
