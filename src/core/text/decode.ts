import { isUtf8 } from 'node:buffer';
import { type Decoded, detectLegacy } from './legacyEncodings.ts';

/** A beginning this long decides whether a file is binary. */
const LOOKED_AT = 8_192;
/** This many valid sequences of UTF-8 outweigh one broken one. */
const SOUND_PER_BROKEN = 4;
/** In a text of this many bytes, losing one letter does no harm. */
const LONG = 200;

/**
 * Decodes a file's bytes: UTF-8, even with single broken bytes in it, UTF-16 with or without its mark, and the older
 * encodings if it is certain which one.
 * @returns null if it is uncertain: a wrong guess would be learned as words
 */
export function decode(bytes: Buffer): Decoded | null {
  const wide = wideEncoding(bytes);
  if (wide) return { text: new TextDecoder(wide).decode(bytes), encoding: wide };
  // Seven bits that shift between alphabets.
  if (bytes.includes('\u001b$B') || bytes.includes('\u001b$@')) {
    return { text: new TextDecoder('iso-2022-jp').decode(bytes), encoding: 'iso-2022-jp' };
  }
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), encoding: 'utf-8' };
  const text = mostlyUtf8(bytes);
  if (text !== null) return { text, encoding: 'utf-8 with broken bytes' };
  return detectLegacy(bytes) ?? oneByteLost(bytes);
}

/** Whether an editor that assumes UTF-8, or follows the byte order mark, reads and writes this one unchanged. */
export function isPlainEncoding({ encoding }: Decoded): boolean {
  return encoding === 'utf-8' || encoding.startsWith('utf-16');
}

/** UTF-16 by its mark, or by the zeros in every other byte. */
function wideEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, LOOKED_AT);
  if (head.length < 16 || !head.includes(0)) return null;
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2]!++;
  const [even, odd] = zeros.map((count) => count / (head.length / 2)) as [number, number];
  if (odd > 0.4 && even < 0.02) return 'utf-16le';
  if (even > 0.4 && odd < 0.02) return 'utf-16be';
  return null;
}

const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf4][\x80-\xbf]{3}/g;

/**
 * The text if all but a few bytes are UTF-8: a paste or a damaged disk spoils only itself. A byte that is a quotation
 * mark or dash in Windows becomes that, any other is left out.
 */
function mostlyUtf8(bytes: Buffer): string | null {
  const written = bytes.toString('latin1');
  const sound = written.match(SEQUENCE)?.length ?? 0;
  let broken = 0;
  // A sequence that is cut short counts once.
  const mended = written
    .replace(SEQUENCE, (sequence) => '\0'.repeat(sequence.length))
    .replace(/[\x80-\xff]+/g, (rest) => {
      broken += rest.length > 3 ? rest.length : 1;
      return rest;
    });
  if (broken === 0 || sound < SOUND_PER_BROKEN * broken) return null;
  let text = '';
  for (let at = 0; at < mended.length; ) {
    const isBroken = mended.charCodeAt(at) >= 0x80;
    let end = at + 1;
    while (end < mended.length && mended.charCodeAt(end) >= 0x80 === isBroken) end++;
    text += isBroken ? windowsPunctuation(bytes.subarray(at, end)) : bytes.toString('utf8', at, end);
    at = end;
  }
  return text;
}

/** A long text in ASCII except for one byte that means nothing in any encoding. */
function oneByteLost(bytes: Buffer): Decoded | null {
  const at = bytes.findIndex((byte) => byte >= 0x80);
  if (bytes.length < LONG || bytes.subarray(at + 1).some((byte) => byte >= 0x80) || bytes.includes(0)) return null;
  const text = bytes.toString('latin1', 0, at) + bytes.toString('latin1', at + 1);
  return { text, encoding: 'utf-8 with broken bytes' };
}

function windowsPunctuation(bytes: Buffer): string {
  return bytes.length === 1 ? (PUNCTUATION.get(bytes[0]!) ?? '') : '';
}

const PUNCTUATION = new Map([
  [0x85, '…'],
  [0x91, '‘'],
  [0x92, '’'],
  [0x93, '“'],
  [0x94, '”'],
  [0x96, '–'],
  [0x97, '—'],
  [0xa0, ' '],
]);
