import { OwnhandError, quoted } from '../../support/errors.ts';
import { type Json, SPACE_MARK } from '../tokenizer/tokenizerJson.ts';
import type { GgufFile, GgufValue } from './gguf.ts';
import { sentencePieceParts, type TokenizerParts } from './sentencepiece.ts';

type Get = (key: string) => GgufValue | undefined;

/** Token types of `tokenizer.ggml.token_type` that matter here. */
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;

const byteLevel = (useRegex: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: useRegex,
});
const split = (regex: string) => ({
  type: 'Sequence',
  pretokenizers: [{ type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false }, byteLevel(false)],
});

// The two patterns differ in how many digits make a piece: Llama 3 takes up to three, Qwen 2 one.
const words = (digits: string) =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`;

const GPT2 = { pre_tokenizer: byteLevel(true) };
const SMOLLM = {
  pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel(true)] },
};
const LLAMA3 = { pre_tokenizer: split(words('\\p{N}{1,3}')), ignoreMerges: true };
const QWEN2 = { pre_tokenizer: split(words('\\p{N}')), normalizer: { type: 'NFC' } };

/** How text is split before merging, by the name in `tokenizer.ggml.pre`. */
const PRE_TOKENIZERS: Record<string, { pre_tokenizer: object; normalizer?: object; ignoreMerges?: boolean }> = {
  default: GPT2,
  'gpt-2': GPT2,
  smollm: SMOLLM,
  starcoder: SMOLLM,
  'llama-bpe': LLAMA3,
  llama3: LLAMA3,
  qwen2: QWEN2,
};
/** Other names that converters have written for the same. */
const SAME_AS: Record<string, string> = {
  'llama-v3': 'llama-bpe',
  'llama3-bpe': 'llama-bpe',
  gpt2: 'gpt-2',
  'deepseek-r1-qwen': 'qwen2',
};
/** How a family splits text if a file does not say: those made before May 2024 name no pre-tokenizer. */
const BY_ARCHITECTURE: Record<string, string> = { qwen2: 'qwen2', qwen3: 'qwen2', qwen2moe: 'qwen2', gpt2: 'gpt-2' };
/** Llama 2 has SentencePiece's tokenizer; a byte-level one of this size is Llama 3's. */
const LLAMA3_TOKENS = 128_256;

/**
 * `tokenizer.json` and `tokenizer_config.json` made from a GGUF file's metadata. They give the same ids as the files
 * the GGUF was made from.
 * @throws OwnhandError `bad-model` for a tokenizer that is missing, damaged or of an unknown kind.
 */
export function tokenizerFromGguf(file: GgufFile): { tokenizer: Json; tokenizerConfig: Json } {
  const get: Get = (key) => file.metadata.get(`tokenizer.ggml.${key}`);
  // SentencePiece puts no space before a text if the file says so; the variant with a space is not supported.
  const isSentencePiece = get('model') === 'llama' && get('add_space_prefix') === false;
  if (get('model') !== 'gpt2' && !isSentencePiece) {
    throw new OwnhandError(
      'bad-model',
      `The GGUF file's tokenizer is of kind "${quoted(get('model') ?? 'none')}", which is not supported; use a model with a byte-level BPE tokenizer ("gpt2"), or with Gemma's.`,
    );
  }
  const tokens = strings(get('tokens'), 'tokens');
  const types = get('token_type');
  const typeOf = (id: number) => (Array.isArray(types) ? types[id] : undefined);

  const vocab: Record<string, number> = Object.create(null);
  const addedTokens: Json[] = [];
  tokens.forEach((written, id) => {
    const type = typeOf(id);
    // llama.cpp's converter writes runs of spaces as they are.
    const content = isSentencePiece && type === USER_DEFINED ? written.replaceAll(' ', SPACE_MARK) : written;
    // Padding up to a round vocabulary size; no text ever gives these.
    if (type === UNUSED) return;
    vocab[content] = id;
    if (type === CONTROL || type === USER_DEFINED) {
      const special = type === CONTROL;
      addedTokens.push({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special });
    }
  });
  const tokenOf = (key: string): string | null => {
    const id = get(key);
    return typeof id === 'number' ? (tokens[id] ?? null) : null;
  };
  const parts = isSentencePiece
    ? sentencePieceParts(vocab, scores(get('scores'), tokens.length, typeOf), tokenOf('unknown_token_id'))
    : byteLevelParts(get, preTokenizerOf(get, file.metadata.get('general.architecture'), tokens.length));
  const bos = tokenOf('bos_token_id');
  const template = file.metadata.get('tokenizer.chat_template');
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: addedTokens,
      normalizer: parts.normalizer,
      pre_tokenizer: parts.pre_tokenizer,
      post_processor: get('add_bos_token') === true && bos !== null ? startWith(bos, vocab[bos]) : null,
      decoder: parts.decoder,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: false,
        vocab,
        ...parts.model,
      },
    },
    tokenizerConfig: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      clean_up_tokenization_spaces: false,
      bos_token: bos,
      eos_token: tokenOf('eos_token_id'),
      unk_token: tokenOf('unknown_token_id'),
      pad_token: tokenOf('padding_token_id'),
      ...(typeof template === 'string' && { chat_template: template }),
    },
  };
}

/**
 * The name of the pre-tokenizer: from the file, or by its architecture.
 * @throws OwnhandError `bad-model` if neither tells: split by the wrong rules, a text would silently give other tokens.
 */
function preTokenizerOf(get: Get, architecture: GgufValue | undefined, tokens: number): string {
  const named = get('pre');
  if (typeof named === 'string' && named !== '' && named !== 'default') return SAME_AS[named] ?? named;
  const known = BY_ARCHITECTURE[String(architecture)];
  if (known) return known;
  if (architecture === 'llama' && tokens === LLAMA3_TOKENS) return 'llama-bpe';
  if (named === 'default') return named;
  throw new OwnhandError(
    'bad-model',
    `The GGUF file does not say how its tokenizer cuts text (tokenizer.ggml.pre), and its architecture "${quoted(architecture ?? 'none')}" does not tell; convert the model again with a newer llama.cpp.`,
  );
}

function byteLevelParts(get: Get, name: string): TokenizerParts {
  const pre = Object.hasOwn(PRE_TOKENIZERS, name) ? PRE_TOKENIZERS[name] : undefined;
  if (!pre) {
    throw new OwnhandError(
      'bad-model',
      `The GGUF file's pre-tokenizer "${quoted(name)}" is not supported; use one of: ${Object.keys(PRE_TOKENIZERS).join(', ')}.`,
    );
  }
  return {
    normalizer: pre.normalizer ?? null,
    pre_tokenizer: pre.pre_tokenizer,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { ignore_merges: pre.ignoreMerges ?? false, merges: strings(get('merges'), 'merges') },
  };
}

/** Scores by id. llama.cpp's converter gives user-defined tokens the worst scores, SentencePiece among the best. */
function scores(
  value: GgufValue | undefined,
  count: number,
  typeOf: (id: number) => GgufValue | undefined,
): (id: number) => number {
  if (!Array.isArray(value) || value.length !== count) {
    throw new OwnhandError(
      'bad-model',
      'The GGUF file has no scores for its tokens; use a file that includes its tokenizer.',
    );
  }
  return (id) => (typeOf(id) === USER_DEFINED || typeOf(id) === CONTROL ? 0 : Number(value[id]));
}

/** A post-processor that puts one token before every text. */
function startWith(token: string, id: number): Json {
  return {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: token, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [
      { SpecialToken: { id: token, type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
    ],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}

function strings(value: GgufValue | undefined, what: string): string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value as string[];
  throw new OwnhandError(
    'bad-model',
    `The GGUF file has no tokenizer ${what}; use a file that includes its tokenizer.`,
  );
}
