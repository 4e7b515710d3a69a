import { OwnhandError } from '../../core/support/errors.ts';
import { Status } from '../../worker/requests/worker.ts';
import type { Services } from '../services.ts';

/**
 * @throws OwnhandError `no-history` with the given sentence if nothing has been mined; but not without a model, which
 * has to come first
 */
export async function requireHistory({ workers, state }: Services, sentence: string): Promise<void> {
  const status = state.snapshot.status ?? (await workers.request(Status, undefined));
  if (status.model && status.history.items === 0) throw new OwnhandError('no-history', sentence);
}
