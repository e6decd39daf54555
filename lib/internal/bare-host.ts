/**
 * `; write 'api.example.com'`, when a text has a host name and a scheme, port or path around it; else nothing.
 *
 * @param given what stands where a host name alone belongs
 */
export function bareHostHint(given: string): string {
  const [, host] =
    /^(?:[a-z][a-z\d+.-]*:\/\/)?([A-Za-z0-9*?_-]+(?:\.[A-Za-z0-9*?_-]+)+)\.?(?::\d+)?(?:[/?#].*)?$/i.exec(given) ?? [];
  return host === undefined || host === given ? '' : `; write '${host}'`;
}
