import { commands, l10n, type QuickPickItem, window } from 'vscode';
import type { ModelInfo } from '../../core/model/base.ts';
import { BUILT_IN_SOURCE, isBuiltInModel } from '../../core/model/sources/builtInId.ts';
import { AddModel } from '../../worker/requests/library.ts';
import type { Services } from '../services.ts';
import { readSettings, writeSetting } from '../settings.ts';
import { percentOf } from '../status/progress.ts';
import { fileSize } from '../support/numbers.ts';

const DEFAULT_MODEL = 'HuggingFaceTB/SmolLM2-135M-Instruct';
/** The source that stands for the model that comes with Ownhand. */
/** Owner and name, as the Hub writes them. */
const HUB_ID = /^[\w.-]+\/[\w.-]+$/;

type Choice = QuickPickItem & { pick: () => Promise<string | undefined> };

/** Chooses a language model. Takes a Hub id, a folder or a .gguf file as an argument, or asks. */
export async function addModel(services: Services, given?: unknown): Promise<ModelInfo | undefined> {
  const source = typeof given === 'string' ? given : await pickSource();
  if (!source) return undefined;
  const title = l10n.t('Setting up the language model');
  const model = await services.busy.run(title, (report, signal) =>
    services.workers.long(AddModel, { source }, { signal }, (progress) => report(title, percentOf(progress))),
  );
  const builtIn = isBuiltInModel(model.id);
  // The default one needs no setting: the worker takes it by itself, and the built-in one if there is no other.
  const wanted = model.default || builtIn ? null : model.id;
  if (readSettings().model !== wanted) await writeSetting('model', wanted ?? undefined);
  services.state.update({ smallOnly: builtIn && source !== BUILT_IN_SOURCE });
  await services.workers.refresh();
  services.log.info(`base model ${model.id}: ${model.parameters} weights, ${fileSize(model.bytes)}`);
  void tellReady(services, builtIn && source !== BUILT_IN_SOURCE);
  return model;
}

/** Says that it is ready, and what the next step is. */
async function tellReady({ state }: Services, small: boolean): Promise<void> {
  const read = (state.snapshot.status?.history.items ?? 0) > 0;
  const next = read
    ? { title: l10n.t('Learn My Style'), command: 'ownhand.train' }
    : { title: l10n.t('Learn from This Folder'), command: 'ownhand.learn' };
  const message = small
    ? l10n.t('The larger model cannot be reached from here, so the small one that comes with Ownhand is in use.')
    : l10n.t('The language model is ready.');
  const chosen = await window.showInformationMessage(message, next);
  if (chosen) await commands.executeCommand(chosen.command);
}

async function pickSource(): Promise<string | undefined> {
  const items: Choice[] = [
    {
      label: l10n.t('The recommended model'),
      detail: l10n.t('Writes better, and runs on any computer; downloaded once, about 270 MB'),
      pick: async () => DEFAULT_MODEL,
    },
    {
      label: l10n.t('The small model that comes with Ownhand'),
      detail: l10n.t('Needs no network; faster, but writes less well'),
      pick: async () => BUILT_IN_SOURCE,
    },
    {
      label: l10n.t('Another model…'),
      detail: l10n.t('Advanced: from a file, a folder or the Hugging Face Hub'),
      pick: pickOther,
    },
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t('Choose Language Model') });
  return (await chosen?.pick())?.trim();
}

async function pickOther(): Promise<string | undefined> {
  const items: Choice[] = [
    {
      label: l10n.t('A .gguf file…'),
      pick: () => pickPath({ canSelectFiles: true, filters: { GGUF: ['gguf'] } }),
    },
    {
      label: l10n.t('A folder…'),
      detail: l10n.t('With config.json, tokenizer.json and .safetensors files'),
      pick: () => pickPath({ canSelectFolders: true, canSelectFiles: false }),
    },
    {
      label: l10n.t('A model from the Hugging Face Hub…'),
      detail: l10n.t('Downloaded once'),
      pick: async () =>
        window.showInputBox({
          title: l10n.t('Choose Language Model'),
          prompt: l10n.t('Hub id, as in {0}', DEFAULT_MODEL),
          validateInput: (id) => (HUB_ID.test(id.trim()) ? undefined : l10n.t('Write it as OWNER/NAME.')),
        }),
    },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Another Language Model') }))?.pick();
}

async function pickPath(options: Parameters<typeof window.showOpenDialog>[0]): Promise<string | undefined> {
  const uris = await window.showOpenDialog({ ...options, openLabel: l10n.t('Use') });
  return uris?.[0]?.fsPath;
}
