/*
 * The walls between the rooms. Imports go inwards:
 *   app, ipc -> execution -> tools, audit, settings, models -> platform -> contract
 */
const INNER = {
  'src-main/platform': [],
  'src-main/audit': ['platform'],
  'src-main/settings': ['platform', 'texts'],
  'src-main/models': ['platform'],
  'src-main/tools': ['platform'],
  'src-main/execution': ['tools', 'audit', 'settings', 'models', 'platform'],
  'src-main/ipc': ['execution', 'tools', 'audit', 'settings', 'models', 'platform', 'texts'],
  'src-main/app': ['ipc', 'execution', 'tools', 'audit', 'settings', 'models', 'platform', 'texts'],
  'src-main/texts': [],
};

const walls = Object.entries(INNER).map(([room, may]) => ({
  name: `${room.replace('/', '-')}-imports-inwards`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: { path: '^src-main/', pathNot: [`^${room}/`, ...may.map((other) => `^src-main/${other}/`)] },
}));

/** What main and the preloads take into their bundles. */
const { main: BUNDLED } = require('./scripts/lib/shipped.json');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...walls,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'electron-in-few-places',
      comment: 'The rest runs under plain Node in tests; what needs electron is handed in by main.ts.',
      severity: 'error',
      from: { path: '^src-', pathNot: ['^src-main/(main\\.ts|app/|ipc/)', '^src-preload/[^/]+\\.ts$'] },
      to: { path: '(^|/)electron(-store|-updater)?($|/)', dependencyTypesNot: ['type-only'] },
    },
    { name: 'nobody-imports-main', severity: 'error', from: {}, to: { path: '^src-main/main\\.ts$' } },
    {
      name: 'tools-apart',
      severity: 'error',
      from: { path: '^src-main/tools/([^/]+)/' },
      to: { path: '^src-main/tools/[^/]+/', pathNot: '^src-main/tools/$1/' },
    },
    {
      name: 'contract-imports-contract-only',
      severity: 'error',
      from: { path: '^src-preload/contract/' },
      to: { pathNot: ['^src-preload/contract/', '(^|/)zod($|/)'] },
    },
    {
      name: 'words-know-the-contract-only',
      comment: 'Main and the pages both speak through them.',
      severity: 'error',
      from: { path: '^src-preload/words/' },
      to: { pathNot: ['^src-preload/words/', '^src-preload/contract/(?!schemas)'] },
    },
    {
      name: 'preloads-load-names-only',
      comment: 'A preload that brought the schemas along would load them into every page.',
      severity: 'error',
      from: { path: '^src-preload/[^/]+\\.ts$' },
      to: { path: ['^src-preload/contract/schemas', '(^|/)zod($|/)', '^src-(main|renderer)/'] },
    },
    {
      name: 'renderer-knows-the-contract-only',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: {
        path: ['^src-main/', '^src-preload/[^/]+\\.ts$', '^src-preload/contract/schemas', '(^|/)zod($|/)'],
      },
    },
    {
      name: 'approval-page-shares-ui-only',
      severity: 'error',
      from: { path: '^src-renderer/approval/' },
      to: {
        path: '^src-renderer/',
        pathNot: [
          '^src-renderer/approval/',
          '^src-renderer/ui/',
          '^src-renderer/texts/approval-window\\.ts$',
        ],
      },
    },
    {
      name: 'product-never-loads-tests',
      severity: 'error',
      from: { path: '^(src-|config/)' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'product-bundles-declared-packages-only',
      severity: 'error',
      from: { path: '^src-(main|preload)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'product-has-no-use-for-tools',
      comment:
        'Packages that the bundle takes in are devDependencies, so that they are not packed beside it; these are they.',
      severity: 'error',
      from: { path: '^src-(main|preload)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: [`^node_modules/(${BUNDLED.join('|')})/`] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
