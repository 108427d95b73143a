import type { Label } from '../../../src-main/contract/annotation-values.ts';
import { currentLabel } from '../../../src-main/contract/annotation-values.ts';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import { freeHotkey } from '../../../src-main/contract/label-hotkeys.ts';
import type { App } from '../../stores/app.svelte.ts';
import { text } from '../../text/text.ts';

type Means = Pick<App, 'client' | 'annotating' | 'toasts'>;

/** Makes a label with the next free colour and key. */
export async function createLabel({ client, annotating, toasts }: Means, name: string): Promise<void> {
  try {
    await client.call('labels.create', { name, hotkey: freeHotkey(annotating.data.labels) });
    await annotating.data.readLabels();
  } catch (error) {
    toasts.report(error);
  }
}

/** Changes a label; a change that another window made meanwhile is shown instead. True when it was made. */
export async function updateLabel(
  { client, annotating, toasts }: Means,
  { id, version }: Label,
  change: Partial<Pick<Label, 'name' | 'colour' | 'hotkey' | 'audioSetId'>>,
): Promise<boolean> {
  try {
    await client.call('labels.update', { label: id, version, change });
    return true;
  } catch (error) {
    const now = currentLabel(EarsightError.toData(error));
    if (now) toasts.show(text.annotate.conflict, { tone: 'danger' });
    else toasts.report(error);
    return false;
  } finally {
    await annotating.data.readLabels();
  }
}

/** Removes a label; its annotations stay, without one. Undo is offered. */
export async function removeLabel({ client, annotating, toasts }: Means, label: Label): Promise<void> {
  try {
    const { changed } = await client.call('labels.remove', { label: label.id, version: label.version });
    toasts.offerUndo(text.annotate.labels.removed(label.name, changed), () => void annotating.undo('undo'));
  } catch (error) {
    toasts.report(error);
  } finally {
    await annotating.data.readLabels();
  }
}
