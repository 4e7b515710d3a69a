/** Base models, the history and the profile. */
import * as v from 'valibot';
import { HABIT_NAMES } from '../../core/profile/habitNames.ts';
import { SEARCH_MODES } from '../../core/retrieval/modes.ts';
import { count, date, flag, nothing, paths, text, word } from '../../core/text/fields.ts';
import { request } from '../request.ts';

export const AddModel = request('model/add', v.object({ source: word }), (engine, { source }, call) =>
  engine.addModel(source, call),
);
export const RemoveModel = request('model/remove', v.object({ id: word }), (engine, { id }) => engine.removeModel(id));

/** What there is, its source and its size on disk. */
export const Overview = request('overview', nothing, (engine) => engine.overview());

export const Mine = request(
  'mine',
  v.object({ paths, dense: v.nullish(word), unasked: flag }),
  (engine, { paths, ...options }, { onProgress, signal, network }) =>
    engine.mine(paths, { ...options, onProgress, signal, network }),
);
/** What mining would store from these files; stores nothing. */
export const Read = request('read', v.object({ paths, named: flag }), async (engine, { paths, named }, { signal }) => ({
  files: await engine.read(paths, { named, signal }),
}));
/** Markdown documents in some folders that have no tags. */
export const Untagged = request('tags/untagged', v.object({ paths }), (engine, { paths }, call) =>
  engine.untagged(paths, call),
);
export const Forget = request(
  'forget',
  v.union([v.strictObject({ source: word }), v.strictObject({ item: word }), v.strictObject({ all: v.literal(true) })]),
  (engine, target) => engine.forget(target),
);
/** Deletes everything that came from the user's writing; with `models` the models as well. */
export const DeleteAll = request('deleteAll', v.object({ models: v.boolean() }), (engine, options) =>
  engine.deleteAll(options),
);
export const History = request('history', v.object({ limit: count(-1, 1e9) }), (engine, { limit }) =>
  engine.history(limit),
);
export const Search = request(
  'search',
  v.object({
    query: text,
    k: count(1, 10_000),
    before: v.optional(date),
    mode: v.optional(v.picklist(SEARCH_MODES)),
  }),
  (engine, { query, ...options }) => engine.search(query, options),
);

/** `generate` lets the model write the prose; without it and `refresh` no model is needed. */
export const Profile = request('profile', v.object({ refresh: flag, generate: flag }), (engine, params, { signal }) =>
  engine.profile(params, signal),
);
/** The user's own wording of the profile; null goes back to what was measured. */
export const EditProfile = request('profile/edit', v.object({ prose: v.nullable(text) }), (engine, { prose }) =>
  engine.editProfile(prose),
);
/** Which habits the profile does not mention. */
export const SwitchHabits = request(
  'profile/habits',
  v.object({ off: v.array(v.picklist(HABIT_NAMES)) }),
  (engine, { off }) => engine.switchHabits(off),
);
