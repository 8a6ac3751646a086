import shipped from '../../config/execution_layer_config.json';
import { settings } from '../../src-preload/contract/schemas/settings.ts';
import type { Settings } from '../../src-preload/contract/types.ts';
import { deepFreeze } from './deep-freeze.ts';

/** The shipped defaults, from `config/`: the only place where they are written down. */
export const DEFAULT_SETTINGS: Readonly<Settings> = deepFreeze(settings.parse(shipped));
