/**
 * A peer of `decode` and `prefill`: transformers.js on the CPU, with the same onnxruntime-node that Ownhand has.
 * node test/bench/peers/transformers_decode.ts MODEL [--threads 2] [--prefill 512] [--decode 64]
 * MODEL is the base model as Ownhand imports it. The graph is written here from the same 8-bit weights, with the inputs
 * and outputs that transformers.js expects and the fused operators of its exports; only the last token has logits.
 * Prints one JSON object with the fields of llama_decode.mjs, and the tokens written.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AutoModelForCausalLM, BaseStreamer, env, Tensor } from '@huggingface/transformers';
import { GraphBuilder, MICROSOFT } from '../../../src/core/graph/builder.ts';
import { rotaryTables } from '../../../src/core/graph/rotary.ts';
import { WEIGHTS_FILE, Weights } from '../../../src/core/graph/weights.ts';
import { BaseModel } from '../../../src/core/model/base.ts';
import type { Manifest } from '../../../src/core/model/manifest.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '2' },
    prefill: { type: 'string', default: '512' },
    decode: { type: 'string', default: '64' },
  },
});
const threads = Number(values.threads);

/** A Llama in transformers.js's form: n new tokens after p earlier ones, whose keys and values go in and out whole. */
function exported({ config, ...manifest }: Manifest): Uint8Array {
  const b = new GraphBuilder();
  const weights = new Weights(b, { config, ...manifest });
  const ids = b.input('input_ids', 'int64', [1, 'n']);
  const mask = b.input('attention_mask', 'int64', [1, 'p + n']);
  const positions = b.input('position_ids', 'int64', [1, 'n']);
  const toInt32 = (x: string) => b.node('Cast', [x], { attributes: { to: 6 } });
  const total = b.node('Gather', [b.node('Shape', [mask]), b.int(1)]);
  const last = b.reshape(toInt32(b.sub(total, b.int(1))), [1]);
  const { cos, sin } = rotaryTables(config.headDim, config.ropeTheta, config.maxPositions);
  const tables = [cos, sin].map((table) => b.float(table, [config.maxPositions, config.headDim / 2]));
  const norm = { axis: -1, epsilon: { float: config.rmsNormEps } };
  let x = weights.embed(ids); // [1, n, H]
  let h = b.node('SimplifiedLayerNormalization', [x, weights.dense('model.layers.0.input_layernorm.weight')], {
    attributes: norm,
  });
  const cacheShape = (length: string) => [1, config.kvHeads, length, config.headDim];
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `model.layers.${layer}.`;
    const product = (input: string, name: string) => weights.multiply(input, [`${prefix}${name}.weight`], false);
    const skipNorm = (input: string, skip: string, name: string) => {
      const made = b.nodes('SkipSimplifiedLayerNormalization', [input, skip, weights.dense(name)], 4, {
        attributes: { epsilon: { float: config.rmsNormEps } },
        domain: MICROSOFT,
      });
      return { normed: made[0], sum: made[3] };
    };
    const rotate = (input: string) => b.node('RotaryEmbedding', [input, positions, ...tables], { domain: MICROSOFT });
    const past = ['key', 'value'].map((part) => b.input(`past_key_values.${layer}.${part}`, 'float', cacheShape('p')));
    const [q, k, v] = ['q', 'k', 'v'].map((name) => product(h, `self_attn.${name}_proj`));
    const [mixed, ...present] = b.nodes(
      'GroupQueryAttention',
      [rotate(q), rotate(k), v, ...past, last, toInt32(total)],
      3,
      { attributes: { num_heads: config.heads, kv_num_heads: config.kvHeads }, domain: MICROSOFT },
    );
    ['key', 'value'].forEach((part, at) => {
      b.output(`present.${layer}.${part}`, present[at], 'float', cacheShape('p + n'));
    });
    const attended = skipNorm(x, product(mixed, 'self_attn.o_proj'), `${prefix}post_attention_layernorm.weight`);
    const gate = product(attended.normed, 'mlp.gate_proj');
    const active = b.mul(b.mul(gate, b.node('Sigmoid', [gate])), product(attended.normed, 'mlp.up_proj'));
    const next = layer + 1 < config.layers ? `model.layers.${layer + 1}.input_layernorm.weight` : 'model.norm.weight';
    const fed = skipNorm(attended.sum, product(active, 'mlp.down_proj'), next);
    x = fed.sum;
    h = fed.normed;
  }
  const end = b.slice(h, -1, 2 ** 31 - 1, 1); // [1, 1, H]
  b.output('logits', weights.multiply(end, [weights.headName], false), 'float', [1, 1, config.vocabSize]);
  return b.build();
}

/** Records the time of each token. */
class Clock extends BaseStreamer {
  readonly times: number[] = [];
  readonly tokens: number[] = [];
  override put(value: bigint[][]): void {
    this.times.push(performance.now());
    this.tokens.push(Number(value[0].at(-1)));
  }
  override end(): void {}
}

const base = BaseModel.open(positionals[0]);
const folder = fs.mkdtempSync(path.join(base.folder, 'transformers-'));
try {
  fs.mkdirSync(path.join(folder, 'onnx'));
  fs.copyFileSync(path.join(base.folder, 'config.json'), path.join(folder, 'config.json'));
  fs.writeFileSync(path.join(folder, 'onnx', 'model.onnx'), exported(base.manifest));
  // A second name of the same file: data elsewhere is refused.
  fs.linkSync(path.join(base.folder, WEIGHTS_FILE), path.join(folder, 'onnx', WEIGHTS_FILE));
  env.allowRemoteModels = false;
  env.localModelPath = path.dirname(folder);
  const model = await AutoModelForCausalLM.from_pretrained(path.basename(folder), {
    dtype: 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential' },
  });

  /** Milliseconds to the first token after a prompt of made-up tokens, and per further one. */
  const measure = async (length: number, tokens: number) => {
    const ids = BigInt64Array.from({ length }, (_, index) => BigInt(1000 + ((index * 7919) % 30_000)));
    const clock = new Clock();
    const start = performance.now();
    const call: object = {
      inputs: new Tensor('int64', ids, [1, length]),
      attention_mask: new Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
      max_new_tokens: tokens + 1,
      min_new_tokens: tokens + 1,
      do_sample: false,
      streamer: clock,
    };
    await model.generate(call as Parameters<typeof model.generate>[0]);
    // The prompt itself comes first.
    const [, first] = clock.times;
    return {
      prefillMs: first - start,
      decodeMs: ((clock.times.at(-1) as number) - first) / tokens,
      written: clock.tokens.slice(1),
    };
  };
  await measure(32, 4);
  const found = await measure(Number(values.prefill), Number(values.decode));
  await model.dispose();
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ ...found, tokens: Number(values.decode), threads, peakRssMb }));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
