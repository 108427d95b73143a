import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelsAtHand } from '../../contract/evaluation.ts';
import type { ServiceContext } from '../context.ts';

/** Names under which labels are usually kept: our own, VGG-SS's and AudioSet's. */
const labelsName = /^(.*labels.*|vggss.*)\.json$|^(.*segments.*|.*labels.*|vggsound.*)\.csv$/i;
/** More than these nobody reads in a list. */
const mostFiles = 20;

/**
 * Where labels can come from: how many videos of the library have annotations that a person stands by, and the files that lie
 * directly in its sources and are named as labels are. A folder out of reach has none.
 */
export function labelsAtHand(context: ServiceContext): LabelsAtHand {
  const { store } = context.session.current();
  const files = store.sources.list().flatMap(({ folder }) =>
    namesIn(folder)
      .filter((name) => labelsName.test(name))
      .sort()
      .map((name) => join(folder, name)),
  );
  return { annotated: store.annotations.annotatedVideos(), files: files.slice(0, mostFiles) };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
