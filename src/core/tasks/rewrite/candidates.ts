import type { DecoderState } from '../../generate/decoder.ts';
import { generate } from '../../generate/generate.ts';
import { type LogitsProcessor, NoRepeatNgrams, Suppress } from '../../generate/processors.ts';
import { greedy, sampling } from '../../generate/sampler.ts';
import { seededRandom } from '../../support/random.ts';
import type { About } from '../prompter.ts';
import type { WritingModel } from '../writingModel.ts';
import { faithfulness } from './faithful.ts';
import { mannerEdits, withEdits } from './manner.ts';
import { plainText } from './plain.ts';
import { parseRewrite } from './prompt.ts';

/** The most versions of a sentence. */
const VERSIONS = 3;
/** One greedy, the others sampled. */
const DRAWS = 3;
/** Tokens of an answer for each token of the plain text. */
const LENGTH = { least: 0.6, most: 1.6 };
/** Changes of manner tried on one sentence. */
const MAX_EDITS = 16;
/**
 * Changes that count, in nats: those that make the text this much more the user's (see `Judge`), and leave it this likely.
 * A small gain is enough for a change that costs nothing.
 */
const COUNTING = [
  { gain: 1, loss: 2.5 },
  { gain: 0.1, loss: 0.1 },
];
/** Nats per token that keeping all content words is worth, compared with keeping none. */
const KEPT = 1;

/** A sentence in its place. */
export interface Asked {
  text: string;
  /** The document before it. */
  before: string;
}

/**
 * The faithful ways to put a sentence that are more like the user than the sentence itself: with changes of manner, and
 * those that the model writes from the plain version.
 * @param draw whether the model writes any, which takes most of the time
 * @returns at most three, the most personal first; null if there is no other way
 */
export async function versionsOf(
  writer: WritingModel,
  asked: Asked,
  about: About,
  draw: boolean,
  signal: AbortSignal | undefined,
): Promise<string[] | null> {
  const { text } = asked;
  const judge = new Judge(writer, asked, about, signal);
  const drawn = draw ? await drawCandidates(writer, text, about, signal) : [];
  const edits = mannerEdits(text).slice(0, MAX_EDITS);
  const changed = edits.map((edit) => withEdits(text, [edit]));
  const alone = await judge.score([text, ...changed]);
  const gains = changed.map((each, at) => ({
    edit: edits[at],
    gain: alone(each).personal - alone(text).personal,
    loss: alone(text).user - alone(each).user,
  }));
  const chosen = gains
    .filter(({ gain, loss }) => COUNTING.some((least) => gain >= least.gain && loss <= least.loss))
    .sort((a, b) => b.gain - a.gain)
    .map(({ edit }) => edit);
  // All of them together, and the strongest alone.
  const edited = [chosen, ...chosen.slice(0, VERSIONS - 1).map((edit) => [edit])].map((some) => withEdits(text, some));
  const candidates = [...new Set([...edited, ...drawn])].filter(
    (each) => each !== text && faithfulness(text, each).fault === null,
  );
  if (candidates.length === 0) return edits.length + drawn.length === 0 ? null : [];
  const score = await judge.score([text, ...candidates]);
  const worth = (each: string) => score(each).personal / score(each).tokens + KEPT * faithfulness(text, each).kept;
  return candidates
    .filter((each) => worth(each) > worth(text))
    .sort((a, b) => worth(b) - worth(a))
    .slice(0, VERSIONS);
}

