import path from 'node:path';
import type { BenchContext, Peer } from './experiment.ts';
import { succeeds } from './program.ts';

/** Hugging Face PEFT's training steps, in the number format given. */
export function peftTraining(dtype: 'fp32' | 'bf16', steps: number): Peer {
  return {
    name: `PEFT ${dtype}`,
    async missing({ python, root }) {
      const there = await succeeds([python, 'test/peers/check_adapter.py', 'packages'], root);
      return there ? null : 'no Python with torch, transformers and peft; name one in OWNHAND_PYTHON';
    },
    command: ({ python, modelFolder, threads }) => [
      python,
      'test/bench/peers/peft_train.py',
      modelFolder,
      ...['--dtype', dtype, '--steps', String(steps), '--threads', String(threads)],
    ],
  };
}

/** llama.cpp through node-llama-cpp. */
export function llamaDecoding(prompt: number, tokens: number): Peer {
  const script = path.join('test', 'bench', 'peers', 'llama_decode.mjs');
  return {
    name: 'llama.cpp',
    async missing({ root }: BenchContext) {
      const there = await succeeds([process.execPath, script, '--check'], root);
      return there ? null : 'node-llama-cpp is not installed; test/bench/README.md has the command';
    },
    command: ({ gguf, threads }) => [
      process.execPath,
      script,
      gguf,
      ...['--prefill', String(prompt), '--decode', String(tokens), '--threads', String(threads)],
    ],
  };
}
