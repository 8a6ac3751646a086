import { texts } from '../../texts/panel.ts';
import { toastTexts } from '../../texts/toasts.ts';
import type { Answer } from '../../../src-preload/contract/errors.ts';
import { ask } from '../api.ts';
import { tell } from './toasts.ts';

/** Seconds. A standing answer that is older was there before, and is nothing that has just happened. */
const NEW_S = 10;

const told = new Set<string>();

interface Standing {
  id: string;
  words: string;
  /** Epoch seconds. */
  since: number;
  title: string;
  back: string;
  takeBack: () => Promise<Answer<unknown>>;
}

/**
 * Tells of standing answers that have just come, whichever window they were given in, with the way back: without one,
 * what it covered is asked again, which allows less.
 */
export async function tellNewAnswers(): Promise<void> {
  // What cannot be listed is said where it is listed.
  const [rules, sessions] = await Promise.all([
    ask((api) => api.rules.list()),
    ask((api) => api.rules.sessions()),
  ]);
  const standing: Standing[] = [
    ...(rules.ok ? rules.value : []).map(({ ruleId, words, createdAt }) => ({
      id: ruleId,
      words,
      since: createdAt,
      title: toastTexts.ruleMade,
      back: toastTexts.ruleUndo,
      takeBack: () => ask((api) => api.rules.remove({ ruleId })),
    })),
    ...(sessions.ok ? sessions.value : []).map(({ answerId, words, createdAt }) => ({
      id: answerId,
      words,
      since: createdAt,
      title: toastTexts.sessionMade,
      back: toastTexts.sessionUndo,
      takeBack: () => ask((api) => api.rules.removeSession({ answerId })),
    })),
  ];
  for (const { id, words, since, title, back, takeBack } of standing) {
    if (told.has(id) || Math.abs(Date.now() / 1000 - since) > NEW_S) continue;
    told.add(id);
    const run = async (): Promise<void> => {
      const answer = await takeBack();
      if (answer.ok) return;
      tell({ tone: 'bad', title: texts.rules.removeFailed, text: `${words}. ${answer.error.message}` });
    };
    tell({
      tone: 'info',
      title,
      text: words,
      undo: { label: toastTexts.undo, name: toastTexts.undoTo(back), run: () => void run() },
    });
  }
}
