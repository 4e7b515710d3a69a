import { describe, expect, it } from 'vitest';
import { timeIn } from '../../bench/ours/inspector.ts';

describe('time in a profile', () => {
  it('counts the code itself and everything that it calls, and nothing else', () => {
    const node = (id: number, url: string, children: number[] = []) => ({ id, callFrame: { url }, children });
    const nodes = [
      node(1, '', [2, 3, 5]),
      node(2, ''), // idle
      node(3, 'file:///editor/host.js', [4]),
      node(4, 'file:///x/dist/extension/extension.cjs', [6]),
      node(5, 'file:///editor/host.js'),
      node(6, 'file:///editor/host.js'),
    ];
    const profile = { nodes, samples: [2, 3, 4, 5, 6], timeDeltas: [1000, 2000, 4000, 8000, 16_000] };
    expect(timeIn(profile, 'dist/extension/')).toBe(20);
    expect(timeIn(profile, 'elsewhere/')).toBe(0);
  });
});
