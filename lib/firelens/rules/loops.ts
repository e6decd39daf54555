import { Finding, error } from '../../internal/finding';
import { FirelensView } from '../private/firelens-view';
import { inlineConfiguration, isPlain, optionOf, outputSections } from '../private/output-section';

/** The container's own address. An output without a host goes there too, and has a finding of its own. */
const LOCAL = ['localhost', '127.0.0.1', '::1'];
/** Port of Fluent Bit's forward plugins when a section names none; FireLens listens on the same. */
const FORWARD_PORT = '24224';

/** Outputs that send what the router got to the router itself, over and over. */
export function loops(view: FirelensView): Finding[] {
  const ports = listeningPorts(view);
  if (view.type !== 'fluentbit' || ports === undefined) {
    return [];
  }
  return outputSections(view)
    .filter(({ plugin }) => plugin.toLowerCase() === 'forward')
    .filter((section) => optionOf(section, 'unix_path') === undefined && optionOf(section, 'upstream') === undefined)
    .flatMap((section) => {
      const host = optionOf(section, 'host')?.value;
      const port = optionOf(section, 'port')?.value ?? FORWARD_PORT;
      return host !== undefined && LOCAL.includes(host) && isPlain(port) && ports.includes(port)
        ? [
            error(
              'Firelens.loop',
              `${section.where} forwards to ${host}:${port}, where the log router itself listens: its records come back to it for ever; name another host or port`,
              section.container,
            ),
          ]
        : [];
    });
}

/** Ports of the forward inputs that ECS generates and that the included text adds; `undefined` when not known. */
function listeningPorts(view: FirelensView): string[] | undefined {
  const { networkMode } = view.task;
  if (networkMode === undefined) {
    return undefined;
  }
  const own = (inlineConfiguration(view)?.sections ?? [])
    .filter(({ kind }) => kind === 'INPUT')
    .map(({ entries }) => new Map(entries.map(({ key, value }) => [key.toLowerCase(), value])))
    .filter((options) => options.get('name')?.toLowerCase() === 'forward' && !options.has('unix_path'))
    .map((options) => options.get('port') ?? FORWARD_PORT);
  return [...(networkMode === 'awsvpc' || networkMode === 'bridge' ? [FORWARD_PORT] : []), ...own];
}
