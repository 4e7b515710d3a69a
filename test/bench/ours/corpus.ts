/**
 * A made-up history: Markdown notes with front matter, made of words from the base model's tokenizer, drawn as often as
 * words occur in prose (Zipf) and from a topic's own words. The same folder for the same arguments.
 */
import fs from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../../src/core/support/random.ts';

const FOLDER_SIZE = 1000;
const TOPICS = 200;
const TOPIC_WORDS = 60;

/** What a corpus is made of. */
export interface Corpus {
  items: number;
  /** Mean number of words in a note; notes have half to one and a half times as many. */
  words: number;
  /** Folder of a base model, whose tokenizer the words are from. */
  modelFolder: string;
}

/** Writes the notes into `folder`, unless they are already there. */
export function makeCorpus(folder: string, { items, words, modelFolder }: Corpus): void {
  const done = path.join(folder, 'complete.json');
  const said = JSON.stringify({ items, words });
  if (fs.existsSync(done) && fs.readFileSync(done, 'utf8') === said) return;
  fs.rmSync(folder, { recursive: true, force: true });
  const writer = new NoteWriter(vocabulary(modelFolder), words);
  for (let i = 0; i < items; i++) {
    const inside = path.join(folder, String(Math.floor(i / FOLDER_SIZE)));
    if (i % FOLDER_SIZE === 0) fs.mkdirSync(inside, { recursive: true });
    fs.writeFileSync(path.join(inside, `note-${i}.md`), writer.note(i));
  }
  fs.writeFileSync(done, said);
}

/** Whole lower-case words of a tokenizer, frequent ones first, as merge order has it. */
function vocabulary(modelFolder: string): string[] {
  const { model } = JSON.parse(fs.readFileSync(path.join(modelFolder, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: Record<string, number> };
  };
  return Object.entries(model.vocab)
    .sort(([, a], [, b]) => a - b)
    .flatMap(([token]) => /^Ġ([a-z]+)$/.exec(token)?.[1] ?? []);
}

class NoteWriter {
  readonly #words: string[];
  readonly #mean: number;
  readonly #random = seededRandom(1);

  constructor(words: string[], mean: number) {
    this.#words = words;
    this.#mean = mean;
  }

  note(index: number): string {
    const topic = index % TOPICS;
    const length = Math.round(this.#mean * (0.5 + this.#random()));
    const date = new Date(Date.UTC(2010, 0, 1) + index * 3_600_000).toISOString();
    const paragraphs: string[] = [];
    for (let left = length; left > 0; left -= 80) paragraphs.push(this.#paragraph(Math.min(80, left), topic));
    const title = this.#sentence(6, topic).slice(0, -1);
    return `---\ntitle: ${title}\ndate: ${date}\ntags: [topic${topic}, ${this.#word(topic)}]\n---\n\n${paragraphs.join('\n\n')}\n`;
  }

  #paragraph(words: number, topic: number): string {
    const sentences: string[] = [];
    for (let left = words; left > 0; ) {
      const length = Math.min(left, 6 + Math.floor(this.#random() * 16));
      sentences.push(this.#sentence(length, topic));
      left -= length;
    }
    return sentences.join(' ');
  }

  #sentence(length: number, topic: number): string {
    const words = Array.from({ length }, () => this.#word(topic)).join(' ');
    return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
  }

  /** Every fifth word is the topic's; the rest are drawn by rank, log-uniformly, which is Zipf's law. */
  #word(topic: number): string {
    const all = this.#words.length;
    const rank =
      this.#random() < 0.2
        ? (topic * 977 + Math.floor(this.#random() * TOPIC_WORDS)) % all
        : Math.floor(all ** this.#random()) - 1;
    return this.#words[rank]!;
  }
}
