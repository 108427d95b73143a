import { describe, expect, it } from 'vitest';
import {
  assignChord,
  buildKeymap,
  chordOf,
  chordsOf,
  readableChord,
} from '../../../src-renderer/logic/keymap.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('the keymap', () => {
  it('names chords the same way whatever the caps lock and keyboard', () => {
    expect(chordOf(press('k'))).toBe('K');
    expect(chordOf(press('K', { shiftKey: true }))).toBe('Shift+K');
    expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(press(' '))).toBe('Space');
    expect(chordOf(press('z', { metaKey: true }))).toBe('Mod+Z');
    expect(chordOf(press('ArrowLeft', { shiftKey: true }))).toBe('Shift+ArrowLeft');
    expect(chordOf(press('Shift', { shiftKey: true }))).toBeNull();
  });

  it('lets edited keys win, frees the old ones, and lets a command have none', () => {
    const defaults = { play: ['Space', 'K'], loop: ['R'], mute: ['M'] };
    const keymap = buildKeymap(defaults, { play: 'R', mute: '' });
    expect(keymap.get('R')).toBe('play');
    expect(keymap.has('Space')).toBe(false);
    expect(chordsOf(keymap, 'play')).toEqual(['R']);
    expect(chordsOf(keymap, 'loop')).toEqual([]);
    expect(chordsOf(keymap, 'mute')).toEqual([]);
  });

  it('ignores edited keys of commands that no longer exist', () => {
    expect(buildKeymap({ play: ['K'] }, { gone: 'K' }).get('K')).toBe('play');
  });

  it('takes a chord from the command that had it, and nothing else', () => {
    const defaults = { previous: ['ArrowLeft', ','], loop: ['R'] };
    const first = assignChord(defaults, {}, 'loop', ',');
    expect(first.before).toBe('previous');
    expect(chordsOf(buildKeymap(defaults, first.edited), 'previous')).toEqual(['ArrowLeft']);
    const second = assignChord(defaults, { previous: 'Q' }, 'loop', 'Q');
    expect(second).toEqual({ edited: { previous: '', loop: 'Q' }, before: 'previous' });
    expect(assignChord(defaults, second.edited, 'loop', 'Q').before).toBeNull();
    expect(assignChord(defaults, {}, 'loop', '').before).toBeNull();
  });

  it('writes chords as the system does', () => {
    expect(readableChord('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
    expect(readableChord('Mod+Shift+Z', true)).toBe('⌘⇧Z');
    expect(readableChord('Shift+ArrowLeft', false)).toBe('Shift+←');
    expect(readableChord('Mod++', false)).toBe('Ctrl++');
    expect(readableChord('+', false)).toBe('+');
  });
});
