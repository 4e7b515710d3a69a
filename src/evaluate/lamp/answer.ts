import { generate } from '../../core/generate/generate.ts';
import { NoRepeatNgrams, Suppress } from '../../core/generate/processors.ts';
import type { HistoryStore } from '../../core/history/store/store.ts';
import { findItems } from '../../core/retrieval/search.ts';
import type { Conditioning } from '../../core/tasks/prompter.ts';
import { suggestTags } from '../../core/tasks/tags/tags.ts';
import { suggestTitles } from '../../core/tasks/titles/titles.ts';
import type { WritingModel } from '../../core/tasks/writingModel.ts';
import { choicePrompt, paraphrasePrompt } from './prompts.ts';
import type { LampAsked } from './tasks.ts';

/** The most earlier items that a prompt may show. */
const EXAMPLES = 4;
const MAX_TOKENS = 64;

/** The model that answers, and what it knows. */
export interface Asked {
  writer: WritingModel;
  /** The person's profile. */
  store: HistoryStore;
  conditioning: Conditioning;
  signal?: AbortSignal;
}

/**
 * A system's answer to a question. Titles and labels are what the editor's own tasks suggest; the two other kinds have
 * prompts of their own.
 */
export async function lampAnswer(question: LampAsked, asked: Asked): Promise<string> {
  const { writer, signal } = asked;
  switch (question.kind) {
    case 'title': {
      const { titles } = await suggestTitles(writer, question.text, 1, signal);
      return titles[0]?.text ?? '';
    }
    case 'label':
      return bestLabel(question.text, question.labels, asked);
    case 'paraphrase':
      return paraphrase(question.text, asked);
    case 'choice':
      return choose(question.title, question.references, asked);
  }
}

async function bestLabel(text: string, labels: readonly string[], asked: Asked): Promise<string> {
  const { writer, store, conditioning, signal } = asked;
  const counts = new Map<string, number>();
  for (const { tags } of conditioning.profile ? store.list() : []) {
    for (const tag of tags) counts.set(tag.toLowerCase(), (counts.get(tag.toLowerCase()) ?? 0) + 1);
  }
  const used = labels.map((tag) => ({ tag, count: counts.get(tag.toLowerCase()) ?? 0 }));
  used.sort((a, b) => b.count - a.count);
  const { tags } = await suggestTags(writer, { text, title: '' }, used, Number.POSITIVE_INFINITY, {}, signal);
  const known = new Map(labels.map((label) => [label.toLowerCase(), label]));
  return tags.map((tag) => known.get(tag.text.toLowerCase())).find((label) => label !== undefined) ?? '';
}

async function paraphrase(text: string, asked: Asked): Promise<string> {
  const { writer, signal } = asked;
  const { decoder, states, tokenizer } = writer;
  const count = (part: string) => tokenizer.encode(part).length;
  const earlier = earlierItems(text, asked).map((item) => item.text);
  const ids = [...tokenizer.prefixIds, ...tokenizer.encode(paraphrasePrompt(text, earlier, count))];
  const written = await generate(decoder, states.complete, tokenizer, ids, {
    maxTokens: MAX_TOKENS,
    processors: [new Suppress(tokenizer.specialIds), new NoRepeatNgrams(3, ids.length)],
    stop: (soFar) => (/\S\s*\n/.test(soFar) ? 'line' : undefined),
    signal,
  });
  return written.text.trim().split('\n', 1)[0];
}

/** Both orders are asked, since a small model prefers a position to a content. */
async function choose(title: string, references: [string, string], asked: Asked): Promise<string> {
  const { writer, signal } = asked;
  const { decoder, states, tokenizer } = writer;
  const count = (part: string) => tokenizer.encode(part).length;
  const earlier = earlierItems(`${title}\n${references.join('\n')}`, asked).map((item) => item.title);
  const [first, second] = [tokenizer.encode('1'), tokenizer.encode('2')];
  let lead = 0;
  for (const swapped of [false, true]) {
    const shown: [string, string] = swapped ? [references[1], references[0]] : references;
    const ids = [...tokenizer.prefixIds, ...tokenizer.encode(choicePrompt(title, shown, earlier, count))];
    const score = async (answer: number[]) =>
      (await decoder.score(states.complete, ids, answer, signal)).reduce((a, b) => a + b, 0);
    lead += ((await score(first)) - (await score(second))) * (swapped ? -1 : 1);
  }
  return lead >= 0 ? '[1]' : '[2]';
}

function earlierItems(query: string, { store, conditioning }: Asked) {
  return conditioning.retrieval ? findItems(store, query, { k: EXAMPLES }).found.map(({ item }) => item) : [];
}
