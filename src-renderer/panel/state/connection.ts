import { create } from 'zustand';
import { ask } from '../api.ts';

/** Asked this often while the window can be seen. */
const EVERY_MS = 5_000;
/** An app that is alive answers this question in a few milliseconds, also on a busy machine. */
const PATIENCE_MS = 4_000;

interface Connection {
  /** Main answers. When it does not, what is on show may be old. */
  answering: boolean;
  /** Epoch seconds of its last answer to this question. */
  heardAt: number;
  /** The computer has a network, as far as the system tells. */
  online: boolean;
}

export const useConnection = create<Connection>()(() => ({
  answering: true,
  heardAt: Date.now() / 1000,
  online: true,
}));

/** Keeps an eye on both. Returns the way to stop. */
export function watchConnection(): () => void {
  let asked = false;
  const look = async (): Promise<void> => {
    // One question at a time: they would only pile up before an app that hangs.
    if (asked || document.hidden) return;
    asked = true;
    const late = setTimeout(() => useConnection.setState({ answering: false }), PATIENCE_MS);
    await ask((api) => api.control.state());
    clearTimeout(late);
    asked = false;
    useConnection.setState({ answering: true, heardAt: Date.now() / 1000 });
  };
  const network = (): void => useConnection.setState({ online: navigator.onLine });
  network();
  const timer = setInterval(() => void look(), EVERY_MS);
  window.addEventListener('online', network);
  window.addEventListener('offline', network);
  return () => {
    clearInterval(timer);
    window.removeEventListener('online', network);
    window.removeEventListener('offline', network);
  };
}
