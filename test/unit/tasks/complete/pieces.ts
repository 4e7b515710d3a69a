import type { Decoder, DecoderState } from '../../../../src/core/generate/decoder.ts';
import type { Tokenizer } from '../../../../src/core/model/tokenizer/tokenizer.ts';

/** What follows some tokens, with probabilities; what is missing to 1 is shared by all tokens. */
export type Model = Record<string, Record<string, number>>;

/** A model and a tokenizer of whole pieces: `cut` says how a text is cut into them. */
export function made(model: Model, cut: Record<string, string[]> = {}) {
  const pieces = [...new Set(Object.values(model).flatMap((next) => Object.keys(next)))];
  for (const piece of Object.values(cut).flat()) if (!pieces.includes(piece)) pieces.push(piece);
  const bytes = pieces.map((piece) =>
    /^<[0-9A-F ]+>$/.test(piece)
      ? Uint8Array.from(piece.slice(1, -1).split(' '), (hex) => Number.parseInt(hex, 16))
      : new TextEncoder().encode(piece),
  );
  const tokenizer = {
    vocabSize: pieces.length,
    specialIds: new Set(),
    eosIds: [pieces.indexOf('</s>')],
    tokenBytes: (id: number) => bytes[id],
    tokenText: (id: number) => pieces[id],
    encode: (text: string) => (cut[text] ?? [text]).map((piece) => pieces.indexOf(piece)),
  } as unknown as Tokenizer;
  const asked: string[] = [];
  const decoder = {
    options: { context: 100 },
    read: (_: unknown, ids: readonly number[]) => {
      const said = ids
        .slice(1)
        .map((id) => pieces[id])
        .join('');
      asked.push(said);
      const next = model[said] ?? {};
      const left = 1 - Object.values(next).reduce((sum, p) => sum + p, 0);
      return Promise.resolve(
        Float32Array.from(pieces, (piece) => Math.log((next[piece] ?? 0) + Math.max(1e-9, left) / pieces.length)),
      );
    },
  } as unknown as Decoder;
  return { tokenizer, asked, source: { decoder, state: {} as DecoderState } };
}
