/** Numbers, times, sizes and names of languages in the language of the editor; see `format.ts`. */
import { env } from 'vscode';
import * as format from './format.ts';

export function clock(time: number, now: number): string {
  return format.clock(time, now, env.language);
}

export function counted(count: number, one: string, many: string): string {
  return format.counted(count, one, many, env.language);
}

export function decimal(value: number, places: number): string {
  return format.decimal(value, places, env.language);
}

export function fileSize(bytes: number): string {
  return format.fileSize(bytes, env.language);
}

/** The name of a language by its ISO 639-1 code: `English`. */
export function languageName(code: string): string {
  return new Intl.DisplayNames([env.language], { type: 'language' }).of(code) ?? code;
}
