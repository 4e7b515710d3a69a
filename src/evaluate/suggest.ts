import type { Decoder } from '../core/generate/decoder.ts';
import type { StoredItem } from '../core/history/store/storedItem.ts';
import { ParagraphTokens } from '../core/ngram/document.ts';
import { loadProfile } from '../core/profile/profile.ts';
import { tagVocabulary } from '../core/profile/vocabulary.ts';
import { throwIfCancelled } from '../core/support/errors.ts';
import { Calibration, USUAL, USUAL_ADAPTED } from '../core/tasks/complete/calibration.ts';
import { complete } from '../core/tasks/complete/complete.ts';
import { knownWords } from '../core/tasks/complete/knownWords.ts';
import { PromptReader } from '../core/tasks/complete/promptReader.ts';
import { MEASURED } from '../core/tasks/list.ts';
import { Prompter } from '../core/tasks/prompter.ts';
import { tagSamples } from '../core/tasks/tags/keptWeights.ts';
import type { TagWeights } from '../core/tasks/tags/signal.ts';
import { suggestTags } from '../core/tasks/tags/tags.ts';
import { DEFAULT_TAG_WEIGHTS, learnTagWeights, PERSONAL_TAG_WEIGHTS } from '../core/tasks/tags/weights.ts';
import { EARLIER_TITLES } from '../core/tasks/titles/titles.ts';
import type { WritingModel } from '../core/tasks/writingModel.ts';
import { splitHistory } from '../core/train/materials.ts';
import { type Contestant, type EvalContext, knowledge } from './evalContext.ts';
import { rouge1, rougeL } from './rouge.ts';
import { aboutQuery } from './split.ts';
import { systemWriter } from './systemWriter.ts';
import { typedRow } from './typing/figures.ts';
import { keystrokesSaved, typingPlaces } from './typing/keystrokes.ts';
import { typedSpan } from './typing/places.ts';
import { typeThrough } from './typing/typist.ts';

/** Number of places in each query where a completion is requested. */
const PLACES = 3;

/** Lets every system suggest titles, tags and completions for the queries, using the tasks that serve. */
export async function measureSuggestions(
  context: EvalContext,
  contestants: readonly Contestant[],
  decoder: Decoder,
): Promise<void> {
  const { tasks, queries, keystrokes, onProgress, signal } = context;
  const typed = ({ system: { name } }: Contestant) =>
    tasks.includes('completion') && (keystrokes.systems?.includes(name) ?? true) ? keystrokes.queries : [];
  const total = contestants.reduce(
    (sum, contestant) => sum + queries.length * (tasks.includes('typing') ? 2 : 1) + typed(contestant).length,
    0,
  );
  let done = 0;
  for (const contestant of contestants) {
    const writer = writerFor(context, contestant, decoder);
    const each = async (asked: readonly StoredItem[], work: (query: StoredItem) => Promise<void>) => {
      for (const query of asked) {
        throwIfCancelled(signal);
        onProgress({ message: `Writing as ${contestant.system.name}`, done: done++, total });
        await work(query);
      }
    };
    if (tasks.includes('tags')) writer.tagWeights = await ownTagWeights(context, contestant, writer);
    await each(queries, (query) => suggestTexts(context, contestant, writer, query));
    await each(typed(contestant), (query) => typeAlong(context, contestant, writer, query));
    if (tasks.includes('typing')) await each(queries, (query) => typeKeyByKey(context, contestant, writer, query));
  }
}

/** As in training: on the latest items of the history, which no adapter of the author's has learned from. */
async function ownTagWeights(
  { store, signal }: EvalContext,
  { system }: Contestant,
  writer: WritingModel,
): Promise<TagWeights> {
  const { future } = splitHistory(store);
  const used = tagVocabulary(loadProfile(store, { until: future[0] }).habits, system.conditioning.profile);
  const from = system.adapter === 'none' ? DEFAULT_TAG_WEIGHTS : PERSONAL_TAG_WEIGHTS;
  return learnTagWeights(await tagSamples(writer, future, used, signal), from);
}

