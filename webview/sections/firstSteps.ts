import * as l10n from '@vscode/l10n';
import type { ViewCommand, ViewState } from '../../src/extension/sidebar/messages.ts';
import { el } from '../dom.ts';
import { button, type Page, section } from '../page.ts';

/** The three steps of a beginner, until the last is done; the next one carries the button. */
export function firstSteps(state: ViewState, page: Page): HTMLElement | null {
  if (!state.known || (state.model && state.history.items > 0 && state.adapters.length > 0)) return null;
  const resumes = state.unfinished !== null;
  const steps: { done: boolean; label: string; why: string; action: string; command: ViewCommand }[] = [
    {
      done: state.model !== null,
      label: l10n.t('Set up a base model'),
      why: l10n.t('A small language model that runs on this machine.'),
      action: l10n.t('Set Up Base Model'),
      command: 'ownhand.addModel',
    },
    {
      done: state.history.items > 0,
      label: l10n.t('Mine your writing'),
      why: l10n.t('Your documents are read here and stay here.'),
      action: l10n.t('Mine My Writing'),
      command: 'ownhand.mine',
    },
    {
      done: state.adapters.length > 0,
      label: l10n.t('Train your adapter'),
      why: state.unfinished ?? l10n.t('Minutes, not hours; you can pause and resume.'),
      action: resumes ? l10n.t('Resume Training') : l10n.t('Train My Adapter'),
      command: resumes ? 'ownhand.resumeTraining' : 'ownhand.train',
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  const items = steps.map((step, index) => {
    const running = index === next && state.training !== null;
    const note = step.done ? l10n.t('done') : running ? l10n.t('under way') : null;
    return el(
      'li',
      { class: step.done ? 'done' : '', ...(index === next && { 'aria-current': 'step' }) },
      el('strong', {}, step.label),
      note && el('span', {}, ` — ${note}`),
      index === next && !running ? el('p', {}, step.why) : null,
      index === next && !running ? button(step.action, step.command, page, { primary: true }) : null,
    );
  });
  return section('steps', l10n.t('First steps'), el('ol', { class: 'steps' }, ...items));
}
