import { describe, expect, it } from 'vitest';
import { interchangeFormats } from '../../../src-main/services/interchange/index.ts';
import { fuzz } from '../../fixtures/interchange/fuzz.ts';

// The long run, 10,000 inputs a parser, is scripts/fuzz-interchange.ts.
describe('mutated files', () => {
  for (const format of interchangeFormats.filter(({ read }) => read)) {
    it(`are imported or refused with a reason by ${format.id}, never more`, () => {
      const report = fuzz(format, 300, 2026);
      expect(report.imported).toBeGreaterThan(0);
      expect(report.refused).toBeGreaterThan(0);
    });
  }
});
