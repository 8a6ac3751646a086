/**
 * What a thread with a limit on its memory may have for new objects, in MB. One that has reached its limit is given 16 MB more, in
 * which it is ended; one collection that moves more than that out of the young generation ends the whole process instead
 * (nodejs/node#47224).
 */
export const YOUNG_GENERATION_MB = 16;
