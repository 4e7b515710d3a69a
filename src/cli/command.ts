import type { Engine } from '../core/engine/engine.ts';
import type { Arguments, Options } from './arguments.ts';

/** What a command prints: the JSON object of its contract, and the same for a person. */
export interface Printed {
  json: object;
  text: string;
}

export interface Command {
  usage: string;
  /** What it does, in a phrase or two of Markdown, for `--help` and docs/command-line.md. */
  about: string;
  options: Options;
  /** The most words it takes after its name; none by default. An extra word may be a mistyped option. */
  words?: number;
  run: (engine: Engine, args: Arguments, signal: AbortSignal) => Promise<Printed>;
}
