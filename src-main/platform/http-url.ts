import { ToolError } from './tool-error.ts';

/** @throws ToolError `invalid_args` for what is not a plain http(s) URL. */
export function httpUrl(written: string): URL {
  if (!URL.canParse(written)) {
    throw new ToolError('invalid_args', 'invalid_url', 'The address is not a URL.');
  }
  const url = new URL(written);
  const problem = urlProblem(url);
  if (problem !== null) throw new ToolError('invalid_args', problem.code, problem.message);
  return url;
}

/** What makes a URL one that is never fetched, whoever names it. */
export function urlProblem(url: URL): { code: string; message: string } | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const scheme = url.protocol.slice(0, -1).slice(0, 50);
    return {
      code: 'unsupported_scheme',
      message: `Only http and https addresses are read, not "${scheme}".`,
    };
  }
  if (url.username !== '' || url.password !== '') {
    // A URL is shown, logged and sent on; a password in it would be too.
    return {
      code: 'credentials_in_url',
      message: 'The address carries a user name or password. Take it out.',
    };
  }
  return null;
}
