/** One step of the schema. Never edited once released: what is wrong is put right by the next one. */
export interface Migration {
  /** The schema's version afterwards; numbers follow each other without gaps. */
  readonly version: number;
  readonly sql: string;
}
