import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mine } from '../../../../src/core/history/mining/mine.ts';
import { importModel } from '../../../../src/core/model/import.ts';
import { editTags } from '../../../../src/core/notes/frontMatter.ts';
import { OwnhandError } from '../../../../src/core/support/errors.ts';
import { AppState } from '../../../../src/extension/state.ts';
import {
  placeOfFault,
  type ReportParts,
  reportText,
  valueWithoutText,
  withoutNames,
} from '../../../../src/extension/support/report.ts';
import { Scratch } from '../../history/scratch.ts';
import { scratch } from '../../tiny.ts';

/** A name as people choose them: with a space, and nothing that tells a file from prose. */
const SECRET = 'Letters to Annabel';
const folder = scratch();
const history = new Scratch();
afterAll(() => {
  history[Symbol.dispose]();
  fs.rmSync(folder, { recursive: true, force: true });
});

function parts(change: Partial<ReportParts> = {}): ReportParts {
  return { versions: {}, settings: {}, state: new AppState().snapshot, devices: null, errors: [], ...change };
}

/** Failures of the product's own, on files and folders with a telling name. */
async function failures(): Promise<OwnhandError[]> {
  const place = (name: string) => path.join(folder, name);
  const models = place('models');
  fs.writeFileSync(place(`${SECRET}.gguf`), 'no model');
  fs.writeFileSync(place(`${SECRET} 2.gguf`), Buffer.from('GGUF\x09\x00\x00\x00', 'latin1'));
  fs.mkdirSync(place(SECRET));
  fs.mkdirSync(place(`${SECRET} 3`));
  fs.writeFileSync(place(`${SECRET} 3/config.json`), '{ no json');
  fs.mkdirSync(place(`${SECRET} 4.gguf`));
  const tries: (() => unknown)[] = [
    () => importModel({ kind: 'gguf', path: place(`${SECRET}.gguf`) }, models),
    () => importModel({ kind: 'gguf', path: place(`${SECRET} 2.gguf`) }, models),
    () => importModel({ kind: 'gguf', path: place(`${SECRET} 4.gguf`) }, models),
    () => importModel({ kind: 'gguf', path: place(`gone/${SECRET}.gguf`) }, models),
    () => importModel({ kind: 'gguf', path: place(`${SECRET}.gguf`) }, models, { expectedSha256: '0'.repeat(64) }),
    () => importModel({ kind: 'folder', path: place(SECRET) }, models),
    () => importModel({ kind: 'folder', path: place(`${SECRET} 3`) }, models),
    () => importModel({ kind: 'gguf', path: place(SECRET) }, models),
    () => mine(history.store, [place(`nowhere/${SECRET}`)]),
    () => editTags(`---\ntags: *${SECRET.replaceAll(' ', '_')}\nb: [\n---\n`, ['a']),
  ];
  const errors: OwnhandError[] = [];
  for (const attempt of tries) {
    try {
      await attempt();
    } catch (error) {
      if (OwnhandError.is(error)) errors.push(error);
    }
  }
  return errors;
}

describe('a report of a problem', () => {
  it('contains no name of the user’s files or folders, and still says what went wrong', async () => {
    const errors = await failures();
    expect(errors.map(({ message }) => message)).toHaveLength(10);
    // The names are there at first, except in sentences about a file inside.
    expect(errors.filter(({ message }) => /Annabel/.test(message)).length).toBeGreaterThan(6);
    const noted = errors.map(({ code, message }) => ({ time: 0, what: 'test', code, sentence: withoutNames(message) }));
    const text = reportText(parts({ errors: noted }));
    expect(text).not.toMatch(/Annabel|Letters/);
    expect(text).not.toContain(folder);
    for (const { sentence } of noted) expect(sentence.length).toBeGreaterThan(15);
    expect(text).toMatch(/get the file again/);
  });

  it('removes names from sentences wherever they are', () => {
    expect(withoutNames('There is no file or folder at /home/x y/My Diary; check the path and try again.')).toBe(
      'There is no file or folder at <path>; check the path and try again.',
    );
    expect(withoutNames('Opening C:\\Users\\Ann\\My Diary.gguf failed: permission was denied; check it.')).toBe(
      'Opening <path> failed: permission was denied; check it.',
    );
    expect(withoutNames('“notes” shares files with this workspace, which is not trusted; trust it first.')).toBe(
      '“…” shares files with this workspace, which is not trusted; trust it first.',
    );
    expect(withoutNames('My very own diary.gguf is no GGUF file; get it again.')).toBe(
      '<file> is no GGUF file; get it again.',
    );
    expect(withoutNames('The model needs 12 MB of free disk space; free some and try again.')).toBe(
      'The model needs 12 MB of free disk space; free some and try again.',
    );
    expect(withoutNames('The Hub refused (the server answered 404); try later.')).toContain('404');
  });

  it('shows each setting, but nothing that the user wrote in it', () => {
    const { configuration } = JSON.parse(fs.readFileSync('package.json', 'utf8')).contributes;
    const declared = (name: string) => configuration.properties[`ownhand.${name}`];
    for (const [name, value, told] of [
      ['training.automatic', 'whenIdle', 'whenIdle'],
      ['training.automatic', SECRET, 'set'],
      ['enabled', false, 'false'],
      ['threads', 4, '4'],
      ['history.folders', [SECRET, 'b'], '2 set'],
      ['home', SECRET, 'set'],
      ['home', ' ', 'not set'],
      ['model', null, 'not set'],
    ] as const) {
      expect(valueWithoutText(value, declared(name)), name).toBe(told);
    }
  });

  it('says where a fault of ours happened, without folders', () => {
    const stack = new TypeError('Letters to Annabel').stack as string;
    const place = placeOfFault(stack);
    expect(place).toMatch(/report\.test\.ts:\d+/);
    expect(place).not.toMatch(/Annabel|\/|\\/);
  });

  it('names settings, versions and counts, but no model or adapter', () => {
    const state = new AppState();
    state.update({
      status: {
        home: `/home/${SECRET}`,
        model: {
          id: SECRET,
          source: `/home/${SECRET}`,
          architecture: 'llama',
          parameters: 135e6,
          bytes: 1,
          sha256: '',
          default: false,
        },
        history: { items: 3, words: 4000, sources: 1 },
        adapter: SECRET,
        device: 'cpu',
        training: false,
      },
      problem: SECRET,
    });
    const text = reportText(
      parts({
        state: state.snapshot,
        versions: { Ownhand: '0.1.0' },
        settings: { home: 'set' },
        devices: [{ name: 'webgpu', works: false, tokensPerSecond: null, why: `no driver in /opt/${SECRET}` }],
      }),
    );
    expect(text).not.toContain(SECRET);
    expect(text).toContain('another one, llama, 135 million weights');
    expect(text).toContain('3 documents, 4000 words');
    expect(text).toContain('- home: set');
    expect(text).toContain('webgpu: not used');
  });
});
