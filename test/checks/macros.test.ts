import { EcsStartProof } from '../../lib/start-proof';
import { NETWORK, Resources, service, task, template, written } from '../support/plain-apps';

/*
 * A right app whose resources a macro makes: what CloudFormation makes of them at deployment is not missing.
 */

const loop = (id: string, body: unknown, list: unknown = [id]) => ({
  'Fn::ForEach::Loop': ['Id', list, { '${Id}': body }],
});

const app = template(NETWORK, task(), service()) as { Resources: Resources };

/** The app with a macro in place of one of its resources. */
const without = (id: string, macro: object, more: object = {}) => {
  const others = Object.entries(app.Resources).filter(([each]) => each !== id);
  const Resources = { ...Object.fromEntries(others), ...macro };
  return written({ ...app, Transform: 'AWS::LanguageExtensions', ...more, Resources });
};
const ids = Object.keysapp.Resources.filter((id) => id !== 'Task' && id !== 'Service');

test.each(ids)('%s, made by a loop', (id) => {
  const whole = EcsStartProof.proveAssembly(written(app));
  const { proved, unknown } = EcsStartProof.proveAssembly(without(id, loop(id, app.Resources[id])));

  expect({ proved, unknown }).toEqual({ proved: whole.proved, unknown: whole.unknown });
});
