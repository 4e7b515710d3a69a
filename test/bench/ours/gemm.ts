/**
 * The ceiling of `train.ceiling`: how fast ONNX Runtime multiplies float32 matrices of the model's own MLP size.
 *
 *     node test/bench/ours/gemm.ts MODEL [--rows 1024] [--threads 2] [--seconds 3]
 *
 * Prints {"gflops"}, the best of the runs: a ceiling is what the machine can do when nothing disturbs it.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GraphBuilder } from '../../../src/core/graph/builder.ts';
import { graphFile } from '../../../src/core/graph/file.ts';
import { openSession, runtime } from '../../../src/core/graph/runtime.ts';
import { BaseModel } from '../../../src/core/model/base.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1024' },
    threads: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '3' },
  },
});
const { hiddenSize, intermediateSize } = BaseModel.open(positionals[0]).manifest.config;
const rows = Number(values.rows);
/** Products in one run, so that the calls into the library cost next to nothing. */
const PRODUCTS = 8;

const b = new GraphBuilder();
const x = b.input('x', 'float', [rows, hiddenSize]);
const weight = new Float32Array(hiddenSize * intermediateSize).map((_, index) => ((index % 255) - 127) / 4096);
const sums = Array.from({ length: PRODUCTS }, (_, index) => {
  // Each has a weight of its own, like layers: a shared one would stay in the cache.
  const own = b.float(
    weight.map((value) => value * (1 + index)),
    [hiddenSize, intermediateSize],
  );
  return b.reduce('ReduceSum', b.matmul(x, own), 0);
});
b.output('y', b.concat(sums, 0), 'float', [PRODUCTS, intermediateSize]);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-gemm-'));
try {
  const { Tensor } = await runtime();
  const session = await openSession(graphFile(folder, 'gemm', b.build()), {
    device: 'cpu',
    threads: Number(values.threads),
  });
  const feeds = { x: new Tensor('float32', new Float32Array(rows * hiddenSize).fill(0.5), [rows, hiddenSize]) };
  const flops = 2 * rows * hiddenSize * intermediateSize * PRODUCTS;
  let best = 0;
  const end = performance.now() + 1000 * Number(values.seconds);
  while (performance.now() < end) {
    const start = performance.now();
    await session.run(feeds);
    best = Math.max(best, flops / (performance.now() - start) / 1e6);
  }
  await session.release();
  console.log(JSON.stringify({ gflops: best, threads: Number(values.threads) }));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
