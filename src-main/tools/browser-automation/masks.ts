import type { Locator as Found } from 'playwright-core';
import { coveredFields, REMEMBERED } from '../../platform/browser/covers.ts';
import type { BrowserSession } from '../../platform/browser/session.ts';
import { aim } from './aim.ts';
import type { BrowserStep } from './steps.ts';

/**
 * What of the page must not be in a picture, once a secret was typed: the fields that took one, whatever has become of them
 * since, every password field, every field that shows a secret, and wherever the page has written one out.
 */
export class Masks {
  readonly #session: BrowserSession;
  readonly #secrets: readonly string[];
  readonly #fields: (BrowserStep & { action: 'type' })[] = [];

  constructor(session: BrowserSession, secrets: readonly string[]) {
    this.#session = session;
    this.#secrets = secrets;
  }

  /**
   * From now on this step's field is covered: whatever the step would find at the time of a picture, and the very element that
   * it finds now, which may come to be called otherwise.
   * @param timeout for the field to be there, milliseconds
   * @throws the driver's error
   */
  async add(step: BrowserStep & { action: 'type' }, timeout: number): Promise<void> {
    this.#fields.push(step);
    const { locator } = aim(this.#session.page, step);
    await locator.waitFor({ state: 'attached', timeout });
    await locator.locator(REMEMBERED).count();
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
        frame.locator(coveredFields(this.#secrets)),
        ...this.#secrets
          .filter((secret) => secret.trim().length > 2)
          .map((secret) => frame.getByText(secret)),
      ]);
    return [...own, ...written];
  }
}
