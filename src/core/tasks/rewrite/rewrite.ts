import { OwnhandError } from '../../support/errors.ts';

import type { About } from '../prompter.ts';
import { oneLine } from '../promptParts.ts';
import type { WritingModel } from '../writingModel.ts';
import { bestCandidate } from './candidates.ts';
import { REWRITE_BUDGET } from './prompt.ts';
import { joined, rewritableSentences, type Unit } from './units.ts';

export interface RewriteResult {
  /** The text in the user's way; as it was where `reason` is given. */
  text: string;
  ms: number;
  /** Why nothing was rewritten, as a sentence; null where something was. */
  reason: string | null;
}

/** Longer texts are better rewritten in parts, one after another, that a person can read. */
const MAX_CHARACTERS = 8_000;
/** Sentences rewritten together. */
const TOGETHER = 3;

/**
 * Rewrites a Markdown text in the user's own style, in small groups of sentences; if no candidate for a group is
 * chosen, sentence by sentence. A candidate must keep names, numbers, negations, questions and most content words; of
 * those that do, the most personal one is chosen (`bestCandidate`). Text stays as it is if it has no such candidate, or
 * none that is more like the user than the text itself; so does all markup.
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
  const fits = (part: string) => tokenizer.encode(part).length <= REWRITE_BUDGET.text;
  const paragraphs = rewritableSentences(text);
  const edits: { unit: Unit; text: string }[] = [];
  // Groups and sentences that can be put differently at all.
  let another = 0;
  const attempt = async (unit: Unit): Promise<boolean> => {
    if (!fits(unit.text)) return false;
    const best = await bestCandidate(writer, { text: unit.text, before: text.slice(0, unit.start) }, about, signal);
    if (best !== null) another++;
    if (best === null || best === unit.text) return false;
    edits.push({ unit, text: best });
    return true;
  };
  for (const units of paragraphs) {
    for (const group of joined(units, text, fits).flatMap((group) => parts(group, TOGETHER))) {
      const [start, end] = [group[0].start, group.at(-1)!.end];
      if (await attempt({ text: oneLine(text.slice(start, end)), start, end })) continue;
      if (group.length > 1) for (const unit of group) await attempt({ ...unit, text: oneLine(unit.text) });
    }
  }
  let out = text;
  for (const { unit, text: better } of edits.sort((a, b) => b.unit.start - a.unit.start)) {
    out = out.slice(0, unit.start) + better + out.slice(unit.end);
  }
  const reason = edits.length > 0 ? null : reasonFor(paragraphs.length, another);
  return { text: out, ms: performance.now() - started, reason };
}

function reasonFor(paragraphs: number, another: number): string {
  if (paragraphs === 0)
    return 'There is no plain sentence to rewrite: links, code, quotations and headings are left alone.';
  return another === 0
    ? 'No rewording kept the meaning, so the text stays as it is.'
    : 'No rewording was closer to your own style than the text itself, so it stays as it is.';
}

function parts<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
