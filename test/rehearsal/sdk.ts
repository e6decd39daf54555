import { APIS } from './apis';
import { allows, policiesOf, statementsOf } from './iam';
import { Live, refersTo, Refused, View } from './world';

/** Prefixes of actions, by the client of the SDK. */
const PREFIXES: Readonly<Record<string, string>> = {
  'auto-scaling': 'autoscaling',
  cloudformation: 'cloudformation',
  ec2: 'ec2',
  ecr: 'ecr',
  ecs: 'ecs',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  sts: 'sts',
};

/** Calls of the SDK as a role makes them, judged by what its policies say at this moment. */
export class Caller {
  public constructor(
    private readonly view: View,
    private readonly role: Live,
  ) {}

  public call(client: string, command: string, input: any): unknown {
    const action = `${PREFIXES[client] ?? client}:${command}`;
    if (action === 'sts:AssumeRole') {
      return this.assume(input.RoleArn);
    }
    const api = APIS[action];
    if (api === undefined) {
      throw new Refused('UnknownToTheDouble', `the double does not know ${action}`);
    }
    const resource = api.resource(input);
    if (!allows(policiesOf(this.role, this.view), { action, resource })) {
      throw new Refused(
        'AccessDenied',
        `${this.role.ref} is not authorized to perform: ${action} on resource: ${resource}`,
      );
    }
    return api.answer(this.view.world, input, this.role);
  }

  /** Whoever holds the credentials of a call of `AssumeRole` calls as that role. */
  public as(credentials?: { readonly sessionToken: string }): Caller {
    const role = credentials && this.view.byRef('AWS::IAM::Role', credentials.sessionToken);
    return role === undefined ? this : new Caller(this.view, role);
  }

  private assume(arn: string): unknown {
    const role = this.view.byRef('AWS::IAM::Role', arn);
    const trusted = statementsOf(role?.properties.AssumeRolePolicyDocument).some(
      ({ Effect, Principal }) =>
        Effect === 'Allow' && [Principal?.AWS ?? []].flat().some((each: string) => refersTo(this.role, each)),
    );
    if (!trusted) {
      throw new Refused(
        'AccessDenied',
        `${this.role.ref} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      );
    }
    return { Credentials: { AccessKeyId: 'key', SecretAccessKey: 'secret', SessionToken: arn } };
  }
}
