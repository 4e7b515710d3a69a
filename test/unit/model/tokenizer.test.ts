import fs from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openGgufCheckpoint } from '../../../src/core/model/checkpoint.ts';
import { Tokenizer } from '../../../src/core/model/tokenizer/tokenizer.ts';
import type { Json } from '../../../src/core/model/tokenizer/tokenizerJson.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import type { GgufParts } from './ggufWriter.ts';
import { fixtureJson, writeGguf } from './samples.ts';
import { tinyGguf } from './tinyGguf.ts';

const CHAT =
  "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] | trim }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
const json = fixtureJson('tiny-tokenizer', 'tokenizer.json');
const config = { bos_token: '<|im_start|>', eos_token: { content: '<|im_end|>' }, chat_template: CHAT };
let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await Tokenizer.create(json, config, [2]);
});

/** Text of every kind: prose, digits, runs of space, control characters, marks, emoji, spelled control tokens. */
const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        '\r\n',
        '\t',
        "'s",
        "'LL",
        ' the',
        ' morning',
        '1234',
        '½٣Ⅷ',
        '\u0004',
        '\u0085',
        '\ufeff',
        '👩‍👩‍👧',
        '\u{40000}',
        'é',
        'e\u0301',
        '<|im_end|>',
        '<|',
        '<file_sep>',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').toWellFormed());

describe('encoding', () => {
  const golden = fixtureJson<[string, number[]][]>('tiny-tokenizer', 'golden.json');
  it(`gives the reference implementation's ids on ${golden.length} texts`, () => {
    for (const [text, ids] of golden) expect([text, tokenizer.encode(text, { special: true })]).toEqual([text, ids]);
  });

  const spm = fixtureJson<[string, number[]][]>('tiny-sentencepiece', 'golden.json');
  it(`gives the reference implementation's ids on ${spm.length} SentencePiece texts`, async () => {
    const other = await Tokenizer.create(fixtureJson('tiny-sentencepiece', 'tokenizer.json'), {});
    for (const [text, ids] of spm) {
      expect([text, other.encode(text, { special: true })]).toEqual([text, ids]);
      // A mark for a space is a space when read back.
      expect(other.decode(ids)).toBe(text.replaceAll('▁', ' '));
    }
  });

  it('recognises control tokens in text only if asked to', () => {
    const text = 'hi<|im_end|>\n<|im_start|>system';
    const controls = (ids: number[]) => ids.filter((id) => tokenizer.specialIds.has(id));
    expect(controls(tokenizer.encode(text, { special: true }))).toEqual([2, 1]);
    expect(controls(tokenizer.encode(text))).toEqual([]);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    fc.assert(
      fc.property(texts, (each) => {
        expect(controls(tokenizer.encode(each))).toEqual([]);
      }),
    );
  });

  it('loses nothing but bytes that have no token', async () => {
    const full = await Tokenizer.create(withAllBytes(json), config);
    fc.assert(
      fc.property(texts, (text) => {
        const ids = full.encode(text);
        expect(full.decode(ids)).toBe(text);
        const bytes = Buffer.concat(ids.map((id) => full.tokenBytes(id)));
        expect(bytes.equals(Buffer.from(text))).toBe(true);
      }),
    );
  });
});

/** What is read from a GGUF file with the tokenizer of tiny-sentencepiece, except for some metadata. */
function sentencePieceGguf(changed: GgufParts['metadata']): [tokenizer: Json, config: Json] {
  const { tokens, scores, types } = fixtureJson<{ tokens: string[]; scores: number[]; types: number[] }>(
    'tiny-sentencepiece',
    'gguf.json',
  );
  const { metadata, tensors } = tinyGguf('tiny-gemma3');
  const file = {
    ...Object.fromEntries(Object.entries(metadata).filter(([key]) => !key.startsWith('tokenizer.'))),
    'tokenizer.ggml.model': 'llama',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.scores': scores,
    'tokenizer.ggml.token_type': types,
    'tokenizer.ggml.bos_token_id': 2,
    'tokenizer.ggml.eos_token_id': 1,
    'tokenizer.ggml.unknown_token_id': 3,
    'tokenizer.ggml.add_bos_token': true,
    'tokenizer.ggml.add_space_prefix': false,
  };
  const checkpoint = openGgufCheckpoint(writeGguf({ metadata: { ...file, ...changed }, tensors }));
  checkpoint.close();
  return [checkpoint.tokenizer, checkpoint.tokenizerConfig];
}

/** The tokenizer with a token for each byte that has none. */
function withAllBytes(tokenizerJson: Json): Json {
  const model = tokenizerJson.model as { vocab: Record<string, number> };
  const vocab = { ...model.vocab };
  for (const character of 'ĄĆēĔ~ÿõñò') vocab[character] ??= Object.keys(vocab).length;
  return { ...tokenizerJson, model: { ...model, vocab } };
}

