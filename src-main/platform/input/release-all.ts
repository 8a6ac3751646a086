/**
 * Lets go of each, one after the other, and forgets it: one that cannot be let go stays in `held` and does not keep the
 * others down. @throws what the first of them met, at the end
 */
export async function releaseAll<T>(held: Set<T>, letGo: (each: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const each of [...held].reverse()) {
    try {
      await letGo(each);
      held.delete(each);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
