export { type NpyArray, type NpyContent, readNpy, writeNpy, writeNpyStrings } from './npy.ts';
export { type NpzEntry, type NpzOptions, readNpz, writeNpz, writeNpzFile } from './npz.ts';
export { type ParquetColumn, type ParquetOptions, writeParquet, writeParquetFile } from './parquet.ts';
