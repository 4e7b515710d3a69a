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

/** Hugging Face PEFT's training steps on a card that CUDA runs on. */
export function peftOnCuda(steps: number): Peer {
  const peer = peftTraining('fp32', steps);
  return {
    name: 'PEFT fp32 on CUDA',
    async missing(context) {
      const check = 'import sys, torch; sys.exit(not torch.cuda.is_available())';
      const there = await succeeds([context.python, '-c', check], context.root);
      return (await peer.missing(context)) ?? (there ? null : 'torch finds no CUDA here');
    },
    command: (context) => [...peer.command(context), '--device', 'cuda'],
  };
}

/** Epochs of Hugging Face PEFT over the author that ours/timeToLoss.ts has written down. */
export function peftEpochs(work: (context: BenchContext) => string): Peer {
  return {
    name: 'PEFT fp32, 2 epochs',
    missing: peftTraining('fp32', 0).missing,
    command: (context) => [
      context.python,
      'test/bench/peers/peft_epochs.py',
      work(context),
      ...['--threads', String(context.threads)],
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

/** transformers.js, which Ownhand depends on itself, on a graph in the form of its exports. */
export function transformersDecoding(prompt: number, tokens: number): Peer {
  return {
    name: 'transformers.js',
    missing: async () => null,
    command: ({ modelFolder, threads }) => [
      process.execPath,
      path.join('test', 'bench', 'peers', 'transformers_decode.ts'),
      modelFolder,
      ...['--prefill', String(prompt), '--decode', String(tokens), '--threads', String(threads)],
    ],
  };
}
