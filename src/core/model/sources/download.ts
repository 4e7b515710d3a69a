import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OwnhandError, throwIfCancelled } from '../../support/errors.ts';
import type { LongCall } from '../../support/progress.ts';

/** A file to fetch, and what it must turn out to be. */
export interface Download {
  url: string;
  /** Its destination; until it is complete and checked it is next to that as `.part`. */
  target: string;
  /** Bytes; null if the server did not say. */
  size: number | null;
  hash: ContentHash;
}

/** `git` is the hash of a git blob: SHA-1 over "blob <size>\0" and the content. */
export type ContentHash = { kind: 'sha256' | 'git'; hex: string };

/** Opens connections: this process, unless its caller does it for it. */
export interface Network {
  /**
   * Asks for a JSON document; `body` is null if the status says that there is none.
   * @throws whatever the connection fails with
   */
  ask(url: string, signal?: AbortSignal): Promise<{ status: number; body: unknown }>;
  /** Like `download`. */
  download(file: Download, options: LongCall): Promise<void>;
}

export interface DownloadOptions extends LongCall {
  fetch?: typeof fetch;
  /** Longest silence of the server, in milliseconds. */
  stallMs?: number;
  /** Number of attempts that may fail in a row without gaining a byte. */
  attempts?: number;
  /** Wait before the second attempt, doubled each time, in milliseconds. */
  retryMs?: number;
}

/** The network as this process reaches it. */
export function ownNetwork(options: DownloadOptions = {}): Network {
  return {
    ask: async (url, signal) => {
      const response = await (options.fetch ?? fetch)(url, { signal });
      return { status: response.status, body: response.ok ? ((await response.json()) as unknown) : null };
    },
    download: (file, call) => download(file, { ...options, ...call }),
  };
}

/**
 * Downloads a file, continuing where an earlier attempt stopped, and checks its hash.
 * @throws OwnhandError `network` if the server fails for good (what has arrived is kept for the next time),
 * `bad-model` if the content is not what it should be, `cancelled`, or the file system's own error.
 */
async function download(file: Download, options: DownloadOptions): Promise<void> {
  const name = path.basename(file.target);
  const part = `${file.target}.part`;
  const attempts = options.attempts ?? 5;
  let have = sizeOf(part);
  for (let failed = 0; file.size === null || have < file.size; ) {
    throwIfCancelled(options.signal);
    try {
      if (await fetchRest(file, part, have, options)) break;
    } catch (error) {
      throwIfCancelled(options.signal);
      // A full disk gets its room back.
      if (isFileError(error)) fs.rmSync(part, { force: true });
      if (OwnhandError.is(error) || isFileError(error)) throw error;
      const now = sizeOf(part);
      failed = now > have ? 1 : failed + 1;
      have = now;
      if (failed >= attempts) {
        const why = `Downloading ${name} was interrupted; check the connection and try again, and it continues where it stopped.`;
        throw new OwnhandError('network', why, { cause: error });
      }
      options.onProgress?.({ message: `Downloading ${name}, trying again` });
      await wait((options.retryMs ?? 500) * 2 ** (failed - 1));
    }
    have = sizeOf(part);
  }
  if ((await hashOf(part, file.hash.kind, options)) !== file.hash.hex) {
    fs.rmSync(part, { force: true });
    throw new OwnhandError('bad-model', `${name} arrived with the wrong hash and was deleted; download it again.`);
  }
  fs.renameSync(part, file.target);
}

/** One request for what is missing; true when the server says that nothing is missing. */
async function fetchRest(file: Download, part: string, have: number, options: DownloadOptions): Promise<boolean> {
  const stall = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stall.signal]) : stall.signal;
  const stalled = () => stall.abort(new Error('The server fell silent.'));
  const stallMs = options.stallMs ?? 30_000;
  let timer = setTimeout(stalled, stallMs);
  try {
    // Compression would make byte ranges meaningless.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (have > 0) headers.range = `bytes=${have}-`;
    const response = await (options.fetch ?? fetch)(file.url, { headers, signal });
    const resumed = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`);
    if (response.status === 416 || (response.status === 206 && !resumed)) {
      // The server does not have the range we asked for: start over.
      fs.rmSync(part, { force: true });
      throw new Error('The server refused to go on.');
    }
    if (!response.ok || !response.body) throw refusal(file, response.status);
    const fd = fs.openSync(part, resumed ? 'a' : 'w');
    try {
      let done = resumed ? have : 0;
      for await (const chunk of response.body) {
        clearTimeout(timer);
        timer = setTimeout(stalled, stallMs);
        for (let at = 0; at < chunk.length; ) at += fs.writeSync(fd, chunk, at);
        done += chunk.length;
        if (file.size !== null && done > file.size) throw tooLong(file, part);
        const total = file.size ?? undefined;
        options.onProgress?.({ message: `Downloading ${path.basename(file.target)}`, done, total });
      }
      if (file.size !== null && done < file.size) throw new Error('The connection ended early.');
    } finally {
      fs.closeSync(fd);
    }
    return true;
  } finally {
    clearTimeout(timer);
  }
}

/** A refusal that will not change is final; a server in trouble is tried again. */
function refusal(file: Download, status: number): Error {
  if (status >= 500 || status === 408 || status === 429) return new Error(`The server answered ${status}.`);
  return new OwnhandError(
    'network',
    `${path.basename(file.target)} could not be downloaded (the server answered ${status}); check the model's id and try again.`,
  );
}

function tooLong(file: Download, part: string): OwnhandError {
  fs.rmSync(part, { force: true });
  return new OwnhandError(
    'bad-model',
    `${path.basename(file.target)} is longer than announced and was deleted; download it again.`,
  );
}

function sizeOf(filePath: string): number {
  return fs.statSync(filePath, { throwIfNoEntry: false })?.size ?? 0;
}

/** fetch wraps the network's failures, so a bare system error comes from a file. */
function isFileError(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.syscall !== undefined;
}

async function hashOf(filePath: string, kind: ContentHash['kind'], { signal }: LongCall): Promise<string> {
  const hash = crypto.createHash(kind === 'git' ? 'sha1' : 'sha256');
  if (kind === 'git') hash.update(`blob ${sizeOf(filePath)}\0`);
  for await (const chunk of fs.createReadStream(filePath, { highWaterMark: 1 << 22 })) {
    throwIfCancelled(signal);
    hash.update(chunk);
  }
  return hash.digest('hex');
}
