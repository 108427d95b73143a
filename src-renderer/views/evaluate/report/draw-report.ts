import type { EvaluationItem, EvaluationResult } from '../../../../src-main/contract/evaluation.ts';
import { text } from '../../../text/text.ts';
import { directions, formatNdcg, formatShare } from '../score-format.ts';
import { layOutReport, type ReportRow, type ReportTable } from './report-layout.ts';

/** Pixels of the file for a pixel of the layout: sharp in a paper and on a slide. */
const scale = 2;
const colours = {
  paper: '#ffffff',
  ink: '#16191c',
  faint: '#5c6166',
  line: '#d9dcdf',
  bar: '#2a7f94',
  track: '#eceef0',
};

/** The tables of a result as a PNG, dark on white whatever the theme: it is for papers and slides. */
export async function drawReport(
  item: EvaluationItem,
  result: EvaluationResult,
): Promise<Uint8Array<ArrayBuffer>> {
  const layout = layOutReport(reportTables(result));
  const canvas = new OffscreenCanvas(layout.width * scale, layout.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The page has no canvas to draw on.');
  context.scale(scale, scale);
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, layout.width, layout.height);
  context.textBaseline = 'alphabetic';
  write(context, item.name, layout.margin, layout.titleAt, '600 20px', colours.ink, layout.inner);
  const day = item.createdAt.slice(0, 10);
  write(
    context,
    text.evaluate.picture.foot(item.model, day),
    layout.margin,
    layout.subtitleAt,
    '400 12px',
    colours.faint,
  );
  for (const { table, at } of layout.tables) drawTable(context, table, layout, at);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

/** What the picture shows of a result: retrieval, correspondence and, where measured, localisation. */
export function reportTables(result: EvaluationResult): ReportTable[] {
  const { retrieval, avc, details } = result;
  const { twoWay, topFive, of } = details.avc;
  const tables: ReportTable[] = [
    {
      title: `${text.evaluate.retrieval} (nDCG@30)`,
      rows: [
        ...directions.map((direction) => ({
          label: text.evaluate.directions[direction],
          value: retrieval[direction],
          chance: retrieval.n > 0 ? retrieval.chance : null,
          shown: formatNdcg(retrieval[direction]),
        })),
        {
          label: text.evaluate.chance,
          value: retrieval.chance,
          chance: null,
          shown: formatNdcg(retrieval.chance),
          faint: true,
        },
      ],
    },
    {
      title: text.evaluate.avc,
      rows: [
        share(text.evaluate.avcAccuracy, avc.accuracy, 0.5),
        share(text.evaluate.twoWay, twoWay, 0.5),
        share(text.evaluate.topFive(of), topFive, of > 0 ? Math.min(1, 5 / of) : null),
      ],
    },
  ];
  const { localisation } = details;
  if (!localisation || localisation.all.n === 0) return tables;
  const kinds = (['all', 'oneObject', 'twoObjects'] as const).filter((kind) => localisation[kind].n > 0);
  tables.push({
    title: `${text.evaluate.localisation}: ${text.evaluate.peak}`,
    rows: [
      ...kinds.map((kind) =>
        share(text.evaluate.kinds[kind], localisation[kind].accuracy, localisation[kind].centre),
      ),
      { ...share(text.evaluate.centreGuess, localisation.all.centre, null), faint: true },
    ],
  });
  return tables;
}

function share(label: string, value: number | null, chance: number | null): ReportRow {
  return { label, value, chance, shown: formatShare(value) };
}

type Context = OffscreenCanvasRenderingContext2D;

function drawTable(
  context: Context,
  { title, rows }: ReportTable,
  { margin, inner, labelWidth, numberWidth, rowHeight }: ReturnType<typeof layOutReport>,
  at: number,
): void {
  write(context, title, margin, at + 14, '600 14px', colours.ink);
  const barStart = margin + labelWidth + numberWidth;
  const barLength = margin + inner - barStart;
  for (const [index, { label, value, chance, shown, faint }] of rows.entries()) {
    const top = at + 24 + index * rowHeight;
    const middle = top + rowHeight / 2;
    context.fillStyle = colours.line;
    context.fillRect(margin, top, inner, 1);
    write(
      context,
      label,
      margin,
      middle + 4,
      '400 13px',
      faint ? colours.faint : colours.ink,
      labelWidth - 12,
    );
    write(context, shown, margin + labelWidth, middle + 4, '600 13px', faint ? colours.faint : colours.ink);
    context.fillStyle = colours.track;
    context.fillRect(barStart, middle - 4, barLength, 8);
    context.fillStyle = faint ? colours.faint : colours.bar;
    if (value !== null) context.fillRect(barStart, middle - 4, barLength * value, 8);
    context.fillStyle = colours.ink;
    if (chance !== null) context.fillRect(barStart + barLength * chance - 1, middle - 8, 2, 16);
  }
}

function write(
  context: Context,
  words: string,
  x: number,
  y: number,
  font: string,
  colour: string,
  most?: number,
): void {
  context.font = `${font} Inter, system-ui, sans-serif`;
  context.fillStyle = colour;
  context.fillText(words, x, y, most);
}
