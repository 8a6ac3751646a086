/** Why a run is made to stop. Used as the abort reason of its signal. */
export class RunStopped extends Error {
  override name = 'RunStopped';
  constructor(
    readonly why: 'cancelled' | 'paused' | 'timed_out' | 'quit',
    message: string,
  ) {
    super(message);
  }
}
