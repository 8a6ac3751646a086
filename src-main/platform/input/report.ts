/** Says what is done at the moment it is done, as an effect of the run. */
export type Report = (kind: 'input' | 'capture' | 'read' | 'write', target: string, detail: string) => void;
