/** The text of *Report a Problem*: what helps to find a bug, and nothing that the user has written or named. */
import type { DeviceReport } from '../../core/engine/devices.ts';
import type { Snapshot } from '../state.ts';

/** A failure as kept for a report: only our own words. */
export interface NotedError {
  /** Milliseconds since 1970. */
  time: number;
  /** What was being done: a command's id, or our own words. */
  what: string;
  /** Its code, and for bugs of ours the kind of error. */
  code: string;
  /** Our sentence without what was filled in; for bugs of ours, where in our code. */
  sentence: string;
}

/** A setting as package.json declares it. */
export interface DeclaredSetting {
  enum?: readonly unknown[];
}

/** A setting's value if it is one of a fixed few, a number or a switch; else only whether it is set, or its length. */
export function valueWithoutText(value: unknown, { enum: fixed }: DeclaredSetting): string {
  if (typeof value === 'boolean' || typeof value === 'number' || fixed?.includes(value)) return String(value);
  if (Array.isArray(value)) return `${value.length} set`;
  return typeof value === 'string' && value.trim() !== '' ? 'set' : 'not set';
}

export interface ReportParts {
  /** Names and versions: of Ownhand, the editor, Node, the system. */
  versions: Record<string, string>;
  /** Each setting: its value if it is one of a fixed few, else whether it is set. */
  settings: Record<string, string>;
  state: Readonly<Snapshot>;
  /** Null if the worker could not be asked. */
  devices: DeviceReport[] | null;
  errors: readonly NotedError[];
}

export function reportText({ versions, settings, state, devices, errors }: ReportParts): string {
  const { status, adapters, worker, training, unfinished, suggestions } = state;
  const model = status?.model;
  const adapter = adapters.find(({ name }) => name === status?.adapter);
  const facts: Record<string, string> = {
    worker,
    'base model': model
      ? `${model.default ? 'the default one' : 'another one'}, ${model.architecture}, ${Math.round(model.parameters / 1e6)} million weights`
      : 'none',
    history: status ? `${status.history.items} documents, ${status.history.words} words` : 'unknown',
    adapters: String(adapters.length),
    'serving adapter': adapter ? `${adapter.method}, rank ${adapter.rank ?? '–'}, ${adapter.items} documents` : 'none',
    training: training ? training.phase : unfinished ? 'stopped before its end' : 'none',
    suggestions: `${suggestions.shown} shown, ${suggestions.accepted} accepted`,
  };
  const lines = devices?.map(({ name, works, tokensPerSecond, why }) => {
    const speed = tokensPerSecond === null ? '' : `, ${Math.round(tokensPerSecond)} tokens/s`;
    return `- ${name}: ${works ? 'works' : 'not used'}${speed} (${withoutNames(why)})`;
  });
  const noted = errors.map(
    ({ time, what, code, sentence }) => `- ${new Date(time).toISOString()} ${what}: ${code}: ${sentence}`,
  );
  return [
    '# Ownhand: a problem',
    '',
    '<!-- Nothing was sent. Read this, say below what happened, and copy it into an issue yourself. It holds no text of',
    'yours and no name of a file or folder. -->',
    '',
    '## What happened',
    '',
    '',
    '',
    '## Versions',
    ...list(versions),
    '',
    '## Settings',
    ...list(settings),
    '',
    '## State',
    ...list(facts),
    '',
    '## Devices',
    ...(lines ?? ['- the worker could not be asked']),
    '',
    '## Last errors',
    ...(noted.length > 0 ? noted : ['- none in this window']),
    '',
  ].join('\n');
}

function list(entries: Record<string, string>): string[] {
  return Object.entries(entries).map(([name, value]) => `- ${name}: ${value}`);
}

/**
 * One of our sentences without what was filled in: quotations, text in brackets, paths up to the next clause, and file
 * names with everything before them in their clause, since names can contain spaces.
 */
export function withoutNames(sentence: string): string {
  return sentence
    .replace(/\s+/g, ' ')
    .replace(/["“].*["”]/g, '“…”')
    .replace(/\((?!(?:the server answered )?[\d.,% ]+\)).*\)/g, '(…)')
    .split(/(; | failed: )/)
    .map((clause) =>
      clause
        .replace(/(?<![\p{L}\p{N}])(?:[A-Za-z]:)?(?:~|\.{1,2})?[\\/].*$/u, '<path>')
        .replace(/^.*[^\s.]\.[\p{L}\p{N}]{1,12}(?=[\s,:;.]|$)/u, '<file>'),
    )
    .join('');
}

/** Where a bug of ours happened: our functions and line numbers, without folders. */
export function placeOfFault(stack: string): string {
  const frames = stack.split('\n').flatMap((line) => {
    const match = /^\s+at (?:async )?(?:([\w.#<>[\] ]+) \()?.*?([\w.-]+):(\d+):\d+\)?$/.exec(line);
    return match ? [`${match[1] ?? '…'} (${match[2]}:${match[3]})`] : [];
  });
  return frames.slice(0, 6).join(' ← ') || 'no place known';
}
