import { leanFrom } from '../../../generate/contrast.ts';
import { type DecoderState, logSoftmax } from '../../../generate/decoder.ts';
import { lookUp } from '../../../generate/draft.ts';
import { nextLogProbabilities, type Source } from '../../../generate/mixture.ts';
import type { LogitsProcessor } from '../../../generate/processors.ts';
import { mostLikely } from '../../../generate/sampler.ts';
import type { Tokenizer } from '../../../model/tokenizer/tokenizer.ts';
import { throwIfCancelled } from '../../../support/errors.ts';
import { endsInWord, endsUnspaced } from '../../../text/words.ts';
import { stopReason } from '../continuation.ts';
import { Node } from './node.ts';
import { goesOn } from './tokenStarts.ts';

/** The most continuations explored at one place. */
const BEAM = 3;
/** A way that has yet to cover the half-typed word is explored from this share of the covering probability on. */
const WORTH_COVERING = 0.02;

/** A place where the continuation may end: after a word, or after the punctuation that follows one. */
export interface Cut {
  text: string;
  /** Probability, 0 to 1, that the writer continues with exactly this: its tokens, and its last word ending there. */
  p: number;
}

export interface SearchOptions {
  /** What is already typed and must come first: white space, and a word that may be half typed. */
  required: string;
  /** Less likely ways are not followed; 0 if anything will do. */
  least: number;
  /** The most times the model is run. */
  maxTokens: number;
  /** These only forbid: what is left gets no likelier. */
  processors: readonly LogitsProcessor[];
  contrast?: { state: DecoderState; strength: number };
  /** Whether no longer text that begins with `text`, with at most this p, can be better than what was found. */
  enough: (text: string, p: number, cuts: readonly Cut[]) => boolean;
  signal?: AbortSignal;
}

export interface Found {
  cuts: Cut[];
  /** How many times the model was run. */
  tokens: number;
  firstTokenMs: number;
  /** Why it ended: `end`, `length`, `context`, or `unsure` if no continuation is likely enough. */
  reason: string;
}

/**
 * Finds the likeliest continuations, best first. A way's probability only falls, and ways below `least` are dropped, so
 * few are left to follow. A half-typed word is continued by whole paths over it: by tokens that cover everything typed,
 * or that continue with its own tokens; a way's probability is its share among all of these.
 */
export class Search {
  readonly #source: Source;
  readonly #tokenizer: Tokenizer;
  readonly #prompt: readonly number[];
  readonly #options: SearchOptions;
  readonly #required: Uint8Array;
  readonly #own: readonly number[];
  readonly #goesOn: Uint8Array;
  #frontier: Node[] = [Node.root()];
  /** Joint probability of the cuts, by text, before normalisation. */
  readonly #cuts = new Map<string, number>();
  /** Probability of all ways that cover what is typed. */
  #covered: number;

  constructor(source: Source, tokenizer: Tokenizer, prompt: readonly number[], options: SearchOptions) {
    this.#source = source;
    this.#tokenizer = tokenizer;
    this.#prompt = prompt;
    this.#options = options;
    this.#required = new TextEncoder().encode(options.required);
    this.#own = options.required === '' ? [] : tokenizer.encode(options.required);
    this.#goesOn = goesOn(tokenizer);
    this.#covered = options.required === '' ? 1 : 0;
  }

