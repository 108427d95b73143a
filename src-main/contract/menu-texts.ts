/** Every word of the desktop's menu bar and its dialogs, in English: part of the window's texts, and like these one object to translate. */
export const menuEnglish = {
  // & goes before the letter that opens an item on Windows and Linux; macOS leaves it out.
  about: '&About Earsight',
  settings: '&Settings…',
  file: '&File',
  openFolder: 'Open &Folder…',
  openLibrary: 'Open &Library…',
  openRecent: 'Open &Recent',
  noRecent: 'No libraries yet',
  import: '&Import Annotations…',
  exportStill: '&Export Frame with Heatmap',
  exportAnnotations: 'Export A&nnotations…',
  edit: '&Edit',
  undo: '&Undo',
  redo: '&Redo',
  undoRemoval: 'Undo Re&moval',
  view: '&View',
  shortcuts: '&Keyboard Shortcuts',
  objectsThatSound: 'Paper: Objects that Sound (2018)',
  lookListenLearn: 'Paper: Look, Listen and Learn (2017)',
  chooseFolder: 'Open a folder of videos',
  chooseLibrary: 'Open a library',
};
