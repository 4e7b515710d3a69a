import { OwnhandError } from '../../support/errors.ts';

export type Json = Record<string, unknown>;

/**
 * Characters that stand for the 256 bytes in byte-level BPE vocabularies (GPT-2's `bytes_to_unicode`): printable
 * Latin-1 stands for itself, the other bytes, in order, for U+0100 onwards.
 */
const BYTE_CHARACTERS: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
})();

/** How GPT-2 splits text into words, digits, punctuation and space. */
const GPT2_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

const split = (regex: string): Json => ({
  type: 'Split',
  pattern: { Regex: regex },
  behavior: 'Isolated',
  invert: false,
});

/** SentencePiece's character for a space (U+2581). */
export const SPACE_MARK = '▁';

/** Bytes that have no other token, by SentencePiece's names. */
export const BYTE_TOKENS: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

/** How a vocabulary writes bytes: with GPT-2's characters for all of them, or as text with tokens for odd bytes. */
export type TokenizerKind = 'byte-level' | 'sentencepiece';

/**
 * The kind of a tokenizer.json.
 * @throws OwnhandError `bad-model` for any other.
 */
export function tokenizerKind({ model, normalizer, pre_tokenizer: cut }: Json): TokenizerKind {
  const { type, vocab, byte_fallback: fallback } = (model ?? {}) as Json;
  if (type === 'BPE' && mentionsByteLevel(cut)) return 'byte-level';
  // Gemma's: spaces are written as marks, none is put before a text, and so splitting at spaces finds nothing.
  const { type: step, pattern, content } = (normalizer ?? {}) as Json;
  const marksSpaces = step === 'Replace' && (pattern as Json)?.String === ' ' && content === SPACE_MARK;
  const cutsAtSpaces =
    cut == null || ((cut as Json).type === 'Split' && ((cut as Json).pattern as Json)?.String === ' ');
  if (type === 'BPE' && fallback === true && marksSpaces && cutsAtSpaces) {
    if (BYTE_TOKENS.every((token) => Object.hasOwn((vocab ?? {}) as object, token))) return 'sentencepiece';
  }
  throw new OwnhandError(
    'bad-model',
    "The model's tokenizer is neither byte-level BPE nor SentencePiece's BPE as Gemma has it, the only kinds supported; use another model.",
  );
}

/**
 * A tokenizer.json with which the JavaScript tokenizer library gives the ids of the reference implementation (Hugging
 * Face's tokenizers, in Rust) on every text. The two differ because JavaScript's `\d` and `\s` differ from Unicode's
 * numbers and white space, and where a byte has no token: the reference drops it before merging.
 * @throws OwnhandError `bad-model` for a tokenizer of another kind.
 */
export function likeReference(tokenizer: Json): Json {
  if (tokenizerKind(tokenizer) === 'sentencepiece') return { ...tokenizer, pre_tokenizer: null };
  const model = tokenizer.model as Json;
  const vocab = model.vocab as Record<string, number>;
  const steps = exactSteps(tokenizer.pre_tokenizer as Json);
  const missing = BYTE_CHARACTERS.filter((character) => !Object.hasOwn(vocab, character));
  if (missing.length > 0 && model.unk_token == null && model.byte_fallback !== true) {
    const escaped = missing.map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
    steps.push({ type: 'Replace', pattern: { Regex: `[${escaped.join('')}]` }, content: '' });
  }
  return { ...tokenizer, pre_tokenizer: { type: 'Sequence', pretokenizers: steps } };
}

/** Whether it splits or changes texts by its own regular expressions, besides the common ones. */
export function hasPatterns({ normalizer, pre_tokenizer }: Json): boolean {
  return mentionsPattern(normalizer) || mentionsPattern(pre_tokenizer);
}

function mentionsPattern(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, 'Regex') || Object.values(value).some(mentionsPattern);
}

function exactSteps(step: Json): Json[] {
  switch (step.type) {
    case 'Sequence':
      return (step.pretokenizers as Json[]).flatMap(exactSteps);
    case 'Digits':
      return [split(step.individual_digits === true ? '\\p{N}' : '\\p{N}+')];
    case 'ByteLevel':
      // A space put before each piece must come before splitting, so such a step stays as it is.
      return step.use_regex === false || step.add_prefix_space === true
        ? [step]
        : [split(GPT2_PATTERN), { ...step, use_regex: false }];
    default:
      return [step];
  }
}

function mentionsByteLevel(step: unknown): boolean {
  const { type, pretokenizers } = (step ?? {}) as Json;
  return type === 'ByteLevel' || (Array.isArray(pretokenizers) && pretokenizers.some(mentionsByteLevel));
}

const BYTE_OF = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));
const BYTE_OF_TOKEN = new Map(BYTE_TOKENS.map((token, byte) => [token, byte]));
const UTF8 = new TextEncoder();

/**
 * The bytes that a token stands for.
 * @param isAdded it is not a merged one but matched literally
 */
export function bytesOfToken(content: string, kind: TokenizerKind, isAdded: boolean): Uint8Array {
  if (kind === 'sentencepiece') {
    const byte = BYTE_OF_TOKEN.get(content);
    return byte === undefined ? UTF8.encode(content.replaceAll(SPACE_MARK, ' ')) : Uint8Array.of(byte);
  }
  if (isAdded) return UTF8.encode(content);
  return Uint8Array.from([...content].flatMap((character) => BYTE_OF.get(character) ?? [...UTF8.encode(character)]));
}
