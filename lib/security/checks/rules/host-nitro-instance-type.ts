import { items, text } from '../../../internal/template-value';
import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

/** Families before Nitro, which have no hardware root of trust. Source: EC2 user guide, "Instances built on Nitro", 2026-11. */
export const BEFORE_NITRO = /^(t1|t2|m1|m2|m3|m4|c1|c3|c4|cc2|r3|r4|x1|x1e|i2|i3|d2|h1|g2|g3|g3s|p2|p3|f1|cr1|hs1)\./;

export const hostNitroInstanceType: Rule = {
  id: 'HostNitroInstanceType',
  level: 'warning',
  sections: ['4.6'],
  types: HOSTS,
  info: "the hosts' instance type has no hardware root of trust; take one that is built on Nitro",
  same: ['ControlTower CT.EC2.PR.15'],
  around: true,
  check: (subject) => {
    const properties = hostOf(subject)?.properties ?? {};
    const overrides = items(properties.InstanceTypes);
    return [properties.InstanceType, ...overrides].some((type) => BEFORE_NITRO.test(text(type) ?? '')) ? [''] : [];
  },
};
