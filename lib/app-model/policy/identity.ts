import { AppModel } from '../app-model';
import { Pointer, Unknown } from '../values';
import { namedInArn } from './arns';
import { IdentityOf } from './pattern';

const OF_THE_STACK = new Set(['AWS::Partition', 'AWS::Region', 'AWS::AccountId']);

/**
 * The marks that name a resource of the app: its ARN, its name after the word for its kind in an ARN, or the name of a
 * bucket, which no other resource has.
 */
export function identitiesOf(model: AppModel): IdentityOf {
  return (mark, before) => {
    if (isOwnId(model, mark)) {
      return { id: mark, isName: true };
    }
    const value = model.unmark(mark);
    if (value instanceof Unknown) {
      const alone = before === '' || before.endsWith(':');
      return OF_THE_STACK.has(value.key) && alone ? { id: value.key, isName: true } : undefined;
    }
    const named = namedInArn(model, mark, before);
    if (named !== undefined) {
      return { id: named.id, isName: named.type === 'AWS::S3::Bucket' };
    }
    if (!(value instanceof Pointer) || before.endsWith('/')) {
      return undefined;
    }
    const { attribute, resource } = value;
    const isName = attribute === 'Ref' && resource.type === 'AWS::S3::Bucket';
    return attribute === 'Arn' || isName ? { id: resource.id, isName } : undefined;
  };
}

/** Place of the id in the ARN of a resource of Elastic Load Balancing that no other resource of its type has. */
const OWN_ID: Readonly<Record<string, string | undefined>> = {
  'AWS::ElasticLoadBalancingV2::TargetGroup': '1',
  'AWS::ElasticLoadBalancingV2::Listener': '2',
  'AWS::ElasticLoadBalancingV2::ListenerRule': '3',
};

function isOwnId(model: AppModel, mark: string): boolean {
  const [, id, index] = /^\u27e6(.*)#(\d)\u27e7$/.exec(mark) ?? [];
  return index !== undefined && OWN_ID[model.byId(id)?.type ?? ''] === index;
}
