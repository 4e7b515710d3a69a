/**
 * The one typed place where extension host and workers meet. Both workers are the same bundle, forked with
 * a role ("serve" or "train"), spoken to in JSON-RPC over the fork's IPC channel (vscode-jsonrpc).
 * A cancelled request is answered with the error code `cancelled`.
 */
import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { Format } from '../core/adapter/formats.ts';
import type { DeviceReport } from '../core/devices.ts';
import type { ForgetTarget } from '../core/history/forget.ts';
import type { Download } from '../core/model/download.ts';
import type { ChatMessage } from '../core/model/tokenizer.ts';
import type { Progress } from '../core/progress.ts';
import type { SearchMode } from '../core/retrieval/hybrid.ts';
import type { AdapterInfo, TrainOptions, TrainProgress, TrainResult } from '../core/train/types.ts';
import type {
  ChatResult,
  CompleteParams,
  CompleteResult,
  EngineStatus,
  ForgetResult,
  HabitName,
  HistoryList,
  MineResult,
  ModelInfo,
  OverviewResult,
  ProfileResult,
  RewriteResult,
  SearchResult,
  TagsResult,
  TitlesResult,
} from '../core/types.ts';

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
  /** Whether the caller answers `HostAsk` and `HostDownload`; else the worker opens its own connections. */
  hostNetwork?: boolean;
}

export const Initialize = new RequestType<InitializeParams, EngineStatus, ErrorData>('initialize');
export const Status = new RequestType0<EngineStatus, ErrorData>('status');
export const AddModel = new RequestType<{ source: string }, ModelInfo, ErrorData>('model/add');
export const RemoveModel = new RequestType<{ id: string }, void, ErrorData>('model/remove');
/** What there is, where it comes from and what it takes on the disk. */
export const Overview = new RequestType0<OverviewResult, ErrorData>('overview');
export const Mine = new RequestType<
  { paths: string[]; dense?: string | null; unasked?: boolean },
  MineResult,
  ErrorData
>('mine');
export const Forget = new RequestType<ForgetTarget, ForgetResult, ErrorData>('forget');
/** Deletes all that came from the user's writing; with `models` the models as well. */
export const DeleteAll = new RequestType<{ models: boolean }, ForgetResult, ErrorData>('deleteAll');
export const History = new RequestType<{ limit: number }, HistoryList, ErrorData>('history');
export const Search = new RequestType<
  { query: string; k: number; before?: string; mode?: SearchMode },
  SearchResult,
  ErrorData
>('search');
/** `generate` lets the model write the prose; without it and `refresh` no model is needed. */
export const Profile = new RequestType<{ refresh?: boolean; generate?: boolean }, ProfileResult, ErrorData>('profile');
/** The user's own wording of the profile; null goes back to what was measured. */
export const EditProfile = new RequestType<{ prose: string | null }, ProfileResult, ErrorData>('profile/edit');
/** Which habits the profile does not speak of. */
export const SwitchHabits = new RequestType<{ off: HabitName[] }, ProfileResult, ErrorData>('profile/habits');
export const Complete = new RequestType<CompleteParams, CompleteResult, ErrorData>('complete');
export const Titles = new RequestType<{ text: string; n: number; source?: string }, TitlesResult, ErrorData>('titles');
export const Tags = new RequestType<{ text: string; n: number; source?: string }, TagsResult, ErrorData>('tags');
/** The user's own tags as they fit a text; without any model. */
export const OwnTags = new RequestType<{ text: string; n: number; source?: string }, TagsResult, ErrorData>('tags/own');
/** Markdown documents below some folders that have no tags. */
export const Untagged = new RequestType<{ paths: string[] }, { files: string[] }, ErrorData>('tags/untagged');
export const Rewrite = new RequestType<{ text: string; source?: string }, RewriteResult, ErrorData>('rewrite');
/** Answers a conversation; its pieces come as `ChatNote`s with the same `turn`, a number of the caller's. */
export const Chat = new RequestType<{ turn: number; messages: ChatMessage[] }, ChatResult, ErrorData>('chat');
export const ChatNote = new NotificationType<{ turn: number; piece: string }>('chat/piece');
export const CountTokens = new RequestType<{ text: string }, number, ErrorData>('tokens');
/** Tries each device that the library has here; nothing of the user's is read. */
export const Devices = new RequestType0<DeviceReport[], ErrorData>('devices');
export const Adapters = new RequestType0<AdapterInfo[], ErrorData>('adapters');
/** Switches the serving adapter; null is the base alone. */
export const UseAdapter = new RequestType<{ name: string | null }, AdapterInfo[], ErrorData>('adapter/use');
export const ExportAdapter = new RequestType<
  { name: string; folder: string; format: Format },
  { folder: string },
  ErrorData
>('adapter/export');
export const ImportAdapter = new RequestType<{ folder: string; name: string }, AdapterInfo[], ErrorData>(
  'adapter/import',
);
export const RemoveAdapter = new RequestType<{ name: string }, AdapterInfo[], ErrorData>('adapter/remove');
/** Throws away what a run that was stopped has learnt. */
export const DiscardTraining = new RequestType0<void, ErrorData>('train/discard');

/** Asked of the caller by the worker: a JSON document of the Hub's, and a file of it. */
export const HostAsk = new RequestType<{ url: string }, { status: number; body: unknown }, ErrorData>('host/ask');
export const HostDownload = new RequestType<Download, null, ErrorData>('host/download');

/** Progress of whatever long request runs in the serve worker. */
export const ProgressNote = new NotificationType<Progress>('progress');

/** The train worker: one request, progress on the way, then the process exits. */
export const Train = new RequestType<TrainOptions, TrainResult, ErrorData>('train');
/** Makes the run wait before its next step, or go on. */
export const HoldTraining = new NotificationType<{ held: boolean }>('train/hold');
export const TrainNote = new NotificationType<TrainProgress>('train/progress');
