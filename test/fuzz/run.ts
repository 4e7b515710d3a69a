import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import fc from 'fast-check';
import { OwnhandError } from '../../src/core/support/errors.ts';
import type { Target } from './target.ts';

/** Results of a target's cases. */
export interface Outcome {
  target: string;
  cases: number;
  seconds: number;
  /** How many ended with a value, and with each code of an `OwnhandError`. */
  ended: Record<string, number>;
  /** The longest case, milliseconds of processor time. */
  slowestMs: number;
  /** The first case that ended otherwise, as small as it could be made; null if none did. */
  fault: { what: string; input: string; bytes: number } | null;
}

/** A case of some kilobytes that takes longer than this grows faster than its length. */
const LIMIT_MS = 3_000;
/** Memory that a case may use beyond what its input justifies. */
const LIMIT_BYTES = 192 << 20;
const WORTH = 64;

/**
 * Runs a target on `cases` inputs that follow from `seed`.
 * @param scratch an empty folder
 * @param onCase told about each case before it begins, for whoever watches for one that never ends
 */
export async function runTarget(
  target: Target,
  { cases, seed, scratch, onCase }: { cases: number; seed: number; scratch: string; onCase?: (n: number) => void },
): Promise<Outcome> {
  const folder = path.join(scratch, 'own');
  fs.mkdirSync(folder, { recursive: true });
  const ended: Record<string, number> = {};
  let slowestMs = 0;
  let n = 0;
  const started = performance.now();
  const property = fc.asyncProperty(target.inputs, async (input) => {
    onCase?.(n++);
    const memory = memoryNow();
    const before = process.threadCpuUsage();
    const end = await endOf(target, input, folder);
    const { user, system } = process.threadCpuUsage(before);
    const ms = (user + system) / 1000;
    slowestMs = Math.max(slowestMs, ms);
    if (ms > LIMIT_MS) throw new Error(`it takes ${Math.round(ms)} ms`);
    const now = memoryNow();
    const grown = Math.max(now.peak - memory.peak, now.buffers - memory.buffers);
    if (grown > LIMIT_BYTES + WORTH * input.length) throw new Error(`it takes ${grown >> 20} MB`);
    const [outside] = fs.readdirSync(scratch).filter((name) => name !== 'own');
    if (outside) throw new Error(`it leaves "${outside}" outside its folder`);
    ended[end] = (ended[end] ?? 0) + 1;
  });
  const details = await fc.check(property, { numRuns: cases, seed, endOnFailure: false });
  const seconds = (performance.now() - started) / 1000;
  const input = details.counterexample?.[0];
  const fault = input
    ? { what: whatOf(details.errorInstance), input: shown(input), bytes: input.length }
    : details.failed
      ? { what: whatOf(details.errorInstance), input: '', bytes: 0 }
      : null;
  return { target: target.name, cases: details.numRuns, seconds, ended, slowestMs: Math.round(slowestMs), fault };
}

/** Bytes: the most that the process has used, and the size of its buffers. `memoryUsage` costs a hundred times more. */
function memoryNow(): { peak: number; buffers: number } {
  return { peak: process.resourceUsage().maxRSS * 1024, buffers: v8.getHeapStatistics().external_memory };
}

async function endOf(target: Target, input: Buffer, folder: string): Promise<string> {
  try {
    await target.read(input, folder);
    return 'value';
  } catch (error) {
    if (!OwnhandError.is(error)) throw error;
    if (error.code === 'internal') throw new Error(`it counts as a fault of ours: ${error.message}`);
    if (!/^\S[^\n\r]{8,500}\.$/.test(error.message)) throw new Error(`this is no sentence: ${error.message}`);
    return error.code;
  }
}

function whatOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.split('\n').slice(0, 4).join('\n').slice(0, 1_000);
}

/** The beginning of an input, printable. */
function shown(input: Buffer): string {
  return JSON.stringify(input.subarray(0, 600).toString('latin1'));
}
