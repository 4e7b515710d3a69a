import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Network } from '../core/model/sources/download.ts';
import type { Progress } from '../core/support/progress.ts';
import type { Handlers } from './handlers.ts';
import {
  Adapters,
  AddModel,
  Chat,
  ChatNote,
  Complete,
  CountTokens,
  DeleteAll,
  Devices,
  DiscardTraining,
  EditProfile,
  ExportAdapter,
  Forget,
  History,
  ImportAdapter,
  Mine,
  Overview,
  OwnTags,
  Profile,
  ProgressNote,
  Read,
  RemoveAdapter,
  RemoveModel,
  Rewrite,
  Search,
  Status,
  SwitchHabits,
  Tags,
  Titles,
  Untagged,
  UseAdapter,
} from './protocol.ts';

/** The serving worker: history, retrieval, and the model that writes. */
export function registerServe(connection: MessageConnection, handlers: Handlers, network?: Network): void {
  const onProgress = (progress: Progress) => void connection.sendNotification(ProgressNote.method, progress);
  handlers.on0(Status, (engine) => engine.status());
  handlers.on(AddModel, (engine, { source }, signal) => engine.addModel(source, { onProgress, signal, network }));
  handlers.on(RemoveModel, (engine, { id }) => engine.removeModel(id));
  handlers.on0(Overview, (engine) => engine.overview());
  handlers.on(Mine, (engine, { paths, ...options }, signal) =>
    engine.mine(paths, { ...options, onProgress, signal, network }),
  );
  handlers.on(Read, async (engine, { paths, named }, signal) => ({
    files: await engine.read(paths, { named, signal }),
  }));
  handlers.on(Forget, (engine, target) => engine.forget(target));
  handlers.on(DeleteAll, (engine, options) => engine.deleteAll(options));
  handlers.on0(DiscardTraining, (engine) => engine.discardTraining());
  handlers.on(History, (engine, { limit }) => engine.history(limit));
  handlers.on(Search, (engine, { query, ...options }) => engine.search(query, options));
  handlers.on(Profile, (engine, params, signal) => engine.profile(params, signal));
  handlers.on(EditProfile, (engine, { prose }) => engine.editProfile(prose));
  handlers.on(SwitchHabits, (engine, { off }) => engine.switchHabits(off));
  handlers.on(Complete, (engine, params, signal) => engine.writing.complete(params, signal));
  handlers.on(Titles, (engine, { text, n, source }, signal) => engine.writing.titles(text, n, source, signal));
  handlers.on(Tags, (engine, { text, n, source }, signal) => engine.writing.tags(text, n, source, signal));
  handlers.on(OwnTags, (engine, { text, n, source }) => engine.writing.ownTags(text, n, source));
  handlers.on(Untagged, async (engine, { paths }, signal) => ({
    files: await engine.untagged(paths, { onProgress, signal }),
  }));
  handlers.on(Rewrite, (engine, { text, source }, signal) => engine.writing.rewrite(text, source, signal));
  handlers.on(Chat, (engine, { turn, messages }, signal) =>
    engine.writing.chat(
      messages,
      (piece) => void connection.sendNotification(ChatNote.method, { turn, piece }),
      signal,
    ),
  );
  handlers.on(CountTokens, (engine, { text }) => engine.writing.countTokens(text));
  handlers.on0(Devices, (engine) => engine.devices());
  handlers.on0(Adapters, (engine) => engine.adapters.list());
  handlers.on(UseAdapter, (engine, { name }) => engine.useAdapter(name));
  handlers.on(ExportAdapter, async (engine, { name, folder, format }) => ({
    folder: await engine.exportAdapter(name, folder, format),
  }));
  handlers.on(ImportAdapter, (engine, { folder, name }) => engine.importAdapter(folder, name));
  handlers.on(RemoveAdapter, (engine, { name }) => engine.removeAdapter(name));
}
