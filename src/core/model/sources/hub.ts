import fs from 'node:fs';
import path from 'node:path';
import { checkSpace } from '../../files/file.ts';
import { OwnhandError } from '../../support/errors.ts';
import { openFolderConfig, readJson, shardsOf } from '../checkpoint.ts';
import { folderName, type ModelSource } from '../ids.ts';
import type { Json } from '../tokenizer/tokenizerJson.ts';
import { type ContentHash, type Download, type DownloadOptions, type Network, ownNetwork } from './download.ts';

export interface HubOptions extends DownloadOptions {
  /** Opens the connections, instead of this process. */
  network?: Network;
  /** Root of the Hub; `HF_ENDPOINT` or the Hugging Face Hub by default. */
  endpoint?: string;
  /** How long the Hub may take to answer at all, in milliseconds. */
  connectMs?: number;
}

/** A file as the Hub's model API lists it (`?blobs=true`). */
interface HubFile {
  rfilename: string;
  size?: number;
  blobId?: string;
  lfs?: { sha256?: string; size?: number };
}

const REQUIRED = ['config.json', 'tokenizer.json'];
const OPTIONAL = ['tokenizer_config.json', 'generation_config.json', 'chat_template.jinja'];
const WEIGHTS = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/**
 * Downloads a model repository's config, tokenizer and safetensors weights, each checked against the hash that the Hub
 * reports. An unfinished download is kept, and the next call continues it.
 * @param downloads folder for the files, with one subfolder per repository and commit
 * @throws OwnhandError `network` if the Hub cannot be reached or refuses, `bad-model` for a repository without usable
 * files or of an unknown architecture (before its weights are fetched), `disk`, `cancelled`.
 */
export async function downloadFromHub(
  source: Extract<ModelSource, { kind: 'hub' }>,
  downloads: string,
  options: HubOptions,
): Promise<{ folder: string; commit: string }> {
  const { commit, files, folder, plan, get } = await openRepository(source, downloads, options);
  const small = [...REQUIRED, ...OPTIONAL, ...(files.has(WEIGHTS) ? [] : [INDEX])];
  const missing = REQUIRED.find((name) => !files.has(name));
  if (missing || !(files.has(WEIGHTS) || files.has(INDEX))) {
    throw new OwnhandError(
      'bad-model',
      `"${source.id}" has no ${missing ?? 'safetensors weights'} on the Hub; choose a repository with config.json, tokenizer.json and safetensors weights.`,
    );
  }
  await get(small.map(plan).filter((each) => each !== null));
  openFolderConfig(folder);

  const names = files.has(WEIGHTS) ? [WEIGHTS] : shardsOf(readJson(folder, INDEX));
  const weights = names.map((name) => {
    const planned = plan(name);
    if (planned) return planned;
    throw new OwnhandError('bad-model', `"${source.id}" lacks ${name}, which its index names; choose another model.`);
  });
  checkSpace(folder, weights.reduce((sum, each) => sum + (each.size ?? 0), 0) - bytesIn(folder));
  await get(weights);
  return { folder, commit };
}

/** A repository at one commit: what it contains, and how to get its files. */
export interface Repository {
  commit: string;
  files: ReadonlyMap<string, unknown>;
  /** Where the files go. */
  folder: string;
  /** How to fetch a file; null for one that the repository does not have. */
  plan(name: string): Download | null;
  /** Fetches what is not there yet. */
  get(wanted: Download[]): Promise<void>;
}

/**
 * Asks the Hub what a repository contains. Nothing is downloaded yet.
 * @param downloads folder for the files, with one subfolder per repository and commit
 * @throws OwnhandError `network`, `bad-input` for a repository that does not exist, `cancelled`
 */
export async function openRepository(
  source: Extract<ModelSource, { kind: 'hub' }>,
  downloads: string,
  options: HubOptions,
): Promise<Repository> {
  const endpoint = (options.endpoint ?? process.env.HF_ENDPOINT ?? 'https://huggingface.co').replace(/\/+$/, '');
  const network = options.network ?? ownNetwork(options);
  const { commit, files } = await listRepository(source, endpoint, network, options);
  const folder = path.join(downloads, folderName(`${source.id}@${commit}`));
  fs.mkdirSync(folder, { recursive: true });
  return {
    commit,
    files,
    folder,
    plan: (name) => {
      const file = files.get(name);
      if (!file) return null;
      const where = name.split('/').map(encodeURIComponent).join('/');
      const url = `${endpoint}/${source.id}/resolve/${encodeURIComponent(commit)}/${where}`;
      const size = file.lfs?.size ?? file.size ?? null;
      return { url, target: path.join(folder, name), size, hash: hashOf(file) };
    },
    get: async (wanted) => {
      for (const each of wanted) {
        fs.mkdirSync(path.dirname(each.target), { recursive: true });
        if (!fs.existsSync(each.target)) await network.download(each, options);
      }
    },
  };
}

/** SHA-256 for large files, git's own hash for small ones, which are in the repository itself. */
function hashOf(file: HubFile): ContentHash {
  if (file.lfs?.sha256) return { kind: 'sha256', hex: file.lfs.sha256 };
  if (file.blobId) return { kind: 'git', hex: file.blobId };
  throw new OwnhandError(
    'network',
    `The Hub gives no hash for ${file.rfilename}, so it cannot be checked; try again later.`,
  );
}

async function listRepository(
  source: { id: string; revision: string },
  endpoint: string,
  network: Network,
  options: HubOptions,
): Promise<{ commit: string; files: Map<string, HubFile> }> {
  const where = `the Hugging Face Hub (${endpoint})`;
  if (process.env.HF_HUB_OFFLINE === '1') {
    throw new OwnhandError('network', 'HF_HUB_OFFLINE forbids downloads; unset it, or give a local model.');
  }
  options.onProgress?.({ message: `Asking ${where} for ${source.id}` });
  const timeout = AbortSignal.timeout(options.connectMs ?? 15_000);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const url = `${endpoint}/api/models/${source.id}/revision/${encodeURIComponent(source.revision)}?blobs=true`;
  let status: number;
  let body: Json | null;
  try {
    const answer = await network.ask(url, signal);
    status = answer.status;
    body = answer.body as Json | null;
  } catch (error) {
    if (options.signal?.aborted) throw new OwnhandError('cancelled', 'Stopped before it was finished.');
    const why = `Could not reach ${where}; check the connection, or give a local folder or .gguf file.`;
    throw new OwnhandError('network', why, { cause: error });
  }
  if (status === 401 || status === 403 || status === 404) {
    throw new OwnhandError(
      'bad-input',
      `"${source.id}" (revision ${source.revision}) is not on the Hub, or is private or gated; check the id, or download it yourself and give its folder.`,
    );
  }
  if (typeof body?.sha !== 'string' || !Array.isArray(body.siblings)) {
    throw new OwnhandError('network', `Unexpected answer (${status}) from ${where}; try again later.`);
  }
  const files = (body.siblings as HubFile[]).filter((file) => typeof file?.rfilename === 'string');
  return { commit: body.sha, files: new Map(files.map((file) => [file.rfilename, file])) };
}

function bytesIn(folder: string): number {
  return fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
}
