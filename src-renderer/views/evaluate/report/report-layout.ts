/** A number of the report with its bar. */
export interface ReportRow {
  readonly label: string;
  readonly value: number | null;
  /** A mark on the bar: what chance gives. */
  readonly chance: number | null;
  readonly shown: string;
  /** Chance itself, or a simple guess. */
  readonly faint?: boolean;
}

export interface ReportTable {
  readonly title: string;
  readonly rows: readonly ReportRow[];
}

const margin = 32;
const width = 760;
const rowHeight = 28;
const tableHead = 24;
const tableGap = 26;
const head = 76;

/** Where everything of the report goes, in pixels from the top left; tables stand one under the other. */
export function layOutReport(tables: readonly ReportTable[]) {
  let at = margin + head;
  const placed = tables.map((table) => {
    const place = { table, at };
    at += tableHead + table.rows.length * rowHeight + tableGap;
    return place;
  });
  return {
    width,
    height: at - tableGap + margin,
    margin,
    inner: width - 2 * margin,
    titleAt: margin + 18,
    subtitleAt: margin + 40,
    labelWidth: 250,
    numberWidth: 70,
    rowHeight,
    tables: placed,
  };
}
