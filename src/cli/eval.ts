import fs from 'node:fs';
import path from 'node:path';
import { METHODS } from '../core/adapter/shape.ts';
import { loadTaskAdapter } from '../core/adapter/taskAdapter.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { Device } from '../core/graph/runtime.ts';
import { placeIn } from '../core/home/places.ts';
import { OwnhandError } from '../core/support/errors.ts';
import { SPEEDS, type Speed } from '../core/tasks/complete/policy/speed.ts';
import { checkDevice } from '../core/train/selfCheck.ts';
import { type Evaluation, evaluate } from '../evaluate/evaluate.ts';
import { rowsOf } from '../evaluate/macro.ts';
import { METRICS } from '../evaluate/metrics.ts';
import { reliabilityPlot } from '../evaluate/plots/reliability.ts';
import { systemsPlot } from '../evaluate/plots/systems.ts';
import { reportMarkdown } from '../evaluate/report.ts';
import { type EvalResult, valueIn } from '../evaluate/result.ts';
import { SYSTEMS, TASKS } from '../evaluate/systems.ts';
import { TYPING_METRICS } from '../evaluate/typing/figures.ts';
import { type Arguments, UsageError } from './arguments.ts';
import type { Command, Printed } from './command.ts';
import { evaluateLampFiles } from './evalLamp.ts';
import { ProgressLine, table } from './output.ts';

/** `ownhand eval`: how well each system does on the latest of what was mined. */
export const evalCommand: Command = {
  about:
    'measures how much adapter, retrieval and profile help on your own latest writing. `--lamp` runs the files of the LaMP benchmark',
  usage: `eval [--systems LIST] [--tasks ${TASKS.join(',')}] [--speed ${Object.keys(SPEEDS).join('|')}] [--places N] [--split 0.8] [--limit N] [--keystrokes N] [--others FILE.jsonl] [--seed N] [--report FILE.md] [--epochs N] [--max-steps N] [--method ${METHODS.join('|')}] [--rank N] [--learning-rate X] [--lamp TASK QUESTIONS.json OUTPUTS.json]`,
  options: {
    systems: true,
    tasks: true,
    split: true,
    limit: true,
    keystrokes: true,
    speed: true,
    places: true,
    others: true,
    seed: true,
    report: true,
    epochs: true,
    'max-steps': true,
    method: true,
    rank: true,
    'learning-rate': true,
    lamp: true,
  },
  words: 2,
  run: evaluateAuthor,
};

async function evaluateAuthor(engine: Engine, args: Arguments, signal: AbortSignal): Promise<Printed> {
  const systems = list(
    args,
    'systems',
    SYSTEMS.map(({ name }) => name),
  );
  const speed = list(args, 'speed', Object.keys(SPEEDS) as Speed[])?.[0];
  const places = args.number('places');
  const common = {
    systems,
    limit: args.number('limit'),
    seed: args.number('seed'),
    train: {
      method: list(args, 'method', METHODS)?.[0],
      epochs: args.number('epochs'),
      maxSteps: args.number('max-steps'),
      rank: args.number('rank'),
      learningRate: args.number('learning-rate'),
    },
  };
  const options = {
    ...common,
    tasks: list(args, 'tasks', TASKS),
    split: args.number('split'),
    keystrokes: { limit: args.number('keystrokes') },
    typing: { ...(speed && { speed }), ...(places && { places }) },
    others: args.text('others'),
  };
  const report = args.text('report');
  const base = engine.model();
  if (!base) throw new OwnhandError('no-model', 'There is no base model yet.');
  const chosen = engine.status().device as Device;
  const device = chosen === 'cpu' ? chosen : await checkDevice(chosen, engine.threads, base.manifest.config);
  const on = { device, threads: engine.threads };
  const lamp = args.text('lamp');
  if (lamp !== undefined) return evaluateLampFiles(engine, base, lamp, args.words, common, on, signal);
  const task = await loadTaskAdapter(base);
  const line = new ProgressLine();
  let evaluation: Evaluation;
  try {
    const place = { base, task, store: engine.store, folder: placeIn(engine.home, 'evaluations'), ...on };
    evaluation = await evaluate(options, { ...place, onProgress: line.show, signal });
  } finally {
    line.end();
  }
  const { result } = evaluation;
  if (report !== undefined) {
    const plot = report.replace(/(?:\.md)?$/i, '.svg');
    const page = `${reportMarkdown(result)}\n![Systems](${encodeURI(path.basename(plot))})\n`;
    const rows = [{ author: result.author, rows: rowsOf(evaluation.contestants) }];
    const typed = reliabilityOf(result);
    writeReport(
      report,
      typed ? `${page}\n![Reliability](${encodeURI(path.basename(reliabilityName(report)))})\n` : page,
    );
    if (typed) writeReport(reliabilityName(report), typed);
    writeReport(plot, systemsPlot(`${result.author}: systems with 95 % intervals`, rows, result.settings.seed));
  }
  return { json: result, text: figures(result) };
}

function reliabilityName(report: string): string {
  return report.replace(/(?:\.md)?$/i, '.reliability.svg');
}

/** Predicted against actual shares of right suggestions, if they were measured. */
function reliabilityOf({ author, systems }: EvalResult): string | null {
  const series = Object.entries(systems).flatMap(([label, { typing }]) =>
    typing ? [{ label, bins: typing.reliability }] : [],
  );
  return series.length > 0 ? reliabilityPlot(`${author}: predicted p and share right`, series) : null;
}

function list<T extends string>(args: Arguments, option: string, known: readonly T[]): T[] | undefined {
  const names = args
    .text(option)
    ?.split(',')
    .map((name) => name.trim());
  const unknown = names?.find((name) => !known.some((other) => other === name));
  if (unknown !== undefined) throw new UsageError(`--${option} takes some of ${known.join(',')}, not "${unknown}"`);
  return names && known.filter((name) => names.includes(name));
}

function writeReport(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text);
  } catch (cause) {
    throw new OwnhandError('disk', `The report cannot be written to "${file}"; choose another place.`, { cause });
  }
}

function figures({ author, history, queries, systems, omitted }: EvalResult): string {
  const metrics = [...METRICS, ...TYPING_METRICS].filter(({ task }) =>
    Object.values(systems).some((figures) => figures[task]),
  );
  const head = ['', ...metrics.map(({ name }) => name)];
  const rows = Object.entries(systems).map(([name, system]) => [
    name,
    ...metrics.map((metric) => valueIn(system, metric)?.toFixed(3) ?? '–'),
  ]);
  const left = omitted.map(({ system, why }) => `\nWithout ${system}: ${why}`);
  return `${author}: ${history} items of history, ${queries} queries\n${table([head, ...rows])}${left.join('')}`;
}
