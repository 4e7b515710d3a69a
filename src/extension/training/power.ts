/** Whether the computer runs on its battery, according to the system itself: VS Code has no stable interface for it. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** `unknown` if there is no battery or no way to tell, as on Windows: then nothing is paused. */
export type Power = 'mains' | 'battery' | 'unknown';

const LINUX_FOLDER = '/sys/class/power_supply';

export async function readPower(platform: NodeJS.Platform = process.platform): Promise<Power> {
  try {
    if (platform === 'linux') return await linuxPower(LINUX_FOLDER);
    if (platform !== 'darwin') return 'unknown';
    // By its full path, and with an empty environment.
    const { stdout } = await promisify(execFile)('/usr/bin/pmset', ['-g', 'batt'], { timeout: 2_000, env: {} });
    return macPower(stdout);
  } catch {
    return 'unknown';
  }
}

/** Reads the kernel's power supplies (Documentation/ABI/testing/sysfs-class-power). */
export async function linuxPower(folder: string): Promise<Power> {
  let power: Power = 'unknown';
  for (const name of await readdir(folder).catch(() => [])) {
    const value = async (file: string) =>
      (await readFile(path.join(folder, name, file), 'utf8').catch(() => '')).trim().toLowerCase();
    const type = await value('type');
    if (type !== 'battery') {
      if ((await value('online')) === '1') return 'mains';
      continue;
    }
    // The batteries of mice and keyboards say nothing about the computer.
    if ((await value('scope')) === 'device') continue;
    power = (await value('status')) === 'discharging' ? 'battery' : power === 'battery' ? power : 'mains';
  }
  return power;
}

/** Reads the first line of `pmset -g batt`. */
export function macPower(output: string): Power {
  const source = /Now drawing from '([^']+)'/.exec(output)?.[1];
  if (source === 'Battery Power') return 'battery';
  return source === 'AC Power' ? 'mains' : 'unknown';
}
