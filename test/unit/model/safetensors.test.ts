import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../src/core/model/safetensors.ts';
import { OwnhandError } from '../../../src/core/support/errors.ts';
import { u64 } from './ggufWriter.ts';
import { fixture, temporaryFolder } from './samples.ts';

const write = (header: unknown, data = Buffer.alloc(16)): string => {
  const filePath = path.join(temporaryFolder(), 'x.safetensors');
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  fs.writeFileSync(filePath, Buffer.concat([u64(json.length), json, data]));
  return filePath;
};

describe('safetensors', () => {
  it('returns what was written, bit for bit', () => {
    const filePath = path.join(temporaryFolder(), 'round.safetensors');
    fc.assert(
      fc.property(fc.array(fc.float32Array({ minLength: 0, maxLength: 40 }), { maxLength: 6 }), (arrays) => {
        const tensors = arrays.map((data, i) => ({ name: `t.${i} "ü"`, shape: [data.length], data }));
        writeSafetensors(filePath, tensors, { format: 'pt', note: '' });
        const file = readSafetensors(filePath);
        expect(file.metadata).toEqual({ format: 'pt', note: '' });
        expect([...file.tensors.keys()]).toEqual(tensors.map(({ name }) => name));
        for (const { name, data } of tensors) {
          expect(Buffer.from(file.tensors.get(name)!.read().buffer)).toEqual(Buffer.from(data.slice().buffer));
        }
        file.close();
      }),
      { numRuns: 40 },
    );
    expect(fs.readdirSync(path.dirname(filePath))).toEqual(['round.safetensors']);
  });

  it('reads half floats and bfloat16, whole and by rows', () => {
    const data = Buffer.from([
      0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c, 0x80, 0x3f, 0x49, 0x40, 0x00, 0xc0, 0x00, 0x00,
    ]);
    const file = readSafetensors(
      write(
        {
          half: { dtype: 'F16', shape: [2, 2], data_offsets: [0, 8] },
          brain: { dtype: 'BF16', shape: [4], data_offsets: [8, 16] },
        },
        data,
      ),
    );
    expect([...file.tensors.get('half')!.read()]).toEqual([1, -2, 2 ** -24, Number.POSITIVE_INFINITY]);
    expect([...file.tensors.get('half')!.read(1, 1)]).toEqual([2 ** -24, Number.POSITIVE_INFINITY]);
    expect([...file.tensors.get('brain')!.read()]).toEqual([1, 3.140625, -2, 0]);
    file.close();
  });

  it.each([
    ['no header', '', /cut short/],
    ['no JSON', '{"a":', /cut short/],
    ['a list', [], /cut short/],
    ['a range past the end', { a: { dtype: 'F32', shape: [5], data_offsets: [0, 20] } }, /cut short/],
    ['a range that is not the shape', { a: { dtype: 'F32', shape: [2], data_offsets: [0, 16] } }, /cut short/],
    ['a range backwards', { a: { dtype: 'F32', shape: [2], data_offsets: [16, 8] } }, /cut short/],
    ['a negative size', { a: { dtype: 'F32', shape: [-1, -4], data_offsets: [0, 16] } }, /cut short/],
    ['a huge size', { a: { dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 16] } }, /cut short/],
    ['no entry', { a: null }, /type none/],
    ['another type', { a: { dtype: 'F8_E4M3', shape: [4], data_offsets: [0, 4] } }, /F8_E4M3.*F32, F16, BF16/],
  ])('refuses a file with %s', (_, header, message) => {
    const error = (() => {
      try {
        readSafetensors(write(header)).close();
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(OwnhandError);
    expect((error as OwnhandError).message).toMatch(message);
  });

  it('refuses a file cut short at any length', () => {
    const bytes = fs.readFileSync(fixture('tiny-qwen2', 'model.safetensors'));
    const filePath = path.join(temporaryFolder(), 'cut.safetensors');
    for (let length = 0; length < bytes.length; length += 9973) {
      fs.writeFileSync(filePath, bytes.subarray(0, length));
      expect(() => readSafetensors(filePath)).toThrow(OwnhandError);
    }
  });

  it('leaves the old file and no other if writing fails', () => {
    const folder = temporaryFolder();
    const filePath = path.join(folder, 'a.safetensors');
    writeSafetensors(filePath, [{ name: 'a', shape: [1], data: Float32Array.of(7) }]);
    const fail = () => writeSafetensors(filePath, [{ name: 'a', shape: [3], data: Float32Array.of(1) }]);
    expect(fail).toThrow(OwnhandError);
    expect(fs.readdirSync(folder)).toEqual(['a.safetensors']);
    const file = readSafetensors(filePath);
    expect([...file.tensors.get('a')!.read()]).toEqual([7]);
    file.close();
    expect(() => writeSafetensors(path.join(folder, 'no', 'b'), [])).toThrow(/does not exist/);
  });
});
