import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { SPEED_NAMES } from '../../../src/core/tasks/complete/policy/speed.ts';
import { LENGTHS } from '../../../src/core/tasks/complete/rule.ts';
import { DEVICE_CHOICES } from '../../../src/worker/requests/worker.ts';

interface Manifest {
  extensionKind: string[];
  enabledApiProposals?: string[];
  extensionDependencies?: string[];
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: string }; virtualWorkspaces: { supported: string } };
  contributes: {
    keybindings: { key: string; when: string }[];
    configuration: { properties: Record<string, { default: unknown; enum?: string[]; scope?: string }> };
    languageModelChatProviders: { vendor: string }[];
    walkthroughs: { steps: { id: string; completionEvents: string[]; description: string }[] }[];
  };
}

const ROOT = path.join(import.meta.dirname, '../../..');
const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;

it('binds a second Esc, a word and an extra Tab, only where nothing else uses them', () => {
  expect(contributes.keybindings.map(({ key }) => key)).toEqual(['escape', 'ctrl+right', 'tab']);
  const [, word, tab] = contributes.keybindings.map(({ when }) => when.split(' && '));
  // Only where our own suggestion is shown, and only if one of ours was just accepted.
  expect(word).toEqual(expect.arrayContaining(['ownhand.suggested', 'inlineSuggestionVisible', 'editorTextFocus']));
  expect(tab).toEqual(
    expect.arrayContaining(['ownhand.taken', '!inlineSuggestionVisible', '!suggestWidgetVisible', '!inSnippetMode']),
  );
  const conditions = contributes.keybindings[0]?.when.split(' && ') ?? [];
  // Made for this place, hidden again, and nothing else open that Esc would close.
  for (const wanted of ['ownhand.suggested', 'editorTextFocus', '!inlineSuggestionVisible']) {
    expect(conditions).toContain(wanted);
  }
  for (const other of [
    'suggestWidgetVisible',
    'findWidgetVisible',
    'renameInputVisible',
    'inSnippetMode',
    'vim.active',
  ]) {
    expect(conditions).toContain(`!${other}`);
  }
});

it('runs in the window, and next to the files if it cannot', () => {
  expect(manifest.extensionKind).toEqual(['ui', 'workspace']);
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
  expect(manifest.capabilities.virtualWorkspaces.supported).toBe('limited');
});

it('asks for no proposed interface and for no other extension', () => {
  expect(manifest.enabledApiProposals).toBeUndefined();
  expect(manifest.extensionDependencies).toBeUndefined();
});

it('starts with prose alone, and offers the model for chat only if the user asked for it', () => {
  expect(manifest.activationEvents.every((event) => event.startsWith('onLanguage:'))).toBe(true);
  expect(contributes.languageModelChatProviders.map(({ vendor }) => vendor)).toEqual(['ownhand']);
  expect(contributes.configuration.properties['ownhand.chat.enabled']?.default).toBe(false);
});

it('asks no other program for suggestions unless the user, and not a folder, says so', () => {
  expect(contributes.configuration.properties['ownhand.endpoint']).toMatchObject({ default: '', scope: 'machine' });
});

it('has a short walkthrough, each step with a button and ticked off by what the user has, not by what they clicked', () => {
  const [walkthrough] = contributes.walkthroughs;
  const strings = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.nls.json'), 'utf8')) as Record<string, string>;
  expect(walkthrough?.steps.length).toBeLessThanOrEqual(5);
  for (const { completionEvents, description } of walkthrough?.steps ?? []) {
    expect(completionEvents).toHaveLength(1);
    expect(completionEvents[0]).toMatch(/^onContext:ownhand\.has/);
    expect(strings[description.replaceAll('%', '')]).toMatch(/\[[^\]]+\]\(command:[\w.]+\)$/);
  }
});

it('keeps paths per machine, and where to suggest per folder', () => {
  const scopes = Object.fromEntries(
    Object.entries(contributes.configuration.properties).map(([name, { scope }]) => [name, scope]),
  );
  for (const name of ['history.folders', 'model', 'device', 'threads', 'home']) {
    expect(scopes[`ownhand.${name}`]).toBe('machine');
  }
  for (const name of ['speed', 'languages', 'exclude']) expect(scopes[`ownhand.completions.${name}`]).toBe('resource');
  expect(scopes['ownhand.enabled']).toBe('language-overridable');
});

it('offers exactly the choices that the code knows', () => {
  const choices = (name: string) => contributes.configuration.properties[`ownhand.${name}`]?.enum;
  expect(choices('completions.speed')).toEqual([...SPEED_NAMES]);
  expect(choices('completions.length')).toEqual([...LENGTHS]);
  expect(choices('device')).toEqual([...DEVICE_CHOICES]);
});
