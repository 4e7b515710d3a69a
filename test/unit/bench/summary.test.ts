import { describe, expect, it } from 'vitest';
import { median } from '../../../src/core/train/heldout.ts';
import { figure, type Row } from '../../bench/experiment.ts';
import { secondsToLoss } from '../../bench/experiments.ts';
import { summarise, table } from '../../bench/summary.ts';

const speed: Row = { name: 'train.fp32', unit: 'tokens/s', better: 'more', value: figure('speed') };
const time: Row = { name: 'decode', unit: 'ms/token', better: 'less', value: figure('ms') };

describe('summarise', () => {
  it('takes the ratio within each pair', () => {
    const result = summarise(
      speed,
      [{ speed: 600 }, { speed: 300 }, { speed: 500 }],
      [{ speed: 200 }, { speed: 150 }, { speed: 200 }],
      'PEFT',
      'node train.ts',
    );
    expect(result).toEqual({
      name: 'train.fp32',
      value: 500,
      unit: 'tokens/s',
      peer: 'PEFT',
      peerValue: 200,
      ratio: 2.5,
      low: 2,
      high: 3,
      command: 'node train.ts',
    });
  });

  it('inverts the ratio if less is better', () => {
    const { ratio, low, high } = summarise(time, [{ ms: 5 }, { ms: 10 }], [{ ms: 10 }, { ms: 10 }], 'llama.cpp', '');
    expect([ratio, low, high]).toEqual([1.5, 1, 2]);
  });

  it('names no peer if none ran', () => {
    const { peer, peerValue, ratio, low, high } = summarise(time, [{ ms: 5 }], [], 'llama.cpp', '');
    expect([peer, peerValue, ratio, low, high]).toEqual([null, null, null, null, null]);
  });

  it('refuses a run that did not print the figure', () => {
    expect(() => summarise(time, [{ ms: 'fast' }], [], null, '')).toThrow('"ms"');
  });
});

it('takes the median of an even and of an odd number of values', () => {
  expect(median([3, 1, 10])).toBe(3);
  expect(median([3, 1, 10, 5])).toBe(4);
});

it('prints a row without a peer', () => {
  const lines = table([summarise(time, [{ ms: 5.125 }], [], null, '')]).split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^decode\s+5\.125 ms\/token\s+–\s+–\s+–$/);
});

describe('time to the peer’s loss', () => {
  const ours = {
    curve: [
      { seconds: 0, loss: 3 },
      { seconds: 10, loss: 2.5 },
      { seconds: 20, loss: 2.4 },
    ],
  };
  const row: Row = { name: 't', unit: 's', better: 'less', value: secondsToLoss, peerValue: figure('seconds') };

  it('is the first moment at which the held-out loss was no greater', () => {
    const { value, ratio } = summarise(row, [ours], [{ seconds: 60, loss: 2.5 }], 'PEFT', '');
    expect([value, ratio]).toEqual([10, 6]);
  });

  it('is missing if that was never reached', () => {
    expect(() => summarise(row, [ours], [{ seconds: 60, loss: 2.3 }], 'PEFT', '')).toThrow('not reached');
  });
});
