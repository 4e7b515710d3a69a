import { type FrontMatter, fromFields, type ReadingHints } from '../text/frontMatter.ts';
import { collect } from '../text/frontMatterFields.ts';

/** A document's own fields by their lower-case names; the first of a name counts. */
export class Fields {
  readonly #values = new Map<string, string>();

  add(name: string, value: string): void {
    const key = name.trim().toLowerCase();
    if (value.trim() !== '' && !this.#values.has(key)) this.#values.set(key, value.trim());
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** Title, date and tags from the fields of front matter. */
  read(reading: ReadingHints = {}): Omit<FrontMatter, 'end'> {
    return fromFields(collect(this.#values), reading);
  }
}