  /** @throws OwnhandError `cancelled` */
  async run(): Promise<Found> {
    const { maxTokens, least, enough, signal } = this.#options;
    const started = performance.now();
    const found: Found = { cuts: [], tokens: 0, firstTokenMs: 0, reason: 'end' };
    for (let node = this.#next(); node; node = this.#next()) {
      throwIfCancelled(signal);
      const p = this.#share(node);
      if (this.#covers(node)) {
        if (p < least) {
          found.reason = 'unsure';
          break;
        }
        if (enough(this.#ownText(node), p, this.#shares())) continue;
      }
      if (found.tokens >= maxTokens) {
        found.reason = 'length';
        break;
      }
      if (this.#prompt.length + node.ids.length >= this.#source.decoder.options.context) {
        found.reason = 'context';
        break;
      }
      const values = await this.#read(node);
      if (found.tokens++ === 0) found.firstTokenMs = performance.now() - started;
      if (this.#covers(node)) this.#goOn(node, values);
      else this.#cover(node, values);
    }
    found.cuts = this.#shares();
    return found;
  }

  /**
   * The way to explore next: one that has yet to cover what is typed, as long as it could matter, else the likeliest.
   */
  #next(): Node | undefined {
    const at = this.#frontier.findIndex((node) => !this.#covers(node));
    if (at >= 0) {
      const [node] = this.#frontier.splice(at, 1);
      if (Math.exp(node.logP) > WORTH_COVERING * this.#covered) return node;
    }
    return this.#frontier.shift();
  }

  #shares(): Cut[] {
    return [...this.#cuts].map(([text, p]) => ({ text, p: Math.min(1, p / (this.#covered || 1)) }));
  }

  #share({ logP }: Node): number {
    return Math.exp(logP) / (this.#covered || 1);
  }

  #covers({ bytes }: Node): boolean {
    return bytes.length >= this.#required.length;
  }

  #ownText({ text }: Node): string {
    return text.slice(this.#options.required.length);
  }

  async #read(node: Node): Promise<Float32Array> {
    const { processors, contrast, signal } = this.#options;
    const ids = [...this.#prompt, ...node.ids];
    const draft =
      this.#required.length > 0 && node.ids.length === 0
        ? undefined
        : (this.#source.mixture?.guess?.(ids) ?? lookUp(ids));
    const values = await nextLogProbabilities(this.#source, ids, { signal, draft });
    if (!contrast) return values;
    // “Plausible” is measured among what is allowed.
    for (const processor of processors) processor.apply(values, ids);
    leanFrom(values, await this.#source.decoder.read(contrast.state, ids, { signal, draft }), contrast.strength);
    logSoftmax(values);
    return values;
  }

  /** Continues what is typed: with tokens that cover the rest of it, or with the next of its own tokens. */
  #cover(node: Node, values: Float32Array): void {
    const rest = this.#required.subarray(node.bytes.length);
    const next = node.ids.every((id, at) => this.#own[at] === id) ? this.#own[node.ids.length] : undefined;
    const here = Math.exp(node.logP);
    let mass = 0;
    const covering = new Float32Array(values.length).fill(Number.NEGATIVE_INFINITY);
    for (let id = 0; id < values.length; id++) {
      const bytes = this.#tokenizer.tokenBytes(id);
      if (bytes.length < rest.length || !beginsWith(bytes, rest)) continue;
      covering[id] = values[id];
      mass += Math.exp(values[id]);
    }
    this.#covered += here * mass;
    this.#branch(node, covering);
    if (next !== undefined && this.#tokenizer.tokenBytes(next).length < rest.length && values[next] > -Infinity) {
      this.#frontier.push(node.child(next, values[next], this.#tokenizer));
    }
  }

  #goOn(node: Node, values: Float32Array): void {
    const own = this.#ownText(node);
    if (endsInWord(own) && !node.broken) {
      let more = 0;
      for (let id = 0; id < values.length; id++) if (this.#goesOn[id] === 1) more += Math.exp(values[id]);
      this.#cut(own, Math.exp(node.logP) * Math.max(0, 1 - more));
    }
    this.#branch(node, values);
  }

  #branch(node: Node, values: Float32Array): void {
    const { processors, least, contrast } = this.#options;
    if (!contrast) for (const processor of processors) processor.apply(values, [...this.#prompt, ...node.ids]);
    for (const id of mostLikely(values, BEAM)) {
      if (values[id] === Number.NEGATIVE_INFINITY || this.#tokenizer.eosIds.includes(id)) continue;
      const child = node.child(id, values[id], this.#tokenizer);
      if (this.#share(child) >= least && isText(child)) this.#add(child, node);
    }
    this.#frontier.sort((a, b) => this.#rank(b) - this.#rank(a));
  }

  /** For a caller that takes anything, longer ways rank higher, so that it soon gets something whole. */
  #rank({ logP, ids }: Node): number {
    return this.#options.least > 0 ? logP : logP + ids.length * Math.log(BEAM);
  }

  #add(child: Node, parent: Node): void {
    const own = this.#ownText(child);
    const p = Math.exp(child.logP);
    const ended = stopReason(own) !== undefined || own.includes('\n');
    const line = lineOf(own);
    // White space after it makes it no likelier.
    const isNew = line !== lineOf(this.#ownText(parent));
    if (isNew && (AFTER_WORD.test(line) || (endsUnspaced(line) && !child.broken))) this.#cut(line, p);
    if (!ended) this.#frontier.push(child);
  }

  #cut(text: string, p: number): void {
    if (text.trim() !== '') this.#cuts.set(text, (this.#cuts.get(text) ?? 0) + p);
  }
}

/**
 * Punctuation after a word, but none that opens something, or that more of the word follows, such as a hyphen or a
 * slash.
 */
const AFTER_WORD = /[\p{L}\p{N}\p{M}\p{Pe}\p{Pf}"'`*_][^\p{L}\p{N}\p{M}\s\p{Ps}\p{Pi}\p{Pd}\p{Sm}\p{Sc}/\\@#&]+$/u;

function lineOf(text: string): string {
  return /^\s*[^\n]*/.exec(text)![0].trimEnd();
}

function isText({ text }: Node): boolean {
  return !/[\uFFFD\p{Cc}]/u.test(text.replace(/[\n\t]/g, ''));
}

function beginsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  for (let at = 0; at < beginning.length; at++) if (bytes[at] !== beginning[at]) return false;
  return true;
}
