/**
 * A list as it was asked for, brought up to date by what was told while it was on its way: the answer and the news
 * come from different processes, so that an answer may be older than news which came before it.
 * @param told the newest of each that was told since asking
 */
export function withToldMeanwhile<Item extends { readonly id: string }>(
  listed: readonly Item[],
  told: ReadonlyMap<string, Item>,
): Item[] {
  const ids = new Set(listed.map(({ id }) => id));
  const unlisted = [...told.values()].filter(({ id }) => !ids.has(id));
  return [...listed.map((item) => told.get(item.id) ?? item), ...unlisted];
}
