import type { LongCall } from '../progress.ts';
export interface HubOptions {
  fetch?: typeof fetch;
  endpoint?: string;
}
export async function downloadFromHub(
  _s: { id: string; revision: string },
  _f: string,
  _o: LongCall & HubOptions,
): Promise<{ folder: string; commit: string }> {
  throw new Error('todo');
}
