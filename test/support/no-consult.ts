import type { Consulting } from '../../src-main/platform/platform.ts';

function unused(): never {
  throw new Error('Nothing is asked of anybody here.');
}

/** For tools that ask nobody. */
export const noConsult: Consulting = {
  ollamaAddress: unused,
  providers: unused,
  findBrowser: unused,
  ollama: unused,
  withPage: unused,
  report: unused,
};
