import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { linuxPower, macPower, readPower } from '../../../../src/extension/training/power.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Power supplies as Linux shows them: a folder each, a file per value. */
function supplies(all: Record<string, Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ownhand-power-'));
  folders.push(folder);
  for (const [name, values] of Object.entries(all)) {
    mkdirSync(path.join(folder, name));
    for (const [file, value] of Object.entries(values)) writeFileSync(path.join(folder, name, file), `${value}\n`);
  }
  return folder;
}

const adapter = (online: string) => ({ type: 'Mains', online });
const battery = (status: string) => ({ type: 'Battery', status });

describe('on Linux', () => {
  it.each([
    ['a laptop at the wall', { AC: adapter('1'), BAT0: battery('Charging') }, 'mains'],
    ['a laptop on its lap', { AC: adapter('0'), BAT0: battery('Discharging') }, 'battery'],
    ['a laptop charged over USB', { 'ucsi-1': { type: 'USB', online: '1' }, BAT0: battery('Discharging') }, 'mains'],
    ['a full battery, and nothing said of the wall', { BAT0: battery('Full') }, 'mains'],
    ['two batteries, one of them in use', { BAT0: battery('Discharging'), BAT1: battery('Not charging') }, 'battery'],
    ['a wireless mouse', { hid: { type: 'Battery', scope: 'Device', status: 'Discharging' } }, 'unknown'],
    ['a desktop', {}, 'unknown'],
  ])('detects %s', async (_, all: Record<string, Record<string, string>>, power) =>
    expect(await linuxPower(supplies(all))).toBe(power),
  );

  it('reports unknown if the system shows nothing', async () => {
    expect(await linuxPower(path.join(tmpdir(), 'ownhand-no-such-folder'))).toBe('unknown');
  });
});

describe('on macOS', () => {
  it.each([
    ["Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t100%; charged; 0:00 remaining", 'mains'],
    ["Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t81%; discharging; 5:01 remaining", 'battery'],
    ["Now drawing from 'UPS Power'", 'unknown'],
    ['', 'unknown'],
  ])('reads %j', (output, power) => expect(macPower(output)).toBe(power));

  // Other systems have no pmset, which must not be an error.
  it.skipIf(process.platform === 'darwin')('reports unknown without pmset', async () => {
    expect(await readPower('darwin')).toBe('unknown');
  });
});

it('reports unknown on Windows', async () => expect(await readPower('win32')).toBe('unknown'));
