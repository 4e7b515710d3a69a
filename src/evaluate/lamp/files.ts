import fs from 'node:fs';
import * as v from 'valibot';
import { OwnhandError } from '../../core/support/errors.ts';
import { LAMP_TASKS, type LampName, lampTask } from './names.ts';

const Id = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
/** Which fields a profile's items have depends on the task; numbers are years and scores. */
const ProfileItem = v.record(v.string(), v.unknown());
const Questions = v.array(v.object({ id: Id, input: v.string(), profile: v.array(ProfileItem) }));
const Outputs = v.object({ task: v.string(), golds: v.array(v.object({ id: Id, output: v.string() })) });

export type LampProfileItem = v.InferOutput<typeof ProfileItem>;

/** A question of the benchmark with the right answer. */
export interface LampQuestion {
  id: string;
  input: string;
  /** What the same person wrote or said before, in an order that means nothing. */
  profile: LampProfileItem[];
  gold: string;
}

/**
 * Reads two files of the LaMP benchmark (Salemi et al. 2024, arXiv 2304.11406): `*_questions.json`, an array of
 * `{id, input, profile}`, and `*_outputs.json`, `{task, golds: [{id, output}]}`.
 * @throws OwnhandError `bad-input` for other files, or files of different tasks
 */
export function readLamp(task: string, questionsFile: string, outputsFile: string): LampQuestion[] {
  const name = lampTask(task);
  if (!name) {
    throw new OwnhandError('bad-input', `There is no LaMP task "${task}"; choose among ${LAMP_TASKS.join(', ')}.`);
  }
  const questions = readJson(questionsFile, Questions, 'an array of {id, input, profile}');
  const outputs = readJson(outputsFile, Outputs, '{task, golds: [{id, output}]}');
  const theirs: LampName | null = lampTask(outputs.task);
  // Some collections append a suffix to the task's name; a different number is another task.
  if (theirs && theirs !== name) {
    throw new OwnhandError(
      'bad-input',
      `"${outputsFile}" holds answers to ${theirs}, not ${name}; give its own files.`,
    );
  }
  const golds = new Map(outputs.golds.map(({ id, output }) => [id, output]));
  const answered = questions.flatMap((question) => {
    const gold = golds.get(question.id);
    return gold === undefined ? [] : [{ ...question, gold }];
  });
  if (answered.length === 0) {
    throw new OwnhandError(
      'bad-input',
      'No question in one file has its answer in the other; give two files that belong together.',
    );
  }
  return answered;
}

function readJson<T extends v.GenericSchema>(file: string, schema: T, shape: string): v.InferOutput<T> {
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new OwnhandError('bad-input', `"${file}" is missing or is not JSON; give a file of the LaMP benchmark.`, {
      cause,
    });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new OwnhandError('bad-input', `"${file}" is not ${shape}; give a file of the LaMP benchmark.`);
}
