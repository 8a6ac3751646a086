import type { App } from 'electron';

/** The app is gone after this long, whatever still hangs. */
const QUIT_LIMIT_MS = 5_000;

export interface QuitParts {
  app: App;
  /** Hears first that the app is about to end. */
  closing: () => void;
  /** Lets go of what it has on the desktop. */
  dispose: () => void;
  /** Ends runs and children, flushes the record and the log. */
  stop: () => Promise<void>;
  /** What comes when nothing of the app writes any more, also where stopping hung. */
  last: () => void;
}

/** Has the app end what runs, in order, before it goes; within a limit. */
export function quitInOrder({ app, closing, dispose, stop, last }: QuitParts): void {
  let stopped = false;
  // It ends also where the last thing fails, which main's log then hears of: an app without its services would hang on.
  const lastly = (end: () => void): void => {
    try {
      last();
    } finally {
      end();
    }
  };
  app.on('before-quit', closing);
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    const limit = setTimeout(() => lastly(() => app.exit(1)), QUIT_LIMIT_MS);
    dispose();
    void stop().finally(() => {
      clearTimeout(limit);
      stopped = true;
      lastly(() => app.quit());
    });
  });
}