/** Faithful texts that the model writes after the prompt for a rewrite. */
async function drawCandidates(
  writer: WritingModel,
  text: string,
  about: About,
  signal?: AbortSignal,
): Promise<string[]> {
  const { decoder, tokenizer, prompter, states } = writer;
  const plain = plainText(text);
  const { ids } = prompter.rewriteShowing(plain, about);
  const length = tokenizer.encode(plain).length;
  const random = seededRandom(1);
  const found = new Set<string>();
  for (let draw = 0; draw < DRAWS; draw++) {
    const written = await generate(decoder, states.title, tokenizer, ids, {
      maxTokens: Math.ceil(LENGTH.most * length) + 4,
      processors: [
        new Suppress(tokenizer.specialIds),
        new NoRepeatNgrams(4, ids.length),
        new NoEndBefore(ids.length + Math.floor(LENGTH.least * length), [
          ...tokenizer.encode('\n'),
          ...tokenizer.eosIds,
        ]),
      ],
      sampler: draw === 0 ? greedy : sampling({ temperature: 0.7, topK: 40, topP: 0.9 }, random),
      stop: (soFar) => (/\S\s*\n/.test(soFar) ? 'line' : undefined),
      signal,
    });
    const said = asBefore(text, parseRewrite(written.text));
    if (written.reason !== 'length' && faithfulness(text, said).fault === null) found.add(said);
  }
  return [...found];
}

/** Capitalised at the beginning and with a final mark if the sentence is. */
function asBefore(text: string, said: string): string {
  const capital = /^["'“‘(]*\p{Lu}/u.test(text) ? said.replace(/\p{L}/u, (first) => first.toUpperCase()) : said;
  const end = /[.!?…]["'”’)]*$/.exec(text)?.[0];
  return end === undefined || /[.!?…]["'”’)]*$/.test(capital) ? capital : capital.replace(/[,;:]?$/, end);
}

interface Score {
  /** log p under the user's model, in nats. */
  user: number;
  /** The same, plus how much likelier the user's model and knowledge make it than the model beneath. */
  personal: number;
  tokens: number;
}

/**
 * Judges texts as continuations of the document: `user + (user − base)`, the measure of contrastive decoding (CoPe,
 * arXiv 2506.12109) on whole texts. `user` is the serving model with profile and passages, `base` the model without the
 * personal adapter and without either. The prompts are those of completion, which the adapter was trained on.
 */
class Judge {
  readonly #writer: WritingModel;
  readonly #asked: Asked;
  readonly #about: About;
  readonly #signal: AbortSignal | undefined;

  constructor(writer: WritingModel, asked: Asked, about: About, signal: AbortSignal | undefined) {
    this.#writer = writer;
    this.#asked = asked;
    this.#about = about;
    this.#signal = signal;
  }

  async score(texts: readonly string[]): Promise<(text: string) => Score> {
    const { prompter, states, plain } = this.#writer;
    const bare = prompter.only({ profile: false, retrieval: false });
    const [user, base] = [new Map<string, number[]>(), new Map<string, number[]>()];
    const { before } = this.#asked;
    // One prompt after the other, so that each is read once. It borrows the state of titles: rewrites are rare, and the
    // next title loses only a moment.
    for (const text of texts)
      user.set(text, await this.#score(states.title, await prompter.complete({ before }, this.#about), text));
    for (const text of texts)
      base.set(text, await this.#score(plain ?? states.title, await bare.complete({ before }, this.#about), text));
    return (text) => {
      const [own, other] = [sum(user.get(text)!), sum(base.get(text)!)];
      return { user: own, personal: 2 * own - other, tokens: user.get(text)!.length };
    };
  }

  #score(state: DecoderState, { ids, lead }: { ids: number[]; lead: string }, text: string): Promise<number[]> {
    const { decoder, tokenizer } = this.#writer;
    return decoder.score(state, ids, tokenizer.encode(lead + text), this.#signal);
  }
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Forbids tokens that would end the text too early. */
class NoEndBefore implements LogitsProcessor {
  readonly #length: number;
  readonly #ends: number[];

  constructor(length: number, ends: number[]) {
    this.#length = length;
    this.#ends = ends;
  }

  apply(logits: Float32Array, ids: readonly number[]): void {
    if (ids.length < this.#length) for (const id of this.#ends) logits[id] = Number.NEGATIVE_INFINITY;
  }
}
