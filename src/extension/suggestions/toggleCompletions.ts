import type { Services } from '../services.ts';
import { readSettings, writeSetting } from '../settings.ts';

/** Switches inline suggestions on or off; the status bar shows which. */
export async function toggleCompletions(_services: Services): Promise<boolean> {
  const enabled = !readSettings().enabled;
  await writeSetting('enabled', enabled);
  return enabled;
}
