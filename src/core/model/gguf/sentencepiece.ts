import { OwnhandError } from '../../support/errors.ts';
import { BYTE_TOKENS, type Json, SPACE_MARK } from '../tokenizer/tokenizerJson.ts';

/** What tells one kind of tokenizer.json from another. */
export interface TokenizerParts {
  normalizer: object | null;
  pre_tokenizer: object | null;
  decoder: object;
  /** Fields of the BPE model besides its vocabulary. */
  model: Json;
}

/** Longest token that is split into parts, in characters; Gemma's longest is 31. */
const LONGEST = 128;

/**
 * SentencePiece's BPE in Gemma's form, from the tokens and scores of a GGUF file. The file has no merges: two tokens
 * merge if their concatenation is a token, the best score first, as in Hugging Face's converter (transformers,
 * convert_slow_tokenizer.py, `GemmaConverter`).
 * @param vocab ids by token
 * @param scoreOf score of a token by its id
 * @throws OwnhandError `bad-model` for a vocabulary without the 256 bytes.
 */
export function sentencePieceParts(
  vocab: Record<string, number>,
  scoreOf: (id: number) => number,
  unknown: string | null,
): TokenizerParts {
  if (!BYTE_TOKENS.every((token) => Object.hasOwn(vocab, token))) {
    throw new OwnhandError(
      'bad-model',
      "The GGUF file's tokenizer has no tokens for single bytes, which is not supported; use another model.",
    );
  }
  return {
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: SPACE_MARK },
    pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: SPACE_MARK }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
      ],
    },
    model: { unk_token: unknown, fuse_unk: true, byte_fallback: true, merges: mergesOf(vocab, scoreOf) },
  };
}

interface Merge {
  pair: [string, string];
  score: number;
  lengths: [number, number];
}

function mergesOf(vocab: Record<string, number>, scoreOf: (id: number) => number): [string, string][] {
  const ids = new Map(Object.entries(vocab));
  const merges: Merge[] = [];
  for (const [token, id] of ids) {
    const characters = [...token];
    if (characters.length > LONGEST) continue;
    const score = scoreOf(id);
    const own: Merge[] = [];
    for (let at = 1, units = 0; at < characters.length; at++) {
      units += characters[at - 1].length;
      const pair: [string, string] = [token.slice(0, units), token.slice(units)];
      if (ids.has(pair[0]) && ids.has(pair[1])) own.push({ pair, score, lengths: [at, characters.length - at] });
    }
    const idOf = (part: string) => ids.get(part) as number;
    own.sort((a, b) => idOf(a.pair[0]) - idOf(b.pair[0]) || idOf(a.pair[1]) - idOf(b.pair[1]));
    merges.push(...own);
  }
  merges.sort((a, b) => b.score - a.score || b.lengths[0] - a.lengths[0] || b.lengths[1] - a.lengths[1]);
  return merges.map(({ pair }) => pair);
}
