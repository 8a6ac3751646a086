// @ts-check

/**
 * @typedef {'altered' | 'missing' | 'reordered' | 'truncated' | 'torn' | 'head_mismatch' | 'artifact_altered' |
 *   'artifact_missing'} Kind
 */
/** @typedef {{seq?: number, segment?: string, kind: Kind, message: string}} Problem `seq`: the first record meant */

const MAX_PROBLEMS = 100;

/** What was found wrong. The first ones say most: a file of a million bad lines must not become a list of a million. */
export class Problems {
  /** @type {Problem[]} */
  #list = [];
  /** @type {string | undefined} */
  segment;

  /**
   * @param {Kind} kind
   * @param {string} message
   * @param {number} [seq]
   * @returns {Problem}
   */
  add(kind, message, seq) {
    const problem = {
      ...(seq === undefined ? {} : { seq }),
      ...(this.segment === undefined ? {} : { segment: this.segment }),
      kind,
      message,
    };
    if (this.#list.length < MAX_PROBLEMS) this.#list.push(problem);
    return problem;
  }

  /** In the order of the records; what concerns no single one comes last. */
  sorted() {
    return [...this.#list].sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity));
  }
}

/**
 * @param {number} from
 * @param {number} to
 */
export function range(from, to) {
  return from === to ? `Record ${from} is` : `Records ${from} to ${to} (${to - from + 1}) are`;
}
