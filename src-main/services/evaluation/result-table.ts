import type { EvaluationItem, EvaluationResult } from '../../contract/evaluation.ts';

/** One number of a result: what it is about, what it is called, over how many items. */
type Line = readonly [part: string, label: string, measure: string, value: number | null, n: number | null];

const directions = ['imIm', 'imAud', 'audIm', 'audAud'] as const;

/**
 * A result as CSV, one number a line, so that a spreadsheet or a data frame takes it as it is: evaluation, model,
 * part, label (for a class or a kind of frame), measure, value, n. What was not measured has an empty value.
 */
export function resultTable(item: EvaluationItem, result: EvaluationResult): string {
  const rows = [...overall(result), ...localisation(result), ...classes(result)].map((line) => [
    item.name,
    item.model,
    ...line,
  ]);
  const head = ['evaluation', 'model', 'part', 'label', 'measure', 'value', 'n'];
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function overall({ avc, retrieval, details }: EvaluationResult): Line[] {
  return [
    ['avc', '', 'accuracy', avc.accuracy, avc.n],
    ['avc', '', 'matched accuracy', details.avc.matched, null],
    ['avc', '', 'mismatched accuracy', details.avc.mismatched, null],
    ['avc', '', 'own sound above another', details.avc.twoWay, null],
    ['avc', '', `own sound among the best 5 of ${details.avc.of}`, details.avc.topFive, null],
    ...directions.map((name): Line => ['retrieval', '', `ndcg30 ${name}`, retrieval[name], retrieval.n]),
    ['retrieval', '', 'ndcg30 chance', retrieval.chance, retrieval.n],
    ...directions.map(
      (name): Line => ['retrieval', '', `ndcg30 linear ${name}`, details.linear[name], retrieval.n],
    ),
    ['retrieval', '', 'ndcg30 linear chance', details.linear.chance, retrieval.n],
  ];
}

function localisation({ details: { localisation: scores } }: EvaluationResult): Line[] {
  if (!scores) return [];
  const frames = (['all', 'oneObject', 'twoObjects'] as const).flatMap((label): Line[] => {
    const { accuracy, centre, overlap, wholeImage, n } = scores[label];
    return [
      ['localisation', label, 'peak in box', accuracy, n],
      ['localisation', label, 'centre in box', centre, n],
      ...(['fixed', 'stretched', 'topHalf'] as const).flatMap((way): Line[] => [
        ['localisation', label, `ciou ${way}`, overlap[way].ciou, n],
        ['localisation', label, `auc ${way}`, overlap[way].auc, n],
      ]),
      ['localisation', label, 'ciou whole image', wholeImage.ciou, n],
      ['localisation', label, 'auc whole image', wholeImage.auc, n],
    ];
  });
  const kinds = ['matched', 'mismatched', 'silent', 'labelledSilence', 'unseen'] as const;
  const lit = kinds.flatMap((label): Line[] => {
    const { rate, area, peak, n } = scores[label];
    return [
      ['response', label, 'lit maps', rate, n],
      ['response', label, 'lit area', area, n],
      ['response', label, 'highest value', peak, n],
    ];
  });
  return [...frames, ...lit];
}

function classes({ details }: EvaluationResult): Line[] {
  return details.classes.flatMap((one): Line[] => [
    ['class', one.label, 'own sound above another', one.twoWay, one.n],
    ...directions.map((name): Line => ['class', one.label, `ndcg30 ${name}`, one[name], one.n]),
    ['class', one.label, 'peak in box', one.localisation, one.frames],
  ]);
}

/** A field of RFC 4180; a text that a spreadsheet would take for a formula is kept from being one. */
function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
