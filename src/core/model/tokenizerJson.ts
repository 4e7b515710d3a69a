import { OwnhandError } from '../errors.ts';

export type Json = Record<string, unknown>;

/**
 * Characters that stand for the 256 bytes in byte-level BPE vocabularies (GPT-2's `bytes_to_unicode`): printable
 * Latin-1 stands for itself, the other bytes, in order, for U+0100 onwards.
 */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
})();

/** How GPT-2 cuts text into words, digits, punctuation and space. */
const GPT2_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

const split = (regex: string): Json => ({
  type: 'Split',
  pattern: { Regex: regex },
  behavior: 'Isolated',
  invert: false,
});

/**
 * A tokenizer.json that makes the JavaScript tokenizer library give the ids of the reference implementation
 * (Hugging Face's tokenizers, in Rust) on every text. The two differ where JavaScript's `\d` and `\s` differ from
 * Unicode's numbers and white space, and where a byte has no token: the reference drops it before merging.
 * @throws OwnhandError `bad-model` for a tokenizer that is not byte-level BPE.
 */
export function likeReference(tokenizer: Json): Json {
  const model = tokenizer.model as Json | undefined;
  if (model?.type !== 'BPE' || !mentionsByteLevel(tokenizer.pre_tokenizer)) {
    throw new OwnhandError(
      'bad-model',
      "The model's tokenizer is not byte-level BPE, the only kind supported; use another model.",
    );
  }
  const vocab = model.vocab as Record<string, number>;
  const steps = exactSteps(tokenizer.pre_tokenizer as Json);
  const missing = BYTE_CHARACTERS.filter((character) => !Object.hasOwn(vocab, character));
  if (missing.length > 0 && model.unk_token == null && model.byte_fallback !== true) {
    const escaped = missing.map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
    steps.push({ type: 'Replace', pattern: { Regex: `[${escaped.join('')}]` }, content: '' });
  }
  return { ...tokenizer, pre_tokenizer: { type: 'Sequence', pretokenizers: steps } };
}

function exactSteps(step: Json): Json[] {
  switch (step.type) {
    case 'Sequence':
      return (step.pretokenizers as Json[]).flatMap(exactSteps);
    case 'Digits':
      return [split(step.individual_digits === true ? '\\p{N}' : '\\p{N}+')];
    case 'ByteLevel':
      // A space put before each piece must come before the cut, so such a step is left whole.
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
