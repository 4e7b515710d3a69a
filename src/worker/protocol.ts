/**
 * The one typed place where extension host and workers meet. Both workers are the same bundle, forked with
 * a role ("serve" or "train"), spoken to in JSON-RPC over the fork's IPC channel (vscode-jsonrpc).
 * A cancelled request is answered with the error code `cancelled`.
 */
import type { Format } from '../core/adapter/formats.ts';
import type { AdapterInfo } from '../core/adapter/record.ts';
import type { DeviceReport } from '../core/engine/devices.ts';
import type { SearchResult } from '../core/engine/engine.ts';
import type { EngineStatus } from '../core/engine/status.ts';
import type { ForgetTarget } from '../core/history/forget.ts';
import type { HistoryList } from '../core/history/list.ts';
import type { MineResult } from '../core/history/mining/mine.ts';
import type { ReadFile } from '../core/history/mining/readFiles.ts';
import type { ForgetResult } from '../core/home/home.ts';
import type { OverviewResult } from '../core/home/overview.ts';
import type { ModelInfo } from '../core/model/base.ts';
import type { Download } from '../core/model/sources/download.ts';
import type { ChatMessage } from '../core/model/tokenizer/tokenizer.ts';
import type { HabitName } from '../core/profile/habitNames.ts';
import type { ProfileResult } from '../core/profile/profile.ts';
import type { SearchMode } from '../core/retrieval/hybrid.ts';
import type { Progress } from '../core/support/progress.ts';
import type { ChatResult } from '../core/tasks/chat/chat.ts';
import type { CompleteParams, CompleteResult } from '../core/tasks/complete/completion.ts';
import type { RewriteResult } from '../core/tasks/rewrite/rewrite.ts';
import type { TagsResult } from '../core/tasks/tags/tags.ts';
import type { TitlesResult } from '../core/tasks/titles/rank.ts';
import type { TrainProgress } from '../core/train/place.ts';
import type { TrainResult } from '../core/train/run.ts';
import type { TrainOptions } from '../core/train/settings.ts';
import { note, request } from './message.ts';

/** What goes over the wire for a failure: an OwnhandError's code beside its sentence. */
export interface ErrorData {
  code: string;
}

/** Where a worker finds everything; sent once, before any other request. */
export interface InitializeParams {
  home: string;
  /** Base model id, or null for the default one. */
  model: string | null;
  device: 'auto' | 'cpu' | 'webgpu';
  threads: number | null;
  /** Address of a server on this machine that completes in the worker's place; none unless told. */
  endpoint?: string | null;
  /** Whether the caller answers `HostAsk` and `HostDownload`; else the worker opens its own connections. */
  hostNetwork?: boolean;
}

export const Initialize = request<InitializeParams, EngineStatus>('initialize');
export const Status = request<undefined, EngineStatus>('status');
export const AddModel = request<{ source: string }, ModelInfo>('model/add');
export const RemoveModel = request<{ id: string }, void>('model/remove');
/** What there is, where it comes from and what it takes on the disk. */
export const Overview = request<undefined, OverviewResult>('overview');
export const Mine = request<{ paths: string[]; dense?: string | null; unasked?: boolean }, MineResult>('mine');
/** What mining would store of these files; nothing is stored. */
export const Read = request<{ paths: string[]; named?: boolean }, { files: ReadFile[] }>('read');
export const Forget = request<ForgetTarget, ForgetResult>('forget');
/** Deletes all that came from the user's writing; with `models` the models as well. */
export const DeleteAll = request<{ models: boolean }, ForgetResult>('deleteAll');
export const History = request<{ limit: number }, HistoryList>('history');
export const Search = request<{ query: string; k: number; before?: string; mode?: SearchMode }, SearchResult>('search');
/** `generate` lets the model write the prose; without it and `refresh` no model is needed. */
export const Profile = request<{ refresh?: boolean; generate?: boolean }, ProfileResult>('profile');
/** The user's own wording of the profile; null goes back to what was measured. */
export const EditProfile = request<{ prose: string | null }, ProfileResult>('profile/edit');
/** Which habits the profile does not speak of. */
export const SwitchHabits = request<{ off: HabitName[] }, ProfileResult>('profile/habits');
export const Complete = request<CompleteParams, CompleteResult>('complete');
export const Titles = request<{ text: string; n: number; source?: string }, TitlesResult>('titles');
export const Tags = request<{ text: string; n: number; source?: string }, TagsResult>('tags');
/** The user's own tags as they fit a text; without any model. */
export const OwnTags = request<{ text: string; n: number; source?: string }, TagsResult>('tags/own');
/** Markdown documents below some folders that have no tags. */
export const Untagged = request<{ paths: string[] }, { files: string[] }>('tags/untagged');
export const Rewrite = request<{ text: string; source?: string }, RewriteResult>('rewrite');
/** Answers a conversation; its pieces come as `ChatNote`s with the same `turn`, a number of the caller's. */
export const Chat = request<{ turn: number; messages: ChatMessage[] }, ChatResult>('chat');
export const ChatNote = note<{ turn: number; piece: string }>('chat/piece');
export const CountTokens = request<{ text: string }, number>('tokens');
/** Tries each device that the library has here; nothing of the user's is read. */
export const Devices = request<undefined, DeviceReport[]>('devices');
export const Adapters = request<undefined, AdapterInfo[]>('adapters');
/** Switches the serving adapter; null is the base alone. */
export const UseAdapter = request<{ name: string | null }, AdapterInfo[]>('adapter/use');
export const ExportAdapter = request<{ name: string; folder: string; format: Format }, { folder: string }>(
  'adapter/export',
);
export const ImportAdapter = request<{ folder: string; name: string }, AdapterInfo[]>('adapter/import');
export const RemoveAdapter = request<{ name: string }, AdapterInfo[]>('adapter/remove');
/** Throws away what a run that was stopped has learnt. */
export const DiscardTraining = request<undefined, void>('train/discard');

/** Asked of the caller by the worker: a JSON document of the Hub's, and a file of it. */
export const HostAsk = request<{ url: string }, { status: number; body: unknown }>('host/ask');
export const HostDownload = request<Download, null>('host/download');

/** Progress of whatever long request runs in the serve worker. */
export const ProgressNote = note<Progress>('progress');

/** The train worker: one request, progress on the way, then the process exits. */
export const Train = request<TrainOptions, TrainResult>('train');
/** Makes the run wait before its next step, or go on. */
export const HoldTraining = note<{ held: boolean }>('train/hold');
export const TrainNote = note<TrainProgress>('train/progress');
