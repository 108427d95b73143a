/** The time as rows carry it: ISO 8601 in UTC, to the millisecond. */
export function now(): string {
  return new Date().toISOString();
}
