import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../src-preload/contract/errors.ts';
import { AUDIT_EVENTS, STATUSES } from '../../../src-preload/contract/types.ts';
import { texts } from '../../../src-renderer/texts/panel.ts';
import { statusTone } from '../../../src-renderer/ui/tones.ts';

const page = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../../../src-renderer', path), 'utf8');

describe('the pages', () => {
  it.each(['panel/index.html', 'approval/index.html'])(
    '%s has nothing inline that its policy refuses',
    (path) => {
      const html = page(path);
      expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\//);
    },
  );

  it('the panel carries the nonce for the component library', () => {
    expect(page('panel/index.html')).toContain('<meta name="csp-nonce" content="__CSP_NONCE__"');
  });
});

describe('texts', () => {
  it('has words for every status, event and error code', () => {
    for (const status of STATUSES) {
      expect(texts.statuses[status]).toBeTruthy();
      expect(statusTone(status)).toBeTruthy();
    }
    for (const event of AUDIT_EVENTS) expect(texts.events[event]).toBeTruthy();
    for (const code of ERROR_CODES) expect(texts.errors[code]).toBeTruthy();
  });
});
