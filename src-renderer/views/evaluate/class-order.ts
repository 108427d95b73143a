import type { ClassScores } from '../../../src-main/contract/evaluation.ts';

export type ClassColumn = keyof Omit<ClassScores, 'frames'>;

/** How a table of classes is ordered. */
export interface ClassOrder {
  readonly column: ClassColumn;
  readonly descending: boolean;
}

/** Classes in order; what was not measured comes last either way, equal ones in order of name. */
export function orderClasses(
  classes: readonly ClassScores[],
  { column, descending }: ClassOrder,
): ClassScores[] {
  const sign = descending ? -1 : 1;
  return [...classes].sort((a, b) => {
    const byName = a.label.localeCompare(b.label);
    if (column === 'label') return sign * byName;
    const [one, other] = [a[column], b[column]];
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byName;
    return sign * (one - other) || byName;
  });
}

/** The order after a press on a column's head: numbers first from the highest, names from A. */
export function nextOrder(order: ClassOrder, column: ClassColumn): ClassOrder {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: column !== 'label' };
}
