/** What the app is called by systems; electron-builder.yml packs it under the same. */
export const APP_ID = 'io.execution-layer.app';

/** What people call it. */
export const APP_NAME = 'Execution Layer';
