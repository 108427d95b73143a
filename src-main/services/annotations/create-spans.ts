import type { Label } from '../../contract/annotation-values.ts';
import { freeHotkey } from '../../contract/label-hotkeys.ts';
import type { EditStep } from '../../store/index.ts';
import { emptyContent } from './annotation-content.ts';
import type { Editor } from './editor.ts';
import { nextColour } from './label-colours.ts';

interface VideoSpan {
  readonly video: number;
  readonly span: { readonly fromSeconds: number; readonly toSeconds: number };
}

/** Makes spans of one label, and the label where there is none of that name, as one step of the history. */
export function createSpans(
  editor: Editor,
  labelName: string,
  spans: readonly VideoSpan[],
  author: string | undefined,
): { label: Label; spans: number; videos: number } {
  const { labels } = editor.store();
  const known = labels.findByName(labelName);
  const all = labels.list();
  const colour = nextColour(all.map((label) => label.colour));
  const steps: EditStep[] = spans.map(({ video, span }) => ({
    kind: 'create-annotation',
    content: { ...emptyContent, videoId: video, span },
    labelName,
  }));
  if (known === null)
    steps.unshift({
      kind: 'create-label',
      content: { name: labelName, colour, hotkey: freeHotkey(all), audioSetId: null },
    });
  const title = spans.length === 1 ? 'Add an annotation' : `Add ${spans.length} annotations`;
  const { videoIds } = editor.edit(title, author, steps);
  return { label: labels.findByName(labelName)!, spans: spans.length, videos: videoIds.length };
}