function writerFor(
  context: EvalContext,
  { system, adapter, plain, calibration, ngrams }: Contestant,
  decoder: Decoder,
): WritingModel {
  const { store, tokenizer, habits } = context;
  const state = () => decoder.newState(adapter);
  const paragraphs = new ParagraphTokens(tokenizer);
  return systemWriter(system, {
    decoder,
    tokenizer,
    prompter: new Prompter(store, tokenizer, knowledge(context, { profile: true, retrieval: true })),
    ngrams: ngrams && ((text, about = {}) => ngrams.over(paragraphs.of(text), about)),
    states: { complete: state(), title: state(), tags: state() },
    plain: plain && decoder.newState(plain),
    titleHabits: habits.title,
    earlierTitles: store.list({ limit: EARLIER_TITLES, order: 'newest' }).map(({ title }) => title),
    usedTags: habits.tags,
    knowsWord: knownWords(store, tokenizer),
    calibration: new Calibration(calibration ?? (system.adapter === 'none' ? USUAL : USUAL_ADAPTED)),
  });
}

/** Titles, tags and what else authors write about a document. */
async function suggestTexts(
  context: EvalContext,
  { system, outcomes }: Contestant,
  writer: WritingModel,
  query: StoredItem,
): Promise<void> {
  const { tasks, habits, tagKey, signal } = context;
  const about = aboutQuery(query);
  for (const [name, { own, suggest }] of MEASURED) {
    const wanted = tasks.some((task) => task === name) ? own(query) : '';
    if (wanted === '') continue;
    const text = await suggest(writer, query, about, signal);
    outcomes[name].set(query.id, { rouge1: rouge1(text, wanted), rougeL: rougeL(text, wanted) });
  }
  if (tasks.includes('tags') && tagKey.wanted(query).size > 0) {
    const used = tagVocabulary(habits, system.conditioning.profile);
    const { tags } = await suggestTags(writer, query, used, tagKey.k, about, signal);
    const suggested = tags.map(({ text }) => text);
    outcomes.tags.set(query.id, tagKey.score(query, suggested));
  }
}

/** Counts the keystrokes that completions save at fixed places of a query. */
async function typeAlong(
  { seed, signal }: EvalContext,
  { outcomes }: Contestant,
  writer: WritingModel,
  query: StoredItem,
): Promise<void> {
  const places = typingPlaces(query, PLACES, seed);
  let [saved, characters] = [0, 0];
  for (const { at, next } of places) {
    const { suggestion } = await complete(writer, { text: documentUpTo(query, at) }, aboutQuery(query), signal);
    saved += keystrokesSaved(suggestion, next);
    characters += next.length;
  }
  if (places.length > 0) outcomes.typing.set(query.id, { saved, characters });
}

/** Types a stretch of a query using the editor's policy. */
async function typeKeyByKey(
  { seed, typing, signal }: EvalContext,
  { outcomes, cpuMs }: Contestant,
  writer: WritingModel,
  query: StoredItem,
): Promise<void> {
  const span = typedSpan(query, typing.places, seed);
  if (span.places.length === 0) return;
  const { decoder, states } = writer;
  const reading = new PromptReader(decoder, [states.complete, states.title]);
  const came = await typeThrough({ ...writer, reading }, query, span, typing.speed, signal);
  outcomes.typed.set(query.id, typedRow(came, span.end - span.start));
  for (const { cpuMs: each } of came) if (each !== null) cpuMs.push(each);
}

/** The document as its author would have had it open: its title in front matter, and the text so far. */
function documentUpTo({ title, text }: StoredItem, at: number): string {
  return `---\ntitle: ${JSON.stringify(title)}\n---\n${text.slice(0, at)}`;
}
