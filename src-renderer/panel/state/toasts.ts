import { create } from 'zustand';

/** A button of a message. */
export interface ToastAction {
  label: string;
  /** The whole of it for a screen reader and the commands, where the label alone would not say it. */
  name?: string;
  run: () => void;
}

/** What has just happened, and what to do about it. */
export interface Toast {
  id: number;
  /** `info` goes away by itself; what went wrong stays until it is dismissed. */
  tone: 'info' | 'warn' | 'bad';
  title: string;
  text?: string | undefined;
  action?: ToastAction | undefined;
  /**
   * The way back, done at once: from what allowed more, and from what concerns this page alone. Undoing what allowed less would
   * have to ask again, so none is offered there.
   */
  undo?: ToastAction | undefined;
}

/** More than these at once would be a list to read: the oldest that would go by itself gives way. */
const MOST = 3;

/** What stays until it is dismissed is never the one that gives way; the newest is always shown. */
function fitting(toasts: readonly Toast[]): Toast[] {
  let over = toasts.length - MOST;
  return toasts.filter(({ tone }, at) => {
    if (over <= 0 || tone !== 'info' || at === toasts.length - 1) return true;
    over -= 1;
    return false;
  });
}

interface ToastsStore {
  toasts: Toast[];
  dismiss: (id: number) => void;
}

export const useToasts = create<ToastsStore>()((set) => ({
  toasts: [],
  dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}));

let last = 0;

/** Says it, below on the right, without taking the keyboard. The same again takes the place of what said it before. */
export function tell(toast: Omit<Toast, 'id'>): void {
  last += 1;
  const told = { ...toast, id: last };
  useToasts.setState(({ toasts }) => ({
    toasts: fitting([...toasts.filter(({ title }) => title !== toast.title), told]),
  }));
}
