/** About a worker itself: how it starts, its state, and what it asks of its caller. */
import * as v from 'valibot';
import type { EngineStatus } from '../../core/engine/status.ts';
import type { Progress } from '../../core/support/progress.ts';
import { count, flag, nothing, word } from '../../core/text/fields.ts';
import { note, question, request, result } from '../request.ts';

/** Devices that an editor's setting can name; the command knows more of them. */
export const DEVICE_CHOICES = ['auto', 'cpu', 'webgpu'] as const;

/** Paths and settings of a worker; sent once, before any other request. */
export const Initialize = question(
  'initialize',
  v.object({
    home: word,
    /** Base model id, or null for the default one. */
    model: v.nullable(word),
    device: v.picklist(DEVICE_CHOICES),
    threads: v.nullable(count(1, 1_024)),
    /** Address of a server on this machine that completes instead of the worker; none by default. */
    endpoint: v.nullish(word),
    /** Whether the caller answers `HostAsk` and `HostDownload`; otherwise the worker opens its own connections. */
    hostNetwork: flag,
  }),
  result<EngineStatus>(),
);
export type InitializeParams = v.InferInput<typeof Initialize.params>;

export const Status = request('status', nothing, (engine) => engine.status());

/** Tries each device that the library has here; reads nothing that belongs to the user. */
export const Devices = request('devices', nothing, (engine) => engine.devices());

/** The worker asks the caller for a JSON document from the Hub. */
export const HostAsk = question('host/ask', v.object({ url: v.string() }), result<{ status: number; body: unknown }>());

/** The worker asks the caller to fetch and check a file. */
export const HostDownload = question(
  'host/download',
  v.object({
    url: v.string(),
    target: word,
    size: v.nullable(v.number()),
    hash: v.object({ kind: v.picklist(['sha256', 'git']), hex: v.string() }),
  }),
  result<null>(),
);

/** Progress of a long request in the serve worker. */
export const ProgressNote = note<Progress>('progress');
