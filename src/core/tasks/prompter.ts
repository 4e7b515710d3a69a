import { realPath } from '../files/realPath.ts';
import type { Moment } from '../history/store/moment.ts';
import type { HistoryStore } from '../history/store/store.ts';
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Meaning } from '../retrieval/dense.ts';
import { fusedItems } from '../retrieval/fused.ts';
import { type Snippet, snippets } from '../retrieval/snippets.ts';
import { type Beginning, COMPLETE_BUDGET, type CompletePrompt, completePrompt, promptFrom } from './complete/prompt.ts';
import type { PromptWithAnswers } from './promptParts.ts';
import { ownSentences } from './rewrite/ownSentences.ts';
import { REWRITE_BUDGET, rewritePrompt } from './rewrite/prompt.ts';
import { tagEvidence } from './tags/evidence.ts';
import { TAGS_BUDGET, tagsPrompt } from './tags/prompt.ts';
import { TITLE_BUDGET, titlePrompt } from './titles/prompt.ts';

/** The document that a prompt is for: it is never retrieved for itself, nor is anything that came after it. */
export interface About {
  /** The document's path, while it is being written. */
  source?: string;
  /** The stored item, in training and evaluation. */
  id?: string;
  /** Only earlier items are retrieved; absent during writing, when all are earlier. */
  moment?: Moment;
}

/** What goes into prompts besides the text; evaluation switches parts off. */
export interface Knowledge {
  /** Prose of the profile; empty for none. */
  profile: string;
  retrieval: boolean;
  /** Finds items by meaning as well as by words; absent without an embedding model. */
  meaning?: Meaning;
}

/** What a task's prompt is made from besides the document; see `Prompter.showing`. */
export interface Known {
  /** Passages of earlier items, most similar first, with their author's answers. */
  earlier: (Snippet & { description: string | null })[];
  profile: string;
  /** Length of a text in tokens. */
  count: (text: string) => number;
}

/** Which of these sources to use. */
export interface Conditioning {
  profile: boolean;
  retrieval: boolean;
}

/** Ids of a prompt, and the ranges [start, end) of the earlier items' answers that it shows. */
export interface ShowingIds {
  ids: number[];
  answers: [number, number][];
}

/** A completion's prompt and its ids, the white space that a continuation begins with, and how the prompt begins. */
export interface CompleteIds extends CompletePrompt {
  ids: number[];
}

/** An earlier item that is similar to a text. */
export interface Neighbour {
  title: string;
  tags: string[];
  score: number;
}

/** Characters before the cursor that passages are searched with. */
const QUERY_CHARACTERS = 400;
const SNIPPETS = 2;
const TAG_NEIGHBOURS = 8;
const REWRITE_PAIRS = 3;
/** A user's new text is looked up only every this many characters, so that a prompt's beginning stays the same. */
const QUERY_STEP = 200;
/** The same at the beginning of a text, where there is little to look up yet. */
const FIRST_STEP = 80;

/** Texts whose length in tokens is remembered, and characters of the longest of them. */
const REMEMBERED = 256;
const MOST_REMEMBERED = 2_000;

/**
 * Makes every prompt of the project, with the same retrieval, profile and wording in training as in serving, so that
 * the two cannot drift apart.
 */
export class Prompter {
  readonly #store: HistoryStore;
  readonly #tokenizer: Tokenizer;
  readonly #knowledge: Knowledge;
  readonly #lengths = new Map<string, number>();
  /** What was last looked for to complete a text, and what was found. */
  #looked: { asked: unknown[]; passages: Snippet[] } | undefined;

  constructor(store: HistoryStore, tokenizer: Tokenizer, knowledge: Knowledge) {
    this.#store = store;
    this.#tokenizer = tokenizer;
    this.#knowledge = knowledge;
  }

