/**
 * Evaluates every system on several authors, with the paper's further analyses, in a work folder that keeps results: an
 * interrupted study resumes.
 * node research/study.ts [PART] FOLDER|FILE.jsonl… [--home DIR] [--work DIR] [--results DIR] [--authors LIST]
 * [--again LIST] [--limit N] [--tasks LIST] [--keystrokes N] [--graded CHARACTERS] [--seed N] [--threads N]
 * [--max-steps N] [--epochs N] [--learning-rate X] [--rank N] [--layers LIST] [--method M]
 * node research/study.ts verify STUDY.json STUDY.json
 * PART: `all` trains every author's adapter, evaluates every system and writes the report; `train`, `evaluate` and
 * `report` do one of these. `amount`, `shift`, `format`, `methods` and `similarity` are the paper's analyses; each
 * writes a page of its own, which the next report takes in. Of `similarity`, `--again` names the authors whose adapters
 * are trained again to compare with, by default all. Results of evaluations, figures alone, are kept by author in
 * `--results` (else in the work folder), with a hash of everything that decides them.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';

import { ProgressLine } from '../src/cli/output.ts';
import { OwnhandError } from '../src/core/support/errors.ts';
import { analyse } from './study/analyse.ts';
import { ANALYSES } from './study/analyses.ts';
import { evaluateAll, trainAll } from './study/main.ts';
import { readOptions } from './study/options.ts';
import { writeReport } from './study/report.ts';
import { similarities } from './study/similarities.ts';
import { Study } from './study/study.ts';
import { verify } from './study/verify.ts';

const PARTS: Record<string, ((study: Study) => Promise<void>)[]> = {
  all: [trainAll, evaluateAll, writeReport],
  train: [trainAll],
  evaluate: [evaluateAll],
  report: [writeReport],
  ...Object.fromEntries(ANALYSES.map((analysis) => [analysis.name, [(study: Study) => analyse(study, analysis)]])),
  similarity: [similarities],
};

const line = new ProgressLine();

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.part === 'verify') {
    process.exitCode = verify(options.words) ? 0 : 1;
    return;
  }
  const parts = PARTS[options.part];
  if (!parts) {
    throw new OwnhandError(
      'bad-input',
      `There is no part "${options.part}"; choose among ${[...Object.keys(PARTS), 'verify'].join(', ')}.`,
    );
  }
  if (options.authors.length === 0) throw new OwnhandError('bad-input', 'Give a folder of authors or .jsonl files.');
  const study = await Study.open(options, line.show);
  try {
    for (const part of parts) await part(study);
  } finally {
    study.close();
  }
}

try {
  await main();
} catch (error) {
  line.end();
  if (!OwnhandError.is(error)) throw error;
  process.stderr.write(`study: ${error.message}\n`);
  process.exitCode = 1;
}
