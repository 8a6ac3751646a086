import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** The address that the engine names when a file of the page could not be had. */
const ADDRESS = /[a-z-]+:\/\/\S+\.js(?=$|\s|\?)/;

let asked = 0;

/** Whatever could not be loaded so far is loaded anew when it is next drawn. */
export function loadAgain(): void {
  asked += 1;
}

/**
 * As React's `lazy`, but what could not be loaded can be loaded anew (`loadAgain`). React keeps the failure for as long as the
 * component is there, and the engine for as long as the page is: it is asked for under another address, which is the same file.
 */
export function lazyAgain<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): ComponentType<P> {
  /** What had been asked for when it failed; while that is all, it stays failed. */
  let failedAt: number | null = null;
  const begin = (again: boolean): LazyExoticComponent<ComponentType<P>> =>
    lazy(async () => {
      try {
        return await load().catch(async (error: unknown) => {
          const [file] = ADDRESS.exec(error instanceof Error ? error.message : '') ?? [];
          if (!again || file === undefined) throw error;
          return (await import(/* @vite-ignore */ `${file}?again=${asked}`)) as { default: ComponentType<P> };
        });
      } catch (error) {
        failedAt = asked;
        throw error;
      }
    });
  let current = begin(false);
  return function Again(props: P) {
    if (failedAt !== null && failedAt !== asked) {
      failedAt = null;
      current = begin(true);
    }
    const Shown = current;
    return <Shown {...props} />;
  };
}
