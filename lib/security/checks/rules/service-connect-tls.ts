import { flag, items, record, text } from '../../../internal/template-value';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const serviceConnectTls: Rule = {
  id: 'ServiceConnectTls',
  level: 'warning',
  sections: ['4.3.3', '4.3.5'],
  types: [SERVICE],
  info: "Service Connect carries the traffic of this port in clear text and without proof of who answers; set 'Tls' with a private CA",
  check: ({ properties }) => {
    const configuration = record(properties.ServiceConnectConfiguration);
    return flag(configuration.Enabled) === false
      ? []
      : items(configuration.Services)
          .map(record)
          .filter(({ Tls }) => Tls === undefined)
          .map(({ PortName }, index) => `Port::${text(PortName) ?? index + 1}`);
  },
};
