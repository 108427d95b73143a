import type { Heatmap } from '../../contract/moments.ts';
import type { OverlayStyle } from '../../contract/overlay.ts';
import { writeWholeFile } from '../../files/whole-files.ts';
import { centreCrop, type Tools, wholePicture } from '../../media/index.ts';
import { heatmapSide } from '../heatmaps/index.ts';
import type { VideoFile } from '../moments/index.ts';
import { writeNpy } from '../tables/index.ts';
import { blendHeatmap, mapPng, rgbPng } from './heatmap-pictures.ts';

/** Ways to write one heatmap. */
export const heatmapFormats = ['overlay-png', 'map-png', 'npy'] as const;
export type HeatmapFormat = (typeof heatmapFormats)[number];

/** Exported pictures are at most this large; most videos keep their own size. */
export const exportBox = { maxWidth: 1920, maxHeight: 1920 };

/** Writes the heatmap of a frame of `file` to `path`; the file appears whole or not at all. */
export async function writeHeatmap(
  tools: Tools,
  path: string,
  format: HeatmapFormat,
  heatmap: Heatmap,
  file: VideoFile,
  style: OverlayStyle,
  signal?: AbortSignal,
): Promise<void> {
  const bytes = await heatmapBytes(tools, format, heatmap, file, style, signal);
  await writeWholeFile(path, (sink) => sink(bytes));
}

async function heatmapBytes(
  tools: Tools,
  format: HeatmapFormat,
  heatmap: Heatmap,
  file: VideoFile,
  style: OverlayStyle,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  switch (format) {
    case 'npy':
      return writeNpy(Float32Array.from(heatmap.values), [heatmapSide, heatmapSide]);
    case 'map-png':
      return mapPng(heatmap.values, style.colourMap);
    case 'overlay-png': {
      const picture = await wholePicture(tools, file.path, file.probe, heatmap.at, { ...exportBox, signal });
      blendHeatmap(picture.pixels, picture, heatmap.values, centreCrop(file.probe.picture!), style);
      return rgbPng(picture.pixels, picture);
    }
  }
}
