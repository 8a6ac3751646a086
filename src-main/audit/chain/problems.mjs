// @ts-check

/**
 * @typedef {'altered' | 'missing' | 'reordered' | 'truncated' | 'torn' | 'head_mismatch' | 'artifact_altered' |
 *   'artifact_missing'} Kind
 */
/** @typedef {{seq?: number, segment?: string, kind: Kind, message: string}} Problem `seq`: the first record meant */

const MAX_PROBLEMS = 100;
/** Of those, what does not come from a record being wrong: the head, what stands for removed segments, earlier findings. */
const MAX_ABOUT_LOG = 25;

/**
 * What was found wrong. A file of a million bad lines must not become a list of a million: kept are the first bad records
 * by number, in whatever order they are come across, and with them what concerns the log as a whole.
 */
export class Problems {
  /** @type {Problem[]} */
  #records = [];
  /** @type {Problem[]} */
  #aboutLog = [];
  /** None of a higher number is kept any more. */
  #highest = Infinity;
  /** @type {string | undefined} */
  segment;

  /**
   * A record that is wrong.
   * @param {Kind} kind
   * @param {string} message
   * @param {number} [seq]
   * @returns {Problem}
   */
  add(kind, message, seq) {
    const problem = this.#problem(kind, message, seq);
    if ((seq ?? Infinity) > this.#highest) return problem;
    this.#keep(problem);
    return problem;
  }

  /** @param {Problem} problem */
  #keep(problem) {
    this.#records.push(problem);
    if (this.#records.length <= 2 * MAX_PROBLEMS) return;
    this.#records = inOrder(this.#records).slice(0, MAX_PROBLEMS);
    this.#highest = this.#records.at(-1)?.seq ?? Infinity;
  }

  /**
   * Something that is wrong with the log as a whole: never crowded out by bad records.
   * @param {Kind} kind
   * @param {string} message
   * @param {number} [seq]
   */
  addAboutLog(kind, message, seq) {
    const problem = this.#problem(kind, message, seq);
    if (this.#aboutLog.length < MAX_ABOUT_LOG) this.#aboutLog.push(problem);
    else this.#keep(problem);
  }

  /** In the order of the records; what concerns no single one comes last. */
  sorted() {
    const room = MAX_PROBLEMS - this.#aboutLog.length;
    return inOrder([...this.#aboutLog, ...inOrder(this.#records).slice(0, room)]);
  }

  /**
   * @param {Kind} kind
   * @param {string} message
   * @param {number} [seq]
   * @returns {Problem}
   */
  #problem(kind, message, seq) {
    return {
      ...(seq === undefined ? {} : { seq }),
      ...(this.segment === undefined ? {} : { segment: this.segment }),
      kind,
      message,
    };
  }
}

/** @param {Problem[]} problems */
function inOrder(problems) {
  return [...problems].sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity));
}

/**
 * @param {number} from
 * @param {number} to
 */
export function range(from, to) {
  return from === to ? `Record ${from} is` : `Records ${from} to ${to} (${to - from + 1}) are`;
}