describe('decoding', () => {
  it('gives the same text token by token as all at once', () => {
    const ids = fc.array(fc.nat(tokenizer.vocabSize + 3), { maxLength: 30 });
    fc.assert(
      fc.property(ids, fc.boolean(), (some, skipSpecial) => {
        const stream = tokenizer.stream({ skipSpecial });
        const pieces = some.map((id) => stream.push(id)).join('') + stream.end();
        expect(pieces).toBe(tokenizer.decode(some, { skipSpecial }));
      }),
    );
  });

  it('holds a character back until it is complete', async () => {
    const full = await Tokenizer.create(withAllBytes(json), config);
    const stream = full.stream();
    const pieces = full.encode('a🎉b').map((id) => stream.push(id));
    expect(pieces.join('')).toBe('a🎉b');
    expect(pieces.every((piece) => !piece.includes('\ufffd'))).toBe(true);
  });

  it('shows or leaves out control tokens', () => {
    const ids = tokenizer.encode('<|im_start|>hi<|im_end|>', { special: true });
    expect(tokenizer.decode(ids)).toBe('<|im_start|>hi<|im_end|>');
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('hi');
    expect(tokenizer.decode([])).toBe('');
    expect(tokenizer.tokenText(2)).toBe('<|im_end|>');
  });
});

describe('chat', () => {
  it('fills in the template of the model', () => {
    const ids = tokenizer.chat([{ role: 'user', content: '  hello \n' }]);
    expect(tokenizer.decode(ids)).toBe('<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n');
    expect(ids[0]).toBe(1);
    const closed = tokenizer.chat([{ role: 'user', content: 'hello' }], { addGenerationPrompt: false });
    expect(tokenizer.decode(closed)).toBe('<|im_start|>user\nhello<|im_end|>\n');
  });

  it('keeps prose that spells control tokens as prose', () => {
    fc.assert(
      fc.property(texts, texts, (system, user) => {
        const ids = tokenizer.chat([
          { role: 'system', content: system },
          { role: 'user', content: user },
        ]);
        expect(ids.filter((id) => tokenizer.specialIds.has(id))).toEqual([1, 2, 1, 2, 1]);
      }),
    );
    const content = '\ue000 x <|im_end|> \ue001';
    const ids = tokenizer.chat([{ role: 'user', content }]);
    const kept = tokenizer.decode(tokenizer.encode(content));
    expect(tokenizer.decode(ids)).toBe(`<|im_start|>user\n${kept}<|im_end|>\n<|im_start|>assistant\n`);
  });

  it('is refused plainly without a template, or with a broken one', async () => {
    const bare = await Tokenizer.create(json, {});
    expect(bare.hasChatTemplate).toBe(false);
    expect(() => bare.chat([{ role: 'user', content: 'x' }])).toThrow(/no chat template/);
    const broken = await Tokenizer.create(json, { chat_template: '{{ raise_exception("no") }}' });
    expect(() => broken.chat([{ role: 'user', content: 'x' }])).toThrow(OwnhandError);
  });

  it('is refused if its template does not terminate', async () => {
    const loops = '{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}{% endfor %}{% endfor %}';
    const endless = await Tokenizer.create(json, { chat_template: loops });
    expect(() => endless.chat([{ role: 'user', content: 'x' }])).toThrow(/could not be filled in/);
  });
});

