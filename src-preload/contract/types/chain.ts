export const CHAIN_PROBLEMS = [
  'altered',
  'missing',
  'reordered',
  'truncated',
  'torn',
  'head_mismatch',
  'artifact_altered',
  'artifact_missing',
] as const;

export interface ChainReport {
  ok: boolean;
  records: number;
  signed: boolean;
  problems: { seq?: number; segment?: string; kind: (typeof CHAIN_PROBLEMS)[number]; message: string }[];
  /** Fingerprint (hex sha256) of the key that the head names. */
  key?: string;
  /** How many records the head counts, and when it was written (epoch seconds). */
  head?: { count: number; time: number };
  /** Why it is not signed, or why nothing is signed now. */
  unsigned?: string;
  /** Records that were removed by retention, which was recorded. */
  removed?: number;
  /** Artifacts that were looked at. */
  artifacts?: number;
  /** What was not looked at, in words. */
  notes: string[];
}

/** Whether the record is signed, and with which key, as far as is known now. */
export interface AuditSigning {
  signed: boolean;
  /** Hex sha256 of the public key; null when there has been none. Compare it with what a check of a copy shows. */
  fingerprint: string | null;
  /** Why it is not signed. */
  problem: string | null;
}
