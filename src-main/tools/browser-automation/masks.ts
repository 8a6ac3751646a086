import type { Locator as Found } from 'playwright-core';
import type { BrowserSession } from '../../platform/browser/session.ts';
import { aim } from './aim.ts';
import type { BrowserStep } from './steps.ts';

/**
 * What of the page must not be in a picture, once a secret was typed: the fields that took one, every password field, and
 * wherever the page has written a secret out.
 */
export class Masks {
  readonly #session: BrowserSession;
  readonly #secrets: readonly string[];
  readonly #fields: (BrowserStep & { action: 'type' })[] = [];

  constructor(session: BrowserSession, secrets: readonly string[]) {
    this.#session = session;
    this.#secrets = secrets;
  }

  /** From now on this step's field is covered. */
  add(step: BrowserStep & { action: 'type' }): void {
    this.#fields.push(step);
  }

  /** For the page that is current. */
  locators(): Found[] {
    if (this.#secrets.length === 0) return [];
    const { page } = this.#session;
    const own = this.#fields.map((step) => aim(page, step).locator);
    const written = page
      .frames()
      .flatMap((frame) => [
        frame.locator('css=input[type="password"]'),
        ...this.#secrets
          .filter((secret) => secret.trim().length > 2)
          .map((secret) => frame.getByText(secret)),
      ]);
    return [...own, ...written];
  }
}
