import { generate } from '../generate/generate.ts';
import { RequiredPrefix } from '../generate/prefix.ts';
import { NoRepeatNgrams, Suppress } from '../generate/processors.ts';
import type { CompleteParams, CompleteResult } from '../types.ts';
import { confidenceOf } from './confidence.ts';
import { filterSuggestion } from './filters/filters.ts';
import { silentPosition } from './filters/position.ts';
import { readTitle } from './frontMatter.ts';
import { findFrontMatter } from './frontMatterBlock.ts';
import { sentenceEnd } from './sentenceEnd.ts';
import type { Writer } from './writer.ts';

/** About 90 characters of English: a line of ghost text. */
const MAX_TOKENS = 24;
/**
 * Tokens in a row that a completion may take from the prompt: a name may come again, which is often more than three
 * tokens, a sentence may not. Within a completion no three do.
 */
const MAX_COPIED = 6;
/** What is shown where time is up: two whole words, the rest of a half-typed one being the first. */
const TWO_WORDS = /\S+\s+\S+\s/;
/** A half-typed word longer than this is no word; it is read as it stands. */
const LONGEST_WORD = 24;

/**
 * Continues the text at the cursor, to the end of a sentence or line at most.
 * @throws OwnhandError `cancelled`
 */
export async function complete(writer: Writer, params: CompleteParams, signal?: AbortSignal): Promise<CompleteResult> {
  const started = performance.now();
  const around = { before: params.text, after: params.suffix ?? '' };
  const answer = (
    suggestion: string,
    reason: string,
    { tokens = 0, firstTokenMs = 0, confidence = 0 } = {},
  ): CompleteResult => ({ suggestion, ms: performance.now() - started, firstTokenMs, tokens, confidence, reason });
  const silent = silentPosition(around);
  if (silent) return answer('', silent);
  const body = params.text.slice(findFrontMatter(params.text)?.bodyStart ?? 0);
  if (body.trim() === '') return answer('', 'empty');
  const { before, word } = splitWord(body);
  const { prompter, tokenizer, decoder, states, plain } = writer;
  const title = readTitle(params.text) ?? undefined;
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
  const figures = {
    tokens: generated.ids.length,
    firstTokenMs: generated.firstTokenMs,
    confidence: confidenceOf(generated.logProbabilities.slice(given)),
  };
  if (!generated.text.startsWith(required)) return answer('', 'empty', figures);
  const text = trimmed(generated.text.slice(required.length), generated.reason);
  const filtered = filterSuggestion(text, around);
  if ('hidden' in filtered) return answer('', filtered.hidden, figures);
  if (figures.confidence < (params.minConfidence ?? 0)) return answer('', 'low-confidence', figures);
  return answer(filtered.text, generated.reason, figures);
}

/**
 * Takes a word at the very end off the text, with the space before it: it may be half typed, and its last token
 * then is none the model knows it by.
 */
function splitWord(text: string): { before: string; word: string } {
  const match = /[ \t]?[\p{L}\p{N}'’-]+$/u.exec(text);
  if (!match || match[0].length > LONGEST_WORD || match.index === 0) return { before: text, word: '' };
  return { before: text.slice(0, match.index), word: match[0] };
}

/** A suggestion ends where its sentence or line does. */
function stopReason(text: string): string | undefined {
  if (/\S[^\n]*\n/.test(text)) return 'line';
  return sentenceEnd(text) >= 0 ? 'sentence' : undefined;
}

/** Leaves off what came after the end, and a word that the limit of length or time cut. */
function trimmed(text: string, reason: string): string {
  if (reason === 'sentence') return text.slice(0, sentenceEnd(text));
  const line = /^\s*[^\n]*/.exec(text)?.[0] ?? '';
  if (reason !== 'length' && reason !== 'time') return line.trimEnd();
  const cut = line.search(/\s\S*$/);
  return cut > 0 ? line.slice(0, cut) : line;
}
