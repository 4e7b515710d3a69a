import type { DecoderState } from '../../generate/decoder.ts';
import { NoRepeatNgrams, Suppress } from '../../generate/processors.ts';
import type { About } from '../prompter.ts';
import type { WritingModel } from '../writingModel.ts';
import { type Completion, choose } from './choose.ts';
import type { CompleteParams, CompleteResult } from './completion.ts';
import { MAX_TOKENS, type Opening, openingOf } from './continuation.ts';
import { firstLine } from './filters/filter.ts';
import { foreignLanguage } from './foreignLanguage.ts';
import { cannotWin, type Rule } from './rule.ts';
import { ruleOf } from './ruleOf.ts';
import { type Cut, type Found, Search } from './search/search.ts';
import { fitsSuffix } from './suffix.ts';

/**
 * Tokens in a row that a completion may copy from the prompt if anything is wanted, however unsure. If p decides, it may
 * copy more: what comes again in several notes is what a writer wants finished. Within a completion no three may repeat.
 */
const MAX_COPIED = 6;

/** What was found at a place, and in what. */
interface Looked {
  found: Found;
  state: DecoderState;
  prompt: readonly number[];
  /** The text between prompt and cursor. */
  typed: string;
}

/**
 * Continues the text at the cursor. Of all places where the model's text could stop at the end of a word, it takes the
 * one that saves the most keys on average, if that is more than reading it costs; see `rule.ts`.
 * @throws OwnhandError `cancelled`
 */
export async function complete(
  writer: WritingModel,
  params: CompleteParams,
  about: About = { source: params.source },
  signal?: AbortSignal,
): Promise<CompleteResult> {
  const started = performance.now();
  const answer = (result: Completion) => ({ ...result, ms: performance.now() - started });
  const opening = openingOf(params);
  if (typeof opening === 'string') return answer({ ...NOTHING, reason: opening });
  const foreign = foreignLanguage(opening.before, writer.languages);
  if (foreign !== null) return answer({ ...NOTHING, reason: `language:${foreign}` });
  const rule = ruleOf(params, opening);
  const { found, state, prompt, typed } = await lookFor(writer, opening, params, rule, about, signal);
  const completion = choose(found, opening, rule, writer.knowsWord);
  if (completion.suggestion === '' || firstLine(opening.around.after).trim() === '') return answer(completion);
  const fits = await fitsSuffix(writer, state, prompt, typed, completion.suggestion, opening, signal);
  if (fits) return answer(completion);
  return answer({ ...NOTHING, p: completion.p, withheld: completion.suggestion, reason: 'does-not-fit' });
}

/** The continuations that are likely enough for a rule, with calibrated probabilities. */
export async function lookFor(
  writer: WritingModel,
  { before, word, title }: Opening,
  params: Omit<CompleteParams, 'text'>,
  rule: Rule,
  about: About = { source: params.source },
  signal?: AbortSignal,
): Promise<Looked> {
  const { prompter, tokenizer, decoder, states, plain } = writer;
  const fresh = await prompter.complete({ before, title }, about);
  // Leaning away from the base takes two adapters, and the cached reading can continue with only one.
  const reading = params.strength ? undefined : writer.reading;
  const chosen = reading?.choose(fresh, ({ beginning }) => prompter.completeFrom(beginning, before));
  const { ids, lead } = chosen?.prompt ?? fresh;
  // White space at the end belongs to the next word, and is in no prompt either.
  const mixture = writer.ngrams?.(before.trimEnd(), about);
  const source = { decoder, state: chosen?.state ?? states.complete, mixture };
  const curve = word === '' ? writer.calibration?.start : writer.calibration?.half;
  const calibrated = (p: number) => curve?.of(p) ?? p;
  const worth = ({ text, p }: Cut): Cut => ({ text, p: calibrated(p) });
  const search = new Search(source, tokenizer, ids, {
    required: lead + word,
    least: curve?.rawOf(rule.threshold) ?? rule.threshold,
    maxTokens: params.maxTokens ?? MAX_TOKENS,
    processors: [
      new Suppress(tokenizer.specialIds),
      new NoRepeatNgrams(3, ids.length),
      ...(rule.threshold > 0 ? [] : [new NoRepeatNgrams(MAX_COPIED + 1)]),
    ],
    contrast: params.strength && plain ? { state: plain, strength: params.strength } : undefined,
    enough: (text, p, cuts) => cannotWin(text, calibrated(p), cuts.map(worth), rule),
    signal,
  });
  const found = await search.run();
  return { found: { ...found, cuts: found.cuts.map(worth) }, state: source.state, prompt: ids, typed: lead + word };
}

const NOTHING: Completion = {
  suggestion: '',
  withheld: '',
  tokens: 0,
  firstTokenMs: 0,
  p: 0,
  reason: '',
  alternatives: [],
};
