import { describe, expect, test } from 'vitest';
import { circlesIn, importsOf, LAYERS, problemsIn } from '../../../../scripts/checks/imports.ts';

const HOUSE = [['src/low'], ['src/left', 'src/right'], ['src/low/high']];

function problems(files: Record<string, string>): string[] {
  return problemsIn(new Map(Object.entries(files)), HOUSE);
}

describe('the check of imports', () => {
  test('accepts imports of the same room and of those below', () => {
    expect(
      problems({
        'src/low/a.ts': "import { b } from './b.ts';\n",
        'src/low/b.ts': "import fs from 'node:fs';\nimport * as v from 'valibot';\n",
        'src/left/c.ts': "import type { A } from '../low/a.ts';\n",
        'src/low/high/d.ts': "import { c } from '../../left/c.ts';\n",
      }),
    ).toEqual([]);
  });

  test.each([
    ["import { c } from '../left/c.ts';", 'a value'],
    ["import type { C } from '../left/c.ts';", 'a type'],
    ["import {\n  c,\n  type C,\n} from '../left/c.ts';", 'several lines'],
    ["export { c } from '../left/c.ts';", 'an export'],
    ["import '../left/c.ts';", 'a bare import'],
    ["const { c } = await import('../left/c.ts');", 'an import where it is used'],
  ])('fails on an import of a room above: %s (%s)', (line) => {
    expect(problems({ 'src/low/a.ts': `${line}\n`, 'src/left/c.ts': '' })).toEqual([
      'src/low/a.ts imports src/left/c.ts, but src/left is above src/low',
    ]);
  });

  test('fails on an import of a neighbouring room', () => {
    expect(problems({ 'src/left/a.ts': "import { b } from '../right/b.ts';\n", 'src/right/b.ts': '' })).toEqual([
      'src/left/a.ts imports src/right/b.ts, but src/right is next to src/left',
    ]);
  });

  test('fails on a circle, even of types alone, and names the way round', () => {
    const files = {
      'src/low/a.ts': "import type { B } from './b.ts';\n",
      'src/low/b.ts': "import type { C } from './c.ts';\n",
      'src/low/c.ts': "import type { A } from './a.ts';\n",
    };
    expect(problems(files)).toEqual(['imports go round: src/low/a.ts → src/low/b.ts → src/low/c.ts → src/low/a.ts']);
  });

  test('finds each circle of a graph once', () => {
    const graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['a']],
      ['c', ['d']],
      ['d', ['d']],
    ]);
    expect(circlesIn(graph)).toEqual([
      ['d', 'd'],
      ['a', 'b', 'a'],
    ]);
  });

  test('fails on a file that is too long or in no room', () => {
    expect(problems({ 'src/low/a.ts': 'let a;\n'.repeat(300) })).toEqual([]);
    expect(problems({ 'src/low/a.ts': 'let a;\n'.repeat(301) })).toHaveLength(1);
    expect(problems({ 'src/other/a.ts': '' })).toHaveLength(1);
  });

  test('does not mistake text or comments for imports', () => {
    const source = "// see '../left/c.ts'\nconst from = '../left/c.ts';\nimport { a } from './a.ts';\n";
    expect(importsOf('src/low/b.ts', source)).toEqual(['src/low/a.ts']);
  });

  test('puts every room on one layer', () => {
    const rooms = LAYERS.flat();
    expect(new Set(rooms).size).toBe(rooms.length);
  });
});
