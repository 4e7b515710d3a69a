import fc, { type Arbitrary } from 'fast-check';

/** Numbers at which sizes, counts and offsets go wrong. */
const NUMBERS = [0, 1, 2, 3, 4, 7, 8, 31, 32, 255, 256, 65_535, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 53];

type Edit = (bytes: Buffer) => Buffer;

/** A place in a text or file: anywhere, or near its beginning, where headers are. */
const place = fc.tuple(fc.nat(0xffffffff), fc.boolean());
const at = (bytes: Buffer, [n, near]: [number, boolean]) => n % (Math.min(bytes.length, near ? 256 : bytes.length) + 1);

function number(value: number, width: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.subarray(0, width);
}

/** Edits of bytes: flip, cut, insert, overwrite with a telling number, repeat, truncate. */
function edits(pieces: readonly Buffer[]): Arbitrary<Edit> {
  return fc.oneof(
    fc.tuple(place, fc.nat(7)).map(
      ([where, bit]): Edit =>
        (bytes) => {
          const out = Buffer.from(bytes);
          if (out.length > 0) out[at(out, where) % out.length] ^= 1 << bit;
          return out;
        },
    ),
    fc.tuple(place, fc.nat(64)).map(
      ([where, length]): Edit =>
        (bytes) => {
          const start = at(bytes, where);
          return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
        },
    ),
    fc.tuple(place, fc.nat(Math.max(0, pieces.length - 1))).map(
      ([where, which]): Edit =>
        (bytes) => {
          const start = at(bytes, where);
          return Buffer.concat([bytes.subarray(0, start), pieces[which] ?? Buffer.alloc(0), bytes.subarray(start)]);
        },
    ),
    fc.tuple(place, fc.constantFrom(...NUMBERS), fc.constantFrom(1, 2, 4, 8)).map(
      ([where, value, width]): Edit =>
        (bytes) => {
          const start = at(bytes, where);
          return Buffer.concat([bytes.subarray(0, start), number(value, width), bytes.subarray(start + width)]);
        },
    ),
    fc.tuple(place, fc.nat(40), fc.integer({ min: 2, max: 200 })).map(
      ([where, length, times]): Edit =>
        (bytes) => {
          const start = at(bytes, where);
          const run = bytes.subarray(start, start + length);
          return Buffer.concat([
            bytes.subarray(0, start),
            ...new Array<Buffer>(times).fill(run),
            bytes.subarray(start),
          ]);
        },
    ),
    place.map(
      (where): Edit =>
        (bytes) =>
          bytes.subarray(0, at(bytes, where)),
    ),
  );
}

/** Valid inputs with up to eight edits, halves of two of them, and now and then mere noise. */
export function mutatedBytes(seeds: readonly Buffer[], marks: readonly string[] = []): Arbitrary<Buffer> {
  const pieces = marks.length > 0 ? marks.map((mark) => Buffer.from(mark)) : [Buffer.alloc(16, 0xff)];
  const seed = fc.constantFrom(...seeds);
  const spliced = fc.tuple(seed, seed, place).map(([one, other, where]) => {
    const cut = at(one, where);
    return Buffer.concat([one.subarray(0, cut), other.subarray(Math.min(cut, other.length))]);
  });
  const edited = fc
    .tuple(fc.oneof({ weight: 4, arbitrary: seed }, spliced), fc.array(edits(pieces), { maxLength: 8 }))
    .map(([bytes, changes]) => changes.reduce((sum, change) => change(sum), bytes));
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const marked = fc.array(fc.constantFrom(...pieces), { maxLength: 80 }).map((parts) => Buffer.concat(parts));
  return fc.oneof(
    { weight: 16, arbitrary: edited },
    { weight: 1, arbitrary: noise },
    { weight: marks.length > 0 ? 3 : 0, arbitrary: marked },
  );
}

/** Stands for a number that only the text of a JSON file can hold. */
const INFINITE = '\u0001infinite';

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;

const strange: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...NUMBERS, -1, 0.5, 1e308, -(2 ** 31), 2 ** 40, INFINITE),
  fc.constantFrom<unknown>(null, true, false, '', ' ', [], {}, [null], [[]], [{}], { toString: 1, valueOf: 1 }),
  fc.constantFrom<unknown>('__proto__', 'constructor', '../x', '/etc/passwd', 'a\nb', '\u0000', '\ud800', 'lora'),
  fc.constantFrom<unknown>('long '.repeat(2_000), nested(2_000), new Array(2_000).fill(7)),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Replaces, removes or adds something at some place of a JSON value. */
function changed(value: unknown, steps: readonly number[], action: number, by: unknown): unknown {
  const [step, ...rest] = steps;
  if (typeof value !== 'object' || value === null || step === undefined) return by;
  const keys = Object.keys(value);
  if (action === 2 && rest.length === 0) {
    return Array.isArray(value) ? [...value, by] : { ...value, [typeof by === 'string' ? by : 'more']: by };
  }
  if (keys.length === 0) return by;
  const key = keys[step % keys.length];
  const inner = (value as Record<string, unknown>)[key];
  const deeper = rest.length > 0 && typeof inner === 'object' && inner !== null;
  const next = deeper ? changed(inner, rest, action, by) : by;
  if (Array.isArray(value)) {
    return value.flatMap((each, i) => (i !== Number(key) ? [each] : !deeper && action === 1 ? [] : [next]));
  }
  const entries = Object.entries(value).flatMap(([name, each]) =>
    name !== key ? [[name, each]] : !deeper && action === 1 ? [] : [[name, next]],
  );
  return Object.fromEntries(entries);
}

/** JSON values with up to three wrong places. */
function mutatedValue(seeds: readonly unknown[]): Arbitrary<unknown> {
  const change = fc.tuple(fc.array(fc.nat(999), { minLength: 1, maxLength: 4 }), fc.nat(2), strange);
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 3 }))
    .map(([seed, changes]) => changes.reduce((value, [steps, action, by]) => changed(value, steps, action, by), seed));
}

function jsonText(value: unknown): Buffer {
  return Buffer.from((JSON.stringify(value) ?? 'null').replaceAll(JSON.stringify(INFINITE), '1e999'));
}

/** JSON files: mutated as values, and some as bytes. */
export function mutatedJson(seeds: readonly unknown[]): Arbitrary<Buffer> {
  return fc.oneof(
    { weight: 5, arbitrary: mutatedValue(seeds).map(jsonText) },
    { weight: 1, arbitrary: mutatedBytes(seeds.map(jsonText), ['{', '[', '"', ':', ',', '1e999', 'null']) },
  );
}

/** Safetensors files: the header mutated as JSON, with a length that fits, or the whole file as bytes. */
export function mutatedSafetensors(seeds: readonly Buffer[]): Arbitrary<Buffer> {
  const parts = seeds.map((bytes) => {
    const end = 8 + Number(bytes.readBigUInt64LE());
    return { header: JSON.parse(bytes.toString('utf8', 8, end)) as unknown, data: bytes.subarray(end) };
  });
  const whole = fc.nat(parts.length - 1).chain((which) =>
    mutatedValue([parts[which].header]).map((header) => {
      const json = jsonText(header);
      return Buffer.concat([number(json.length, 8), json, parts[which].data]);
    }),
  );
  return fc.oneof(whole, mutatedBytes(seeds));
}
