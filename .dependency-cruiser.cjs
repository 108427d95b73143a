/**
 * The arrows of ARCHITECTURE.md, enforced: app → services → {training, evaluation, media, store} → networks → engine.
 * `contract` is environment-neutral and the only room the renderer may enter.
 */
const room = (name) => `^src-main/${name}/`;
const forbid = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(electron|@tensorflow/tfjs-node(-gpu)?)$' },
    },
    forbid('engine-knows-nobody', room('engine'), '^src-main/(?!engine/)', 'engine is the lowest room'),
    forbid(
      'engine-no-files',
      room('engine'),
      '^(node:)?fs(/promises)?$|^better-sqlite3|^electron$',
      'engine knows no Electron, no SQL, no files',
    ),
    forbid(
      'networks-stand-on-engine',
      room('networks'),
      '^src-main/(?!networks/|engine/)',
      'networks may use engine only',
    ),
    forbid(
      'media-stands-alone',
      room('media'),
      '^src-main/(?!media/)',
      'media knows neither store nor engine',
    ),
    forbid(
      'store-stands-alone',
      room('store'),
      '^src-main/(?!store/|files/)',
      'store knows neither media nor engine',
    ),
    forbid(
      'files-know-nobody',
      room('files'),
      '^src-main/(?!files/)',
      'how files are written is all they are',
    ),
    forbid(
      'training-looks-down',
      room('training'),
      '^src-main/(app|services|evaluation|media|store|contract)/',
      'training stands on networks and engine',
    ),
    forbid(
      'evaluation-looks-down',
      room('evaluation'),
      '^src-main/(app|services|training|media|store|contract)/',
      'evaluation stands on networks and engine',
    ),
    forbid('services-no-app', room('services'), room('app'), 'services do not know who calls them'),
    forbid(
      'contract-is-neutral',
      room('contract'),
      '^src-main/(?!contract/)|^node:|^electron$',
      'contract runs in a browser too',
    ),
    forbid(
      'renderer-through-contract',
      '^src-renderer/',
      '^src-main/(?!contract/)',
      'the renderer reaches main only through the contract',
    ),
    forbid('renderer-no-node', '^src-renderer/', '^node:|^electron$', 'the renderer is a web page'),
    forbid('main-no-renderer', '^src-main/', '^src-renderer/', 'main does not know the page'),
    {
      name: 'only-media-runs-ffmpeg',
      severity: 'error',
      from: { path: '^src-main/(?!media/)' },
      to: { path: 'ffmpeg-static|@ffmpeg-installer|@ffprobe-installer' },
    },
    {
      name: 'only-store-opens-sqlite',
      severity: 'error',
      from: { path: '^src-main/(?!store/)' },
      to: { path: 'better-sqlite3' },
    },
    {
      name: 'only-engine-opens-runtimes',
      severity: 'error',
      from: { path: '^src-main/(?!engine/)' },
      to: { path: 'onnxruntime|@tensorflow' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
      conditionNames: ['import', 'require', 'node', 'default', 'svelte', 'types'],
      exportsFields: ['exports'],
    },
  },
};
