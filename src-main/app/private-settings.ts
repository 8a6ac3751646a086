import type { RuleMatch, Settings } from '../../src-preload/contract/types.ts';
import type { Private } from './scrub.ts';

/** The folders, programs and hosts that the settings name. */
export function privateSettings(settings: Readonly<Settings>): Private[] {
  const { workspace_roots, allowed_domains, private_hosts_allowed, models_root, browser_path } = settings;
  const { update_feed_url: feed } = settings;
  return [
    ...workspace_roots.map((text) => ({ text, standsFor: '<workspace>' })),
    ...[models_root, browser_path].filter((path) => path !== null).map((text) => folder(text)),
    ...allowed_domains.map((domain) => host(domain.replace(/^\*\./, ''))),
    ...private_hosts_allowed.map((written) => host(written)),
    ...(feed === null ? [] : [host(new URL(feed).host)]),
  ];
}

/** And those of a standing answer. */
export const privateMatch = (match: RuleMatch): Private[] => [
  ...(match.host === undefined ? [] : [host(match.host)]),
  ...(match.folder === undefined ? [] : [folder(match.folder)]),
];

const folder = (text: string): Private => ({ text, standsFor: '<folder>' });
/** Without its port, with which it may be written or not. */
const host = (text: string): Private => ({
  text: text.replace(/:\d+$/, ''),
  standsFor: '<host>',
  name: true,
});
