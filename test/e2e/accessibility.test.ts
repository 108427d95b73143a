import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  makeLabel,
  type OpenWindow,
  openFolder,
  openWindow,
  skipTour,
  twoClips,
  violations,
} from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

beforeAll(async () => {
  window = await openWindow({ files: twoClips });
});
afterAll(() => window?.close());

async function closeDialog(): Promise<void> {
  await window.page.keyboard.press('Escape');
  await window.page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Every place a person can be in, and how to get there. */
const places: Record<string, () => Promise<void>> = {
  'the panes': async () => {
    await closeDialog();
    await window.page.keyboard.press('a');
    await window.page.getByRole('list', { name: /^Neighbours/ }).waitFor();
  },
  'two sounds side by side': async () => {
    await window.page.getByRole('button', { name: 'Play over my frame' }).last().click();
    await window.page.locator('[data-heatmap=other]').waitFor();
  },
  'the activity': async () => {
    await window.page.keyboard.press('q');
    await window.page.getByRole('region', { name: 'Activity' }).waitFor();
  },
  'the sheet of keys': async () => {
    await window.page.keyboard.press('?');
    await window.page.getByRole('dialog', { name: 'Keys' }).waitFor();
  },
  'the models': async () => {
    await closeDialog();
    await window.page.keyboard.press('Control+m');
    await window.page.getByRole('dialog', { name: 'Models and processor' }).waitFor();
  },
  'the choice of a folder': async () => {
    await closeDialog();
    await window.page.keyboard.press('Control+o');
    await window.page.getByRole('dialog', { name: 'Open a folder of videos' }).waitFor();
  },
  'what the app says about itself': async () => {
    await closeDialog();
    await window.page.keyboard.press('Control+,');
    await window.page.getByRole('button', { name: 'Version, licence and models' }).click();
    await window.page.getByRole('dialog', { name: 'About Earsight' }).waitFor();
  },
  'the settings': async () => {
    await closeDialog();
    await window.page.keyboard.press('Control+,');
    await window.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  },
};

const annotationMenu = async (entry: string, dialog: string) => {
  const { page } = window;
  if (await page.getByRole('dialog').count()) await closeDialog();
  await page
    .getByRole('region', { name: 'Annotate', exact: true })
    .getByRole('button', { name: 'More about labels and files' })
    .click();
  await page.getByRole('menuitem', { name: entry }).click();
  await page.getByRole('dialog', { name: dialog }).waitFor();
};

/** The dialogs of the annotation mode, in the order they are gone through. */
const annotationPlaces: Record<string, () => Promise<void>> = {
  'a label being changed': async () => {
    const { page } = window;
    await page.keyboard.press('a');
    await page.getByRole('region', { name: 'Annotate', exact: true }).waitFor();
    if ((await page.getByRole('button', { name: 'Edit Guitar' }).count()) === 0)
      await makeLabel(window, 'Guitar');
    await page.getByRole('button', { name: 'Edit Guitar' }).click();
    await page.getByRole('form', { name: 'Edit the label' }).waitFor();
  },
  'the AudioSet names': () => annotationMenu('Add AudioSet names…', 'AudioSet names'),
  'the import of annotations': () => annotationMenu('Import annotations…', 'Import annotations'),
  'the export of annotations': () => annotationMenu('Export annotations…', 'Export annotations'),
  'the export of clips': () => annotationMenu('Export a clip per span…', 'Export a clip per span'),
};

const inBothThemes = new Set(['the panes', 'the models', 'the settings', ...Object.keys(annotationPlaces)]);

describe('axe finds nothing', () => {
  it('in an empty library', async () => {
    await window.page.getByRole('button', { name: 'Open a folder of videos' }).waitFor();
    expect(await violations(window)).toEqual([]);
  });

  it('during the tour', async () => {
    await openFolder(window);
    await window.page.getByRole('complementary', { name: 'Tour' }).waitFor();
    expect(await violations(window)).toEqual([]);
    await skipTour(window);
  });

  for (const theme of ['Dark', 'Light']) {
    for (const [place, go] of Object.entries({ ...annotationPlaces, ...places })) {
      // What differs between the themes is colours: three places hold all of them.
      if (theme === 'Light' && !inBothThemes.has(place)) continue;
      it(`in ${place}, ${theme.toLowerCase()}`, async () => {
        await go();
        expect(await violations(window)).toEqual([]);
      });
    }
    it(`on the way out of the ${theme.toLowerCase()} theme`, async () => {
      await window.page.getByText(theme === 'Dark' ? 'Light' : 'Dark', { exact: true }).click();
      await window.page.getByRole('button', { name: 'Explore' }).click();
      await window.page.getByRole('list', { name: /^Neighbours/ }).waitFor();
    });
  }
});

describe('reduced motion', () => {
  it('leaves no element a transition or an animation that can be seen', async () => {
    const moving = `[...document.querySelectorAll('*')].flatMap((element) => [null, '::before', '::after'].map((part) => {
      const { transitionProperty, transitionDuration, animationName, animationDuration } = getComputedStyle(element, part);
      const seconds = (list) => Math.max(...list.split(',').map(Number.parseFloat));
      const moves = (transitionProperty !== 'none' && seconds(transitionDuration) > 0) ||
        (animationName !== 'none' && seconds(animationDuration) > 0.01);
      return moves ? element.tagName + '.' + element.className + (part ?? '') : null;
    })).filter(Boolean)`;
    const { page } = window;
    expect(await page.evaluate(moving)).toEqual([]);
    // The same question finds what moves where motion is welcome.
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(((await page.evaluate(moving)) as string[]).length).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
  });
});
