import { Refused } from '../world';
import type { Rule } from '.';

/**
 * A name that is taken, by a resource that was retained for instance.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */
const nameTaken: Rule = ({ verb, type, live }, { world }) => {
  const taken = [...world.live].some((each) => each !== live && each.type === type && each.name === live.name);
  if (verb === 'CREATE' && taken) {
    throw new Refused('AlreadyExists', `${type} ${live.name} already exists`);
  }
};

export const NAMES: readonly Rule[] = [nameTaken];
