/** Where node-llama-cpp is: in the folder that OWNHAND_BENCH_PEERS names, else in .ownhand/peers. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * llama.cpp on the processor. Ends the program with status 3 if the package is missing, and with 0 if the caller only
 * asks whether it is there.
 */
export async function openLlama({ threads, check }) {
  const peers = resolve(process.env.OWNHAND_BENCH_PEERS ?? resolve(import.meta.dirname, '../../../.ownhand/peers'));
  let entry;
  try {
    entry = createRequire(resolve(peers, 'package.json')).resolve('node-llama-cpp');
  } catch {
    console.error('node-llama-cpp is not installed; test/bench/README.md has the command.');
    process.exit(3);
  }
  if (check) process.exit(0);
  const { getLlama } = await import(pathToFileURL(entry).href);
  return getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads: threads });
}
