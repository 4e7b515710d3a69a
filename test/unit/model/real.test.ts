/** The default model itself: the real GGUF file against the checkpoint that it was made from. */
import crypto from 'node:crypto';
import fs from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, openGgufCheckpoint } from '../../../src/core/model/checkpoint.ts';
import { parseConfig } from '../../../src/core/model/config.ts';
import { Tokenizer } from '../../../src/core/model/tokenizer/tokenizer.ts';
import { realGguf, shared } from './samples.ts';

const originals = shared('models/smollm2-135m-instruct');
const authors = shared('data/authors');
if (!realGguf)
  console.info('skipped: set OWNHAND_TEST_GGUF to SmolLM2-135M-Instruct.Q4_1.gguf to test with the real model');
else if (!fs.existsSync(originals)) console.info(`skipped in part: ${originals} is not here`);

describe.skipIf(!realGguf)('SmolLM2-135M-Instruct.Q4_1.gguf', () => {
  let checkpoint: Checkpoint;
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    checkpoint = openGgufCheckpoint(realGguf!);
    tokenizer = await Tokenizer.create(checkpoint.tokenizer, checkpoint.tokenizerConfig);
  });
  afterAll(() => checkpoint.close());

  // SHA-256 of the float32 tensors that transformers 5.23.0 loads from the same file (gguf_file=…).
  it.each([
    ['model.embed_tokens.weight', '3fd491c8066dd9dc1a2bf6796701526c82817d95c0ecabacdef3013c2b8bbbaa'],
    ['model.layers.0.self_attn.q_proj.weight', '54b377bbfa2deab945dfdba7fb59e0ca3eb74329358bd1b53b635b3ff37c1a56'],
    ['model.layers.29.self_attn.k_proj.weight', '8e99b2450d5f3d53731f52790cc82f80b04341e533306bcfee6669ffa3c79921'],
    ['model.layers.7.mlp.down_proj.weight', '9d3af8b67d13c727ae5ffe470464163b9cac42eb494525392bd3e79c8db73880'],
    ['model.norm.weight', '3b87f8e27335e67fc08f159cabfd2d18f205d6c5b225a6f978153552bf01d559'],
  ])('%s is bit for bit what transformers loads', (name, sha256) => {
    const values = checkpoint.tensors.get(name)!.read();
    expect(crypto.createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')).toBe(sha256);
  });

  it('writes a conversation like transformers', () => {
    const ids = tokenizer.chat([
      { role: 'user', content: 'Hi there' },
      { role: 'assistant', content: '\nYes ' },
      { role: 'user', content: ' why?\n' },
    ]);
    // AutoTokenizer.apply_chat_template of transformers on the same messages.
    expect(ids).toEqual([
      1, 9690, 198, 2683, 359, 253, 5356, 5646, 11173, 3365, 3511, 308, 34519, 28, 7018, 411, 407, 19712, 8182, 2, 198,
      1, 4093, 198, 26843, 665, 2, 198, 1, 520, 9531, 198, 198, 10539, 216, 2, 198, 1, 4093, 198, 1701, 47, 198, 2, 198,
      1, 520, 9531, 198,
    ]);
  });

  describe.skipIf(!fs.existsSync(originals))('compared with its original files', () => {
    let original: Tokenizer;
    beforeAll(async () => {
      original = await Tokenizer.create(JSON.parse(fs.readFileSync(`${originals}/tokenizer.json`, 'utf8')), {});
    });

    it('has the config of config.json', () => {
      const config = JSON.parse(fs.readFileSync(`${originals}/config.json`, 'utf8'));
      expect(checkpoint.config).toEqual(parseConfig(config));
    });

    it('gives the ids of tokenizer.json on any text', { timeout: 60_000 }, () => {
      const unit = fc.constantFrom('binary' as const, 'grapheme' as const, 'binary-ascii' as const);
      const text = unit.chain((kind) => fc.string({ unit: kind, maxLength: 60 }));
      const runs = fc.array(
        fc.constantFrom(' ', '\n', '\t', '\r\n', '7', "'s", '🎉', '\u0004', '!', 'word', '½', '<|im_end|>'),
        { maxLength: 40 },
      );
      fc.assert(
        fc.property(
          fc.oneof(
            text,
            runs.map((parts) => parts.join('')),
          ),
          fc.boolean(),
          (each, special) => {
            expect(tokenizer.encode(each, { special })).toEqual(original.encode(each, { special }));
          },
        ),
        { numRuns: 400 },
      );
    });

    it.skipIf(!fs.existsSync(authors))(
      'gives the ids of tokenizer.json on real writing, and the text back',
      { timeout: 60_000 },
      () => {
        for (const name of fs.readdirSync(authors).filter((each) => each.endsWith('.jsonl'))) {
          const lines = fs.readFileSync(`${authors}/${name}`, 'utf8').split('\n').filter(Boolean).slice(0, 8);
          for (const { text } of lines.map((line) => JSON.parse(line) as { text: string })) {
            const start = text.slice(0, 4000).toWellFormed();
            const ids = tokenizer.encode(start);
            expect(ids).toEqual(original.encode(start));
            expect(tokenizer.decode(ids)).toBe(start);
          }
        }
      },
    );
  });
});
