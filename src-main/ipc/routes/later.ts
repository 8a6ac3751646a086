import { Refusal } from '../../execution/refusal.ts';

/** Answers a method whose feature is not in this version yet. */
export function later(): never {
  throw new Refusal('not_implemented', 'This is not in this version yet.');
}
