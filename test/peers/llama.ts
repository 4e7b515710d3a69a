/**
 * An adapter that Ownhand exports as GGUF, served by llama.cpp: it must write our text. Part of `npm run test:peers`.
 * node test/peers/llama.ts
 * The model is SmolLM2-135M, the adapter the project's task adapter. llama.cpp is used in two ways: as a library
 * through node-llama-cpp, and as the OpenAI-compatible server that `ownhand.endpoint` is for, from the Python package
 * xllamacpp. Each is skipped with a message if it is missing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { writeGgufLora } from '../../src/core/adapter/gguf.ts';
import { loadTaskAdapter, type TaskAdapter } from '../../src/core/adapter/taskAdapter.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import { BaseModel } from '../../src/core/model/base.ts';
import { Endpoint } from '../../src/core/tasks/complete/endpoint.ts';
import { prepareModel } from '../bench/model.ts';
import { runProgram, succeeds } from '../bench/program.ts';
import { areOurs, BEGINNINGS, TOKENS } from './greedy.ts';

interface Served {
  base: BaseModel;
  adapter: TaskAdapter;
  /** The base in 4 bits, and the adapter in GGUF. */
  gguf: string;
  lora: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const home = path.join(root, '.ownhand', 'bench');
const python = process.env.OWNHAND_PYTHON ?? 'python3';
const library = 'test/peers/llama_generate.mjs';
const server = 'test/peers/llama_server.py';

async function byLibrary({ base, adapter, gguf, lora }: Served): Promise<boolean> {
  if (!(await succeeds([process.execPath, library, '--check'], root))) {
    console.log('skipped: node-llama-cpp is not installed; test/bench/README.md has the command');
    return true;
  }
  const tokenizer = await base.tokenizer();
  const prompts = JSON.stringify(BEGINNINGS.map((text) => tokenizer.encode(text)));
  const options = ['--prompts', prompts, '--tokens', String(TOKENS), '--lora', lora];
  const { tokens } = (await runProgram([process.execPath, library, gguf, ...options], root)) as { tokens: number[][] };
  return areOurs(base, adapter, tokens, 'llama.cpp');
}

async function byServer({ base, adapter, gguf, lora }: Served): Promise<boolean> {
  if (!(await succeeds([python, server, '--check'], root))) {
    console.log('skipped: the Python package xllamacpp is not installed');
    return true;
  }
  const child = spawn(python, [server, gguf, lora], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    const [address] = await once(createInterface(child.stdout), 'line');
    const endpoint = new Endpoint(`${address}/v1`);
    const tokenizer = await base.tokenizer();
    const tokens: number[][] = [];
    for (const text of BEGINNINGS) {
      const served = await endpoint.complete(text, 'any', TOKENS);
      tokens.push(tokenizer.encode(text + served.text).slice(tokenizer.encode(text).length));
    }
    const good = await areOurs(base, adapter, tokens, 'the server of llama.cpp');
    return (await asSuggestions(`${address}/v1`)) && good;
  } finally {
    child.kill();
  }
}

/** The whole way of a suggestion, by the server and by ourselves. The tokens are compared above; this must work. */
async function asSuggestions(endpoint: string): Promise<boolean> {
  const suggestions = async (options: { endpoint?: string }) => {
    const models = path.join(home, 'models');
    const engine = new Engine({ home: work, models, model: null, device: 'cpu', threads: 2, ...options });
    const all: string[] = [];
    for (const text of BEGINNINGS) all.push((await engine.writing.run('complete', { text })).suggestion);
    await engine.dispose();
    return all;
  };
  const [served, own] = [await suggestions({ endpoint }), await suggestions({})];
  const same = served.filter((text, at) => text === own[at]).length;
  const shown = served.filter((text) => text !== '').length;
  const good = shown > 0;
  console.log(
    `${good ? 'ok  ' : 'FAIL'} suggestions by the server: ${shown} of ${served.length}, ${same} the same as ours`,
  );
  return good;
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'ownhand-llama-'));
try {
  const peers = path.resolve(process.env.OWNHAND_BENCH_PEERS ?? path.join(root, '.ownhand', 'peers'));
  const { modelFolder, gguf } = await prepareModel(home, peers);
  const base = BaseModel.open(modelFolder);
  const adapter = await loadTaskAdapter(base);
  if (!adapter) throw new Error(`there is no task adapter for ${base.id}`);
  const served = { base, adapter, gguf, lora: path.join(work, 'adapter.gguf') };
  writeGgufLora(served.lora, adapter, 'check', base.manifest.config);
  for (const check of [byLibrary, byServer]) if (!(await check(served))) process.exitCode = 1;
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
