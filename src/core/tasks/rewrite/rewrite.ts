import { OwnhandError } from '../../support/errors.ts';

import type { About } from '../prompter.ts';
import { oneLine } from '../promptParts.ts';
import type { WritingModel } from '../writingModel.ts';
import { versionsOf } from './candidates.ts';
import { REWRITE_BUDGET } from './prompt.ts';
import { rewritableSentences, type Unit } from './units.ts';

export interface RewriteResult {
  /** The text in the user's own style: the first choice, or the text as it was if `reason` is given. */
  text: string;
  /** Different versions of the text, at most three, the most personal first; none if `reason` is given. */
  choices: { text: string }[];
  /** Whether the text already sounds like the user: it could be put differently, but nothing else is more theirs. */
  yours: boolean;
  ms: number;
  /** Why nothing was rewritten, as a sentence; null if something was. */
  reason: string | null;
}

/** Longer texts are better rewritten in parts, one after another, that a person can read. */
const MAX_CHARACTERS = 8_000;
/** Milliseconds after which the remaining sentences are changed only in manner, which is fast. */
const DRAWING = 2_500;

/**
 * Rewrites a Markdown text in the user's own style, sentence by sentence. A version must keep names, numbers,
 * negations, questions, who does it and what must or may be, and most content words; of the versions that do, those
 * count that are more like the user than the sentence (`versionsOf`). A sentence without such a version stays as it is,
 * and so does all markup. The first choice has the best version of each sentence, the next one the second best, and so
 * on.
 * @throws OwnhandError `bad-input` for a text that is too long, or `cancelled`
 */
export async function rewrite(
  writer: WritingModel,
  text: string,
  about: About = {},
  signal?: AbortSignal,
): Promise<RewriteResult> {
  const started = performance.now();
  if (text.length > MAX_CHARACTERS) {
    throw new OwnhandError(
      'bad-input',
      `Ownhand rewrites at most ${MAX_CHARACTERS} characters at once; choose a part.`,
    );
  }
  const { tokenizer } = writer;
  const sentences = rewritableSentences(text).flat();
  const rewritten: { unit: Unit; versions: string[] }[] = [];
  // Sentences that can be put differently at all.
  let another = 0;
  for (const unit of sentences) {
    const asked = { text: oneLine(unit.text), before: text.slice(0, unit.start) };
    if (tokenizer.encode(asked.text).length > REWRITE_BUDGET.text) continue;
    const versions = await versionsOf(writer, asked, about, performance.now() - started < DRAWING, signal);
    if (versions !== null) another++;
    if (versions && versions.length > 0) rewritten.push({ unit, versions });
  }
  const most = Math.max(0, ...rewritten.map(({ versions }) => versions.length));
  const choices = Array.from({ length: most }, (_, nth) => withVersions(text, rewritten, nth));
  const reason = most > 0 ? null : reasonFor(sentences.length, another);
  return {
    text: choices[0] ?? text,
    choices: [...new Set(choices)].map((each) => ({ text: each })),
    yours: most === 0 && another > 0,
    ms: performance.now() - started,
    reason,
  };
}

/** The text with the nth version of each sentence, or with its last one. */
function withVersions(text: string, rewritten: readonly { unit: Unit; versions: string[] }[], nth: number): string {
  return rewritten.reduceRight(
    (out, { unit, versions }) => out.slice(0, unit.start) + (versions[nth] ?? versions.at(-1)) + out.slice(unit.end),
    text,
  );
}

function reasonFor(sentences: number, another: number): string {
  if (sentences === 0)
    return 'There is no plain sentence to rewrite: links, code, quotations and headings are left alone.';
  return another === 0 ? 'No rewording kept the meaning, so the text stays as it is.' : 'This already sounds like you.';
}
