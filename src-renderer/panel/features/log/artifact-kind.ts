import type { ArtifactRef } from '../../../../src-preload/contract/types.ts';

/** What the page draws as a picture. SVG is a document that can hold more than a picture, so it is not among them. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export const isPicture = (mime: string): boolean => PICTURES.includes(mime);
export const isText = (mime: string): boolean => mime.startsWith('text/plain') || mime === 'application/json';

/** Pictures of before and after stand first, side by side. */
export function byRole(artifacts: readonly ArtifactRef[]): ArtifactRef[] {
  const role = ({ name, mime }: ArtifactRef): number => {
    if (!isPicture(mime)) return 3;
    return name.startsWith('before') ? 0 : name.startsWith('after') ? 1 : 2;
  };
  return artifacts.toSorted((a, b) => role(a) - role(b));
}

/** Bytes that are not UTF-8 come out as replacement characters. */
export function decodeText(base64: string): string {
  const binary = atob(base64);
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}
