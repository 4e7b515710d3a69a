import type { PreTrainedTokenizer } from '@huggingface/transformers';
import { OwnhandError } from '../../support/errors.ts';
import { limited, ranOutOfTime } from '../../support/limited.ts';
import {
  bytesOfToken,
  hasPatterns,
  type Json,
  likeReference,
  type TokenizerKind,
  tokenizerKind,
} from './tokenizerJson.ts';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

interface AddedToken {
  id: number;
  content: string;
  special?: boolean;
}

/** No real template takes a hundredth of this, in milliseconds. */
const TEMPLATE_MS = 2_000;
/** Milliseconds for tokenizing a text, which usually takes a few; a busy machine takes longer. */
const PATTERN_MS = 10_000;
/** More than the largest vocabularies have. */
const MAX_TOKENS = 1 << 22;
/** Common spellings of special tokens that end a text or a turn, besides those that a model's config names. */
const END_SPELLINGS = ['<|endoftext|>', '<|im_end|>', '<|eot_id|>', '<|end_of_text|>', '<end_of_turn>', '</s>'];
/** HTML that Gemma has tokens for: text, although it looks like a mark that steers a model. */
const HTML =
  /^<\/?(?:a|b|bbox|blockquote|body|caption|code|div|em|footer|h[1-6]|html|i|iframe|img|li|s|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul)>$/;

/**
 * Text to token ids and back, for BPE models, byte-level or SentencePiece's. Control tokens ("<|im_end|>") in a text
 * are recognised only on request, so that a user's prose cannot inject them.
 */
export class Tokenizer {
  /** One more than the highest id; a model's own vocabulary may be padded beyond it. */
  readonly vocabSize: number;
  readonly specialIds: ReadonlySet<number>;
  /** Tokens that end a generation. */
  readonly eosIds: readonly number[];
  readonly bosId: number | null;
  /** What this model expects before every text (a BOS token, or nothing); `encode` never adds it. */
  readonly prefixIds: readonly number[];
  readonly #library: PreTrainedTokenizer;
  readonly #kind: TokenizerKind;
  readonly #tokens: (string | undefined)[];
  /** Control tokens by their spelling. */
  readonly #control: Map<string, number>;
  readonly #controlPattern: RegExp | null;
  readonly #addedIds: ReadonlySet<number>;
  readonly #bytes: (Uint8Array | undefined)[] = [];
  /** Whether texts are split by patterns of the model's makers, which may never terminate. */
  readonly #ownPatterns: boolean;

