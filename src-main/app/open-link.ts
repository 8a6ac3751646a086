import { shell } from 'electron';
import type { AuditLog } from '../audit/audit-log.ts';
import { texts } from '../texts/texts.ts';
import { askPerson, type PersonParts, type PersonQuestion } from './ask-person.ts';

const words = texts.link;

/**
 * Hands an https address to the person's own browser: only on their press in the panel, after their yes, and once that is on
 * record. The one place that hands anything on.
 * @param url as the contract's schema has written it: https, no name or password, plain ASCII
 * @throws Refusal as `askPerson` does
 */
export async function openLink(
  url: string,
  { log, ...person }: PersonParts & { log: AuditLog },
): Promise<{ opened: boolean }> {
  if (!(await askPerson(questionFor(url), person))) return { opened: false };
  await log.durable(log.append({ event: 'app', caller: 'panel', detail: { what: 'link_opened', url } }));
  await shell.openExternal(url);
  return { opened: true };
}

/** The host by itself, so that a long address cannot push it out of sight. */
function questionFor(url: string): PersonQuestion {
  return {
    title: words.title,
    message: words.message(new URL(url).host),
    detail: words.detail(url),
    yes: words.yes,
  };
}
