import fs from 'node:fs';
import path from 'node:path';
import { Engine } from '../../src/core/engine/engine.ts';
import { fixture } from '../unit/tiny.ts';

/** Files of one crash test: notes, a home folder, and a folder for exports. */
export interface Place {
  notes: string;
  home: string;
  out: string;
}

export const NOTES = 12;
export const MODEL = fixture('tiny-llama-gqa-tied');
/** A model that is fetched from the test's own server. */
export const DOWNLOADED = 'org/tiny';

export function placeIn(folder: string): Place {
  return { notes: path.join(folder, 'notes'), home: path.join(folder, 'home'), out: path.join(folder, 'out') };
}

export function engineOf({ home }: Place): Engine {
  return new Engine({ home, model: path.basename(MODEL), device: 'cpu', threads: 1 });
}

export function noteFile({ notes }: Place, index: number): string {
  return path.join(notes, `note-${index}.md`);
}

/** Part of a word of every note. */
export const WORD = 'quartz';

/** A word that only this note contains. */
export function canary(index: number): string {
  return `canary${String.fromCharCode(97 + index)}${WORD}`;
}

/** Writes a note; another `edition` has another text. */
export function writeNote(place: Place, index: number, edition: number): void {
  const sentences = Array.from(
    { length: 8 },
    (_, at) => `On day ${at + edition} the ${canary(index)} of place${index}x${at} met word${index}y${at * 3}.`,
  );
  const day = String(index + 1).padStart(2, '0');
  fs.mkdirSync(place.notes, { recursive: true });
  const front = `---\ntitle: Note ${index}\ntags: [t${index % 3}]\ndate: 2024-01-${day}\n---\n`;
  // In one step, because half a note is not what a crash of ours leaves.
  const aside = `${noteFile(place, index)}.aside`;
  fs.writeFileSync(aside, `${front}\n${sentences.join(' ')}\n`);
  fs.renameSync(aside, noteFile(place, index));
}

/** Writes a question of the LaMP benchmark whose profile is in the notes' own words. @returns the two files */
export function writeLamp({ notes }: Place): [questions: string, outputs: string] {
  const folder = path.join(path.dirname(notes), 'lamp');
  fs.mkdirSync(folder, { recursive: true });
  const profile = Array.from({ length: NOTES }, (_, i) => ({
    id: String(i),
    title: `Note ${i}`,
    abstract: Array.from({ length: 8 }, (__, at) => `On day ${at} the ${canary(i)} met word${i}y${at * 3} again.`).join(
      ' ',
    ),
  }));
  const input = `Generate a title for the following abstract of a paper: ${profile[0].abstract}`;
  const [questions, outputs] = ['questions.json', 'outputs.json'].map((name) => path.join(folder, name));
  fs.writeFileSync(questions, JSON.stringify([{ id: '1', input, profile }]));
  fs.writeFileSync(outputs, JSON.stringify({ task: 'LaMP_5', golds: [{ id: '1', output: 'Note 0' }] }));
  return [questions, outputs];
}

/** A home with a model, mined notes and an adapter that serves. */
export async function prepare(place: Place): Promise<void> {
  for (let i = 0; i < NOTES; i++) writeNote(place, i, 0);
  const engine = engineOf(place);
  try {
    await engine.addModel(MODEL);
    await engine.mine([place.notes]);
    await engine.train({ name: 'good', maxSteps: 1, seed: 1 });
    engine.useAdapter('good');
  } finally {
    await engine.dispose();
  }
}
