/** Numbers and sizes in the language of the page. */
import * as format from '../src/extension/support/format.ts';

const { lang } = document.documentElement;

export function counted(count: number, one: string, many: string): string {
  return format.counted(count, one, many, lang);
}

export function whole(count: number): string {
  return format.whole(count, lang);
}

export function decimal(value: number, places: number): string {
  return format.decimal(value, places, lang);
}

export function fileSize(bytes: number): string {
  return format.fileSize(bytes, lang);
}
