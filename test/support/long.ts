/** Whether these are the full numbers (`npm run test:long`), where a test has a short form. */
export const LONG = process.env['EXECUTION_LAYER_LONG'] === '1';
