import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settings as settingsSchema } from '../../../src-main/contract/models.ts';
import { openSettings } from '../../../src-main/services/settings/settings-file.ts';

const defaults = settingsSchema.parse({});
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'earsight-settings-'));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('the settings file', () => {
  it('reads as the defaults while there is none', () => {
    expect(openSettings(home).read()).toEqual(defaults);
  });

  it('keeps a change for the next start, and leaves no other file behind', () => {
    openSettings(home).change({ theme: 'light', overlay: { opacity: 0.3 } });
    const { theme, overlay } = openSettings(home).read();
    expect([theme, overlay.opacity, overlay.colourMap]).toEqual(['light', 0.3, defaults.overlay.colourMap]);
    expect(readdirSync(home)).toEqual(['settings.json']);
  });

  it('names the setting that is wrong and what is allowed, and keeps the old one', () => {
    const settings = openSettings(home);
    expect(() => settings.change({ device: 'abacus' })).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        field: 'device',
        allowed: expect.stringContaining('webgpu'),
      }),
    );
    expect(() => settings.change({ colour: 1 })).toThrow(expect.objectContaining({ field: 'colour' }));
    expect(settings.read().device).toBe('auto');
  });

  it('loses one bad value of a file and not the others', () => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ theme: 'light', device: 7 }));
    const { theme, device } = openSettings(home).read();
    expect([theme, device]).toEqual(['light', 'auto']);
  });

  it('reads a damaged file as the defaults and replaces it at the next change', () => {
    writeFileSync(join(home, 'settings.json'), '{"theme": "da');
    const settings = openSettings(home);
    expect(settings.read()).toEqual(defaults);
    settings.change({ theme: 'light' });
    expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')).theme).toBe('light');
  });
});