describe('a tokenizer', () => {
  it('knows its special tokens', () => {
    expect(tokenizer.vocabSize).toBe(Object.keys((json.model as { vocab: object }).vocab).length);
    expect([...tokenizer.specialIds]).toEqual([0, 1, 2, 3]);
    expect(tokenizer.eosIds).toEqual([2, 0]);
    expect(tokenizer.bosId).toBe(1);
    expect(tokenizer.prefixIds).toEqual([]);
  });

  it('built from a GGUF file equals the one that the file was made from', async () => {
    const checkpoint = openGgufCheckpoint(writeGguf(tinyGguf('tiny-llama-gqa-tied')));
    checkpoint.close();
    const original = await Tokenizer.create(
      fixtureJson('tiny-llama-gqa-tied', 'tokenizer.json'),
      fixtureJson('tiny-llama-gqa-tied', 'tokenizer_config.json'),
    );
    const built = await Tokenizer.create(checkpoint.tokenizer, checkpoint.tokenizerConfig);
    fc.assert(
      fc.property(texts, fc.boolean(), (text, special) => {
        expect(built.encode(text, { special })).toEqual(original.encode(text, { special }));
      }),
    );
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    expect(built.chat([...messages])).toEqual(original.chat([...messages]));
    expect(built.eosIds).toEqual(original.eosIds);
  });

  it('of SentencePiece’s kind is the same from a GGUF file, and knows what begins and ends a text', async () => {
    const built = await Tokenizer.create(...sentencePieceGguf({}));
    const config = { bos_token: '<bos>', eos_token: '<eos>' };
    const original = await Tokenizer.create(fixtureJson('tiny-sentencepiece', 'tokenizer.json'), config);
    const more = texts.map((text) => `${text}  The bread <start_of_turn> <h1>was</h1> ▁▁\n\n`);
    fc.assert(
      fc.property(more, fc.boolean(), (text, special) => {
        const ids = built.encode(text, { special });
        expect(ids).toEqual(original.encode(text, { special }));
        expect(built.decode(ids)).toBe(text.replaceAll('▁', ' '));
        if (!special) expect(ids.filter((id) => built.specialIds.has(id))).toEqual([]);
      }),
    );
    for (const each of [built, original]) {
      expect(each.prefixIds).toEqual([2]);
      expect(each.eosIds).toEqual([1, 7]);
      expect(each.tokenText(8)).toBe('\n');
      expect(each.encode('<h1>')).toHaveLength(1);
    }
  });

  it('of SentencePiece’s other kinds in a GGUF file is refused', () => {
    const tokens = ['<unk>', 'a'];
    const less = { 'tokenizer.ggml.tokens': tokens, 'tokenizer.ggml.scores': [0, 0] };
    expect(() => sentencePieceGguf({ 'tokenizer.ggml.add_space_prefix': true })).toThrow(/"llama".*Gemma/);
    expect(() => sentencePieceGguf({ 'tokenizer.ggml.scores': [1] })).toThrow(/no scores/);
    expect(() => sentencePieceGguf(less)).toThrow(/single bytes/);
  });

  it('of GGUF kinds "smollm", "llama-bpe" and "qwen2" splits text like the original', async () => {
    const cut = async (pre: string, text: string): Promise<string[]> => {
      const parts = tinyGguf('tiny-qwen2');
      // No merges except within a word: each piece is as long as splitting allows if its merges exist.
      const merges = ['1 2', '12 3', 'a b', 'Ċ Ċ', '! Ċ'];
      const tokens = [...(parts.metadata['tokenizer.ggml.tokens'] as string[])];
      for (const merge of merges) {
        const merged = merge.replace(' ', '');
        if (!tokens.includes(merged)) tokens.push(merged);
      }
      const metadata = {
        ...parts.metadata,
        'tokenizer.ggml.pre': pre,
        'tokenizer.ggml.merges': merges,
        'tokenizer.ggml.tokens': tokens,
      };
      const checkpoint = openGgufCheckpoint(writeGguf({ ...parts, metadata }));
      checkpoint.close();
      const built = await Tokenizer.create(checkpoint.tokenizer, checkpoint.tokenizerConfig);
      return built.encode(text).map((id) => built.tokenText(id));
    };
    expect(await cut('gpt-2', '1234!\n')).toEqual(['123', '4', '!', '\n']);
    expect(await cut('smollm', '1234!\n')).toEqual(['1', '2', '3', '4', '!', '\n']);
    expect(await cut('llama-bpe', '1234!\n')).toEqual(['123', '4', '!\n']);
    expect(await cut('qwen2', '1234!\n')).toEqual(['1', '2', '3', '4', '!\n']);
    expect(await cut('smollm', 'ab')).toEqual(['ab']);
  });

  it('that is damaged or of another kind is refused in one sentence', async () => {
    const refused = async (tokenizerJson: Json) => {
      const error = await Tokenizer.create(tokenizerJson, {}).catch((caught) => caught);
      expect(error).toBeInstanceOf(OwnhandError);
      return (error as OwnhandError).message;
    };
    expect(await refused({})).toMatch(/byte-level BPE/);
    expect(await refused({ ...json, model: { type: 'Unigram' } })).toMatch(/byte-level BPE/);
    const spm = fixtureJson('tiny-sentencepiece', 'tokenizer.json');
    expect(await refused({ ...spm, normalizer: { type: 'Prepend', prepend: '▁' } })).toMatch(/as Gemma has it/);
    expect(await refused({ ...json, model: { type: 'BPE' } })).toMatch(/damaged/);
    expect(await refused({ ...json, decoder: { type: 'Nonsense' } })).toMatch(/damaged/);
  });
});

it('is in the fixture as its script says', () => {
  // The point of the fixture is that some bytes have no token.
  expect(Object.keys((json.model as { vocab: object }).vocab)).not.toContain('Ą');
  expect(fs.existsSync(new URL('../../fixtures/tiny-tokenizer/make.py', import.meta.url))).toBe(true);
});
