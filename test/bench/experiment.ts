/** What the benchmark programs print as their last line: one JSON object. */
export type Figures = Record<string, unknown>;

/** Where a run finds its programs and its model. */
export interface BenchContext {
  /** The repository's root; programs run there, and paths are shown relative to it. */
  root: string;
  python: string;
  /** Ownhand's folder for the benchmarks, with the base model imported. */
  home: string;
  /** The imported base model: `model.json`, `config.json`, `weights.bin`. */
  modelFolder: string;
  /** The same model in llama.cpp's format. */
  gguf: string;
  threads: number;
  /** Folder of cases that somebody fetched; absent if none was named. */
  cases?: string;
}

/** Another engine that does the same work. */
export interface Peer {
  name: string;
  /** Why it cannot run here, or null when it can. */
  missing(context: BenchContext): Promise<string | null>;
  command(context: BenchContext): string[];
}

/** One figure of an experiment. */
export interface Row {
  name: string;
  unit: string;
  /** Which way is better; the ratio is inverted if necessary, so that greater is always better. */
  better: 'more' | 'less';
  /** @param peer what the peer's run of the same pair printed, if there was one */
  value(figures: Figures, peer?: Figures): number;
  /** Field of our figures that goes with the value into the JSON file, such as its distribution. */
  detail?: string;
  /** The peer's figure; the same field as ours if absent. */
  peerValue?(figures: Figures): number;
}

/** A pair of programs, run in turn, and the rows read from their output. */
export interface Experiment {
  rows: Row[];
  /** How often the pair is run. */
  pairs: number;
  /** Why it cannot run here, or null if it can; it always can by default. */
  missing?(context: BenchContext): Promise<string | null>;
  command(context: BenchContext): string[];
  peer: Peer | null;
}

/** A row as it is printed and written to the JSON file. */
export interface RowResult {
  name: string;
  /** Median over the runs. */
  value: number;
  unit: string;
  peer: string | null;
  peerValue: number | null;
  /** Median over the pairs of ours over the peer's, inverted if necessary so that greater is better. */
  ratio: number | null;
  /** Least and greatest ratio of a pair. */
  low: number | null;
  high: number | null;
  /** Data that go with our value, from the last run; absent if there are none. */
  detail?: unknown;
  command: string;
}

/** The command of a program of ours, which takes the model and the threads. */
export function ours(name: string, ...options: (string | number)[]): Experiment['command'] {
  return ({ modelFolder, threads }) => [
    process.execPath,
    `test/bench/ours/${name}.ts`,
    modelFolder,
    ...['--threads', threads, ...options].map(String),
  ];
}

/** Reads a number out of a program's figures. */
export function figure(name: string): (figures: Figures) => number {
  return (figures) => {
    const value = figures[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`the run printed no "${name}"`);
    return value;
  };
}
