import { type FrontMatter, fromFields, type ReadingHints } from '../text/frontMatter.ts';
import { collect } from '../text/frontMatterFields.ts';

/** A document's own fields by their lower-case names, of which the first counts. */
export class Fields {
  readonly #values = new Map<string, string>();

  add(name: string, value: string): void {
    const key = name.trim().toLowerCase();
    if (value.trim() !== '' && !this.#values.has(key)) this.#values.set(key, value.trim());
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** Title, date and tags as front matter's fields give them. */
  read(reading: ReadingHints = {}): Omit<FrontMatter, 'end'> {
    return fromFields(collect(this.#values), reading);
  }
}
