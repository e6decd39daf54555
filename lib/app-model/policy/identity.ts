import { AppModel } from '../app-model';
import { Pointer, Unknown } from '../values';
import { IdentityOf } from './pattern';

const OF_THE_STACK = new Set(['AWS::Partition', 'AWS::Region', 'AWS::AccountId']);

/** The marks that name a resource of the app: its ARN, or the name of a bucket, which no other resource has. */
export function identitiesOf(model: AppModel): IdentityOf {
  return (mark) => {
    const value = model.unmark(mark);
    if (value instanceof Unknown) {
      return OF_THE_STACK.has(value.key) ? { id: value.key, isName: true } : undefined;
    }
    if (!(value instanceof Pointer)) {
      return undefined;
    }
    const { attribute, resource } = value;
    const isName = attribute === 'Ref' && resource.type === 'AWS::S3::Bucket';
    return attribute === 'Arn' || isName ? { id: resource.id, isName } : undefined;
  };
}
