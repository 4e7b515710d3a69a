import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  platform: string;
  node: string;
  onnxruntime: string;
}

/** What the figures were measured on. */
export function machine(): Machine {
  const library = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = library.slice(0, library.lastIndexOf('onnxruntime-node') + 'onnxruntime-node'.length);
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    onnxruntime: version,
  };
}
