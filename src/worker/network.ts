import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Network } from '../core/model/sources/download.ts';
import { OwnhandError } from '../core/support/errors.ts';
import { HostAsk, HostDownload } from './requests/worker.ts';
import { fromResponseError, withToken } from './wire.ts';

/**
 * The network through the caller. The editor's host knows its user's proxies, certificates and offline rules; a
 * separate process would have to be told each of them.
 */
export function hostNetwork(connection: MessageConnection): Network {
  return {
    ask: (url, signal) =>
      explained(withToken(signal, (token) => connection.sendRequest(HostAsk.method, { url }, token))),
    download: async (file, { signal }) => {
      await explained(withToken(signal, (token) => connection.sendRequest(HostDownload.method, file, token)));
    },
  };
}

async function explained<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw (
      fromResponseError(error) ??
      new OwnhandError('network', 'The worker could not reach the editor.', { cause: error })
    );
  }
}