  private constructor(library: PreTrainedTokenizer, tokenizer: Json, config: Json, eosTokenIds: number[]) {
    this.#library = library;
    this.#kind = tokenizerKind(tokenizer);
    this.#ownPatterns = hasPatterns(tokenizer);
    const vocab = (tokenizer.model as Json).vocab as Record<string, number>;
    const added = (tokenizer.added_tokens ?? []) as AddedToken[];
    this.#tokens = [];
    for (const [content, id] of [...Object.entries(vocab), ...added.map(({ content, id }) => [content, id] as const)]) {
      // A list as long as some huge number says would take all memory.
      if (!Number.isInteger(id) || id < 0 || id >= MAX_TOKENS) throw new RangeError(`a token has the id ${id}`);
      this.#tokens[id] = content;
    }
    this.vocabSize = this.#tokens.length;
    this.#addedIds = new Set(added.map(({ id }) => id));
    const control = added.filter(isControl);
    this.#control = new Map(control.map(({ content, id }) => [content, id]));
    this.specialIds = new Set(added.filter(({ special }) => special).map(({ id }) => id));
    const longestFirst = [...this.#control.keys()].sort((a, b) => b.length - a.length);
    this.#controlPattern = longestFirst.length
      ? new RegExp(`(${longestFirst.map((content) => escapePattern(content)).join('|')})`, 'u')
      : null;
    const idOf = (content: unknown): number | undefined => {
      if (typeof content !== 'string') return undefined;
      return this.#control.get(content) ?? (Object.hasOwn(vocab, content) ? vocab[content] : undefined);
    };
    const defined = (id: number | undefined): id is number => id !== undefined;
    this.bosId = idOf(config.bos_token) ?? null;
    const spelled = END_SPELLINGS.map((content) => this.#control.get(content));
    this.eosIds = [...new Set([idOf(config.eos_token), ...eosTokenIds, ...spelled].filter(defined))];
    this.prefixIds = library.tokenize('', { add_special_tokens: true }).map(idOf).filter(defined);
  }

  /**
   * @param tokenizer content of `tokenizer.json`
   * @param config content of `tokenizer_config.json`
   * @param eosTokenIds end tokens named by the model's own config
   * @throws OwnhandError `bad-model` for a damaged tokenizer or one that is not byte-level BPE.
   */
  static async create(tokenizer: Json, config: Json, eosTokenIds: number[] = []): Promise<Tokenizer> {
    // Loaded here and not at the top: the library takes a third of a second to load.
    const { PreTrainedTokenizer } = await import('@huggingface/transformers');
    try {
      const added = (tokenizer.added_tokens ?? []) as AddedToken[];
      const plain = { ...likeReference(tokenizer), added_tokens: added.filter((token) => !isControl(token)) };
      const named = withTokenNames(config);
      return new Tokenizer(new PreTrainedTokenizer(plain, named), tokenizer, named, eosTokenIds);
    } catch (error) {
      if (OwnhandError.is(error)) throw error;
      throw damaged(error);
    }
  }

  /**
   * Ids of a text; no BOS or EOS is added.
   * @param options.special text that spells a control token becomes that token; otherwise it stays plain text
   * @throws OwnhandError `bad-model` for a damaged tokenizer, or one whose patterns do not terminate
   */
  encode(text: string, options: { special?: boolean } = {}): number[] {
    if (!options.special || !this.#controlPattern) return this.#encodePlain(text);
    return text.split(this.#controlPattern).flatMap((part) => this.#control.get(part) ?? this.#encodePlain(part));
  }

  #encodePlain(text: string): number[] {
    if (text === '') return [];
    const encode = () => this.#library.encode(text, { add_special_tokens: false });
    try {
      return this.#ownPatterns ? limited(encode, PATTERN_MS + text.length) : encode();
    } catch (error) {
      throw ranOutOfTime(error)
        ? new OwnhandError('bad-model', "The model's tokenizer does not finish; use another model.")
        : damaged(error);
    }
  }

  /** Text of ids; invalid UTF-8 becomes U+FFFD. */
  decode(ids: Iterable<number>, options: { skipSpecial?: boolean } = {}): string {
    const stream = this.stream(options);
    let text = '';
    for (const id of ids) text += stream.push(id);
    return text + stream.end();
  }

  /** Decodes token by token: the pieces joined are exactly what `decode` gives for all ids at once. */
  stream(options: { skipSpecial?: boolean } = {}): TextStream {
    // A BOM in the text belongs to the text.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return {
      push: (id) =>
        options.skipSpecial && this.specialIds.has(id) ? '' : decoder.decode(this.tokenBytes(id), { stream: true }),
      end: () => decoder.decode(),
    };
  }

  /** The bytes one token stands for; empty for an id without a token. */
  tokenBytes(id: number): Uint8Array {
    const known = this.#bytes[id];
    if (known) return known;
    const bytes = bytesOfToken(this.#tokens[id] ?? '', this.#kind, this.#addedIds.has(id));
    this.#bytes[id] = bytes;
    return bytes;
  }

  /** Text of one token; a part of a character becomes U+FFFD. */
  tokenText(id: number): string {
    return this.decode([id]);
  }

  /** Whether the model brings a chat template; a base that was never tuned for chat does not. */
  get hasChatTemplate(): boolean {
    return this.#library.chat_template !== null;
  }

  /**
   * Ids of a conversation in the model's own chat template. Contents stay plain text even if they spell control tokens.
   * @throws OwnhandError `bad-model` if the model has no chat template, or one that fails.
   */
  chat(messages: ChatMessage[], options: { addGenerationPrompt?: boolean } = {}): number[] {
    if (!this.hasChatTemplate) {
      throw new OwnhandError('bad-model', 'The model has no chat template; use an instruct model.');
    }
    // While the template is filled in, private characters replace control tokens spelled in the contents.
    const marks = unusedCharacters(messages.map(({ content }) => content).join(''), this.#control.size);
    const spellings = [...this.#control.keys()];
    const masked = messages.map((message) => ({
      ...message,
      content: this.#swap(message.content, (spelling) => marks[spellings.indexOf(spelling)]),
    }));
    let rendered: string;
    try {
      const settings = { tokenize: false, add_generation_prompt: options.addGenerationPrompt ?? true } as const;
      // The template is a program by the model's makers, which may never terminate.
      rendered = limited(() => this.#library.apply_chat_template(masked, settings) as string, TEMPLATE_MS);
    } catch (error) {
      throw new OwnhandError('bad-model', "The model's chat template could not be filled in; use another model.", {
        cause: error,
      });
    }
    if (!this.#controlPattern) return this.#encodePlain(rendered);
    const unmask = (part: string) => part.replace(/[\uE000-\uF8FF]/g, (mark) => spellings[marks.indexOf(mark)] ?? mark);
    return rendered
      .split(this.#controlPattern)
      .flatMap((part) => this.#control.get(part) ?? this.#encodePlain(unmask(part)));
  }

  #swap(text: string, by: (spelling: string) => string): string {
    if (!this.#controlPattern) return text;
    return text
      .split(this.#controlPattern)
      .map((part) => (this.#control.has(part) ? by(part) : part))
      .join('');
  }
}

function damaged(cause: unknown): OwnhandError {
  return new OwnhandError('bad-model', "The model's tokenizer is damaged; get the model again.", { cause });
}

/** Text made from tokens as they come. */
export interface TextStream {
  /** Text that is complete with this token; empty while a character is still incomplete. */
  push(id: number): string;
  /** What is left: U+FFFD for a character that was never completed. */
  end(): string;
}

/** Configs name a token by its text or by an object that contains it; this is the text. */
function withTokenNames(config: Json): Json {
  const entries = Object.entries(config).map(([key, value]) => {
    const content = key.endsWith('_token') ? (value as { content?: unknown } | null)?.content : undefined;
    return [key, content ?? value];
  });
  return Object.fromEntries(entries);
}

/** Special tokens, and marks such as "<think>" that steer a model though their file does not call them special. */
function isControl(token: AddedToken): boolean {
  return token.special === true || (/^<.+>$|^\[.+\]$/s.test(token.content) && !HTML.test(token.content));
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Private-use characters (U+E000 to U+F8FF) that a text does not contain. */
function unusedCharacters(text: string, count: number): string[] {
  const used = new Set(text);
  const out: string[] = [];
  for (let code = 0xe000; code <= 0xf8ff && out.length < count; code++) {
    const character = String.fromCharCode(code);
    if (!used.has(character)) out.push(character);
  }
  if (out.length < count) throw new OwnhandError('bad-input', 'The text uses too many private characters.');
  return out;
}
