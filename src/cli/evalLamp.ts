import { loadTaskAdapter } from '../core/adapter/taskAdapter.ts';
import type { Engine } from '../core/engine/engine.ts';
import { placeIn } from '../core/home/places.ts';
import type { BaseModel } from '../core/model/base.ts';
import type { GraphOptions } from '../core/train/session.ts';
import { readLamp } from '../evaluate/lamp/files.ts';
import { evaluateLamp, type LampOptions, type LampResult } from '../evaluate/lamp/lamp.ts';
import { LAMP_TASKS, lampTask } from '../evaluate/lamp/names.ts';
import { UsageError } from './arguments.ts';
import type { Printed } from './command.ts';
import { ProgressLine, table } from './output.ts';

/** `ownhand eval --lamp`: the systems on two files of the LaMP benchmark. */
export async function evaluateLampFiles(
  engine: Engine,
  base: BaseModel,
  name: string,
  files: readonly string[],
  options: LampOptions,
  on: GraphOptions,
  signal: AbortSignal,
): Promise<Printed> {
  const task = lampTask(name);
  const [questions, outputs] = files;
  if (!task || files.length !== 2) {
    throw new UsageError(`--lamp takes one of ${LAMP_TASKS.join(',')}, a file of questions and one of outputs`);
  }
  const asked = readLamp(name, questions, outputs);
  const line = new ProgressLine();
  try {
    const place = {
      base,
      task: await loadTaskAdapter(base),
      folder: placeIn(engine.home, 'evaluations'),
      ...on,
      history: engine.store,
    };
    const result = await evaluateLamp(task, asked, options, { ...place, onProgress: line.show, signal });
    return { json: result, text: figures(result) };
  } finally {
    line.end();
  }
}

function figures({ lamp, questions, systems }: LampResult): string {
  const rows = Object.entries(systems);
  const names = Object.keys(rows[0]?.[1] ?? {}).filter((name) => name !== 'n');
  const lines = rows.map(([system, values]) => [system, ...names.map((name) => values[name].toFixed(3))]);
  return `${lamp}: ${questions} questions\n${table([['', ...names], ...lines])}`;
}