  /** The same prompter, limited to these sources. */
  only({ profile, retrieval }: Conditioning): Prompter {
    return new Prompter(this.#store, this.#tokenizer, {
      ...this.#knowledge,
      profile: profile ? this.#knowledge.profile : '',
      retrieval: retrieval && this.#knowledge.retrieval,
    });
  }

  async complete(input: { before: string; title?: string }, about: About = {}): Promise<CompleteIds> {
    const { before, title } = input;
    const passages = await this.#passages(queryOf(before, title), about);
    const parts = { before, title, snippets: passages.map(({ text }) => text), profile: this.#knowledge.profile };
    return this.#completeIds(completePrompt(parts, COMPLETE_BUDGET, this.#count));
  }

  /** The prompt for a text before the cursor that begins like an earlier prompt; see `promptFrom`. */
  completeFrom(beginning: Beginning, before: string): CompleteIds {
    return this.#completeIds(promptFrom(beginning, before));
  }

  #completeIds(made: CompletePrompt): CompleteIds {
    return { ...made, ids: this.#encode(made.prompt) };
  }

  title(text: string): number[] {
    return this.#encode(titlePrompt({ text, profile: this.#knowledge.profile }, TITLE_BUDGET, this.#count));
  }

  /**
   * The prompt of a task that shows how earlier items answer it.
   * @param options how many earlier items, and their total length in tokens
   * @param make makes it from passages of them and the profile
   */
  async showing(
    text: string,
    { k, budget }: { k: number; budget: number },
    make: (known: Known) => PromptWithAnswers,
    about: About = {},
  ): Promise<ShowingIds> {
    const passages = await this.#snippets(text, k, budget, about);
    const earlier = passages.map((each) => ({ ...each, description: this.#store.get(each.id)?.description ?? null }));
    return this.#encodeShowing(make({ earlier, profile: this.#knowledge.profile, count: this.#count }));
  }

  /** @param vocabulary the user's tags, most used first */
  async tags(input: { text: string; title: string; vocabulary: string[] }, about: About = {}): Promise<number[]> {
    return (await this.tagsShowing(input, about)).ids;
  }

  /** The same, with the positions of the earlier items' tags. */
  async tagsShowing(
    input: { text: string; title: string; vocabulary: string[] },
    about: About = {},
  ): Promise<ShowingIds> {
    const neighbours = await this.neighbours(`${input.title}\n${input.text}`, about);
    return this.#encodeShowing(tagsPrompt({ ...input, neighbours }, TAGS_BUDGET, this.#count));
  }

  /** @param plain the text without manner: `plainText` of it */
  rewriteShowing(plain: string, about: About = {}): ShowingIds {
    const shown = this.#knowledge.retrieval ? ownSentences(this.#store, plain, REWRITE_PAIRS, options(about)) : [];
    const input = { plain, shown, profile: this.#knowledge.profile };
    return this.#encodeShowing(rewritePrompt(input, REWRITE_BUDGET, this.#count));
  }

  /** The earlier items most similar to a text, with their scores, most similar first. */
  async neighbours(text: string, about: About = {}, k = TAG_NEIGHBOURS): Promise<Neighbour[]> {
    const { retrieval, meaning } = this.#knowledge;
    if (!retrieval) return [];
    const { found } = await fusedItems(this.#store, text, { k, ...options(about) }, meaning);
    return found.map(({ item, score }) => ({ title: item.title, tags: item.tags, score }));
  }

  /** How strongly the earlier items that carry a tag speak for it, 0 to 1; empty if retrieval is off. */
  tagEvidence(document: { title: string; text: string }, about: About = {}): Map<string, number> {
    return this.#knowledge.retrieval ? tagEvidence(this.#store, document, about) : new Map();
  }

  /** Looked for once while their query stands: of all that a keystroke asks for it takes longest. */
  async #passages(query: string, about: About): Promise<Snippet[]> {
    const { text } = this.#store;
    text.refresh();
    const { source, id, moment } = about;
    const asked = [query, source, id, moment, text.version];
    if (this.#looked?.asked.every((each, at) => each === asked[at])) return this.#looked.passages;
    const passages = await this.#snippets(query, SNIPPETS, COMPLETE_BUDGET.snippets, about);
    this.#looked = { asked, passages };
    return passages;
  }

  async #snippets(query: string, k: number, budget: number, about: About): Promise<Snippet[]> {
    const { retrieval, meaning } = this.#knowledge;
    if (!retrieval) return [];
    return snippets(this.#store, query, { k, budget, count: this.#count, ...options(about) }, meaning);
  }

  /** Parts of prompts are counted at every keystroke, and hardly any has changed since the one before. */
  readonly #count = (text: string): number => {
    const known = this.#lengths.get(text);
    if (known !== undefined) return known;
    const { length } = this.#tokenizer.encode(text);
    if (text.length > MOST_REMEMBERED) return length;
    if (this.#lengths.size >= REMEMBERED) this.#lengths.clear();
    this.#lengths.set(text, length);
    return length;
  };

  /** Answers begin and end at token borders: at the space before a word and after a line break. */
  #encodeShowing({ prompt, answers }: PromptWithAnswers): ShowingIds {
    const ids = this.#encode(prompt);
    const { prefixIds } = this.#tokenizer;
    const at = (characters: number) => prefixIds.length + this.#count(prompt.slice(0, characters));
    return { ids, answers: answers.map(([start, end]) => [at(start), at(end)]) };
  }

  #encode(prompt: string): number[] {
    const { prefixIds, eosIds } = this.#tokenizer;
    const ids = [...prefixIds, ...this.#tokenizer.encode(prompt)];
    // A prompt needs a token to predict from, even for an empty document.
    return ids.length > 0 ? ids : [eosIds[0] ?? 0];
  }
}

function queryOf(before: string, title = ''): string {
  const end = before.length - (before.length % (before.length < QUERY_STEP ? FIRST_STEP : QUERY_STEP));
  // For a text that has just begun, the title tells more than a few words that change with every key.
  const text = before.slice(Math.max(0, end - QUERY_CHARACTERS), end || (title === '' ? before.length : 0));
  return `${title}\n${text}`;
}

function options(about: About): { before?: Moment; excludeId?: string; excludeSource?: string } {
  return {
    before: about.moment,
    excludeId: about.id,
    excludeSource: about.source === undefined ? undefined : realPath(about.source),
  };
}
