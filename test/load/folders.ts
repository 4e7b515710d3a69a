import fs from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../src/core/support/random.ts';

/** Made-up prose: words from a vocabulary with a long tail, in sentences of about a dozen. */
export class Prose {
  readonly #random: () => number;
  readonly #words = Array.from({ length: 30_000 }, (_, i) => (i * 7_919 + 1_000_003).toString(36));

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** @param bytes roughly how long */
  text(bytes: number): string {
    const parts: string[] = [];
    for (let length = 0; length < bytes; ) {
      const words = Array.from({ length: 8 + Math.floor(this.#random() * 10) }, () => {
        const [a, b, c] = [this.#random(), this.#random(), this.#random()];
        return this.#words[Math.floor(a * b * c * this.#words.length)];
      });
      const sentence = `The ${words.join(' ')}${this.#random() < 0.1 ? '.\n\n' : '. '}`;
      length += sentence.length;
      parts.push(sentence);
    }
    return parts.join('');
  }
}

/** Writes this many documents of this many bytes each, a hundred to a folder. */
export function writeDocuments(folder: string, count: number, bytes: number, seed: number): void {
  const prose = new Prose(seed);
  for (let i = 0; i < count; i++) {
    const below = path.join(folder, `part-${Math.floor(i / 100)}`);
    if (i % 100 === 0) fs.mkdirSync(below, { recursive: true });
    fs.writeFileSync(path.join(below, `document-${i}.md`), prose.text(bytes));
  }
}
