import fs from 'node:fs';
import path from 'node:path';
import { sha256OfFile } from '../files/hash.ts';
import { shippedFolder } from '../files/shipped.ts';
import type { BaseModel } from '../model/base.ts';
import type { Adapter } from './layout.ts';
import { readPeft } from './peft.ts';

/** The project's own frozen adapter, which knows the prompts of all tasks. */
export interface TaskAdapter extends Adapter {
  /** SHA-256 of its weights: adapters on top of it name it by this. */
  sha256: string;
}

/**
 * The task adapter shipped for a base model, or null if there is none. It is found by the model's name, not its hash:
 * the same model comes in several files and precisions, and one adapter serves them all.
 */
export async function loadTaskAdapter(base: BaseModel): Promise<TaskAdapter | null> {
  const shipped = shippedFolder('adapters');
  const name = shipped && fs.readdirSync(shipped).find((each) => isVariant(base.id, each));
  if (!shipped || !name) return null;
  const folder = path.join(shipped, name);
  const sha256 = await sha256OfFile(path.join(folder, 'adapter_model.safetensors'));
  return { ...readPeft(folder, base.manifest.config), sha256 };
}

/**
 * Whether an id names a model in some precision: "SmolLM2-135M-Instruct.Q4_1", "HuggingFaceTB/SmolLM2-135M-Instruct".
 */
export function isVariant(id: string, model: string): boolean {
  const name = path.basename(id).toLowerCase();
  const rest = name.slice(model.length);
  return name.startsWith(model.toLowerCase()) && /^$|^[.@_-](q\d|iq\d|b?f16|f32|int[48]|main)/.test(rest);
}
