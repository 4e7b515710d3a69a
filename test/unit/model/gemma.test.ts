/** The real Gemma 3 270M in 4 bits against gguf-py, Hugging Face's tokenizers, transformers and llama.cpp. */
import crypto from 'node:crypto';
import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/core/generate/decoder.ts';
import { greedy } from '../../../src/core/generate/sampler.ts';
import type { BaseModel } from '../../../src/core/model/base.ts';
import { type Checkpoint, openGgufCheckpoint } from '../../../src/core/model/checkpoint.ts';
import { importModel } from '../../../src/core/model/import.ts';
import { scratch } from '../tiny.ts';

const gguf = process.env.OWNHAND_TEST_GEMMA;
if (!gguf) console.info('skipped: set OWNHAND_TEST_GEMMA to gemma-3-270m-q4_k_m.gguf to test with the real Gemma 3');

describe.skipIf(!gguf)('gemma-3-270m-q4_k_m.gguf', () => {
  let folder: string;
  let base: BaseModel;
  let checkpoint: Checkpoint;
  beforeAll(async () => {
    folder = scratch();
    checkpoint = openGgufCheckpoint(gguf as string);
    base = await importModel({ kind: 'gguf', path: gguf as string }, folder);
  }, 300_000);
  afterAll(() => {
    checkpoint?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  // SHA-256 of the float32 tensors that gguf-py 0.19.0 dequantizes from the same file.
  it.each([
    ['model.layers.0.self_attn.o_proj.weight', '84421b360695121d4fa8c5b47aa4b9729eb814b9608b4856a3af07a1736cf47f'],
    ['model.layers.0.mlp.down_proj.weight', 'b718ca6bf05ad89435100bb9da1f6a6300a627c3396bc3bdb91809ca7dcdb4d8'],
    ['model.layers.5.mlp.down_proj.weight', 'c390602fb25113e2f9e3990714b7dfa733648519bc20dcd493132e870854d4af'],
    ['model.layers.17.self_attn.q_proj.weight', '1ff17af2e0e8421be0ebd8547d8553345496b58c35c9a5c75d429319c4c1d086'],
    [
      'model.layers.9.post_feedforward_layernorm.weight',
      '54f29dbf965b988bfd5d37779ecd1c581914b5424067004129226b7ce928b034',
    ],
  ])('%s is bit for bit what gguf-py reads', (name, sha256) => {
    const values = checkpoint.tensors.get(name)!.read();
    expect(crypto.createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')).toBe(sha256);
  });

  it('tokenizes text like its tokenizer.json', { timeout: 60_000 }, async () => {
    const tokenizer = await base.tokenizer();
    expect(tokenizer.prefixIds).toEqual([2]);
    expect(tokenizer.eosIds).toEqual([1, 106]);
    // Ids by Hugging Face's tokenizers 0.23.3 and by llama.cpp.
    for (const [text, ids] of [
      ['The capital of France is', [818, 5279, 529, 7001, 563]],
      ['# Why I moved my notes\n\nFor years I used', [236865, 8922, 564, 7808, 1041, 8687, 108, 2542, 1518, 564, 1456]],
      [
        '  a   b\n\n\nc\t\t<h1>é🎉ﷺ\u{40000}',
        [138, 236746, 139, 236763, 109, 236755, 255969, 184, 236859, 242061, 241078, 479, 366, 366, 366],
      ],
    ] as const) {
      expect(tokenizer.encode(text)).toEqual(ids);
      expect(tokenizer.decode(ids)).toBe(text);
    }
  });

  it('continues like transformers and llama.cpp, in 8 bits too', { timeout: 300_000 }, async () => {
    // The first choice leads by half a nat or more at each of these tokens, so that no rounding turns it.
    const prompt = [2, 64020, 573, 12175, 236787, 108, 236770, 236761];
    const line = [236743, 236770, 236786, 236778, 8578, 529];
    const wanted = [...line, 18763, 107, 236778, 236761, ...line, 9792, 107, 236800, 236761, 236743, 236770];
    const decoder = await Decoder.open(base, null, { context: 64, threads: 1, device: 'cpu' });
    const state = decoder.newState(null);
    const ids = [...prompt];
    while (ids.length < prompt.length + wanted.length) ids.push(greedy(await decoder.read(state, ids)));
    await decoder.dispose();
    expect(ids.slice(prompt.length)).toEqual(wanted);
    expect((await base.tokenizer()).decode(wanted)).toBe(' 1/2 cup of flour\n2. 1/2 cup of sugar\n3. 1');
  });
});
