import type { RequestContext } from '../../app-model/policy/condition';
import { Decision, decideAtEndpoint } from '../../app-model/policy/decide';
import { identitiesOf } from '../../app-model/policy/identity';
import type { IdentityOf } from '../../app-model/policy/pattern';
import { accountIn } from '../../app-model/policy/roles';
import type { Policy, Principals, Statement } from '../../app-model/policy/statement';
import { readWritten } from '../../app-model/policy/written';
import type { YesNoMaybe } from '../../app-model/yes-no-maybe';
import { markOf } from '../../app-model/values';
import type { Access } from './need';
import type { Endpoint } from '../../app-model/network/endpoints';
import type { Identity } from '../../app-model/network/identities';
import type { NetworkModel } from '../../app-model/network/network-model';

/** The answer of an endpoint policy to the calls of a need. */
export interface PolicyAnswer {
  readonly verdict: YesNoMaybe;
  readonly reason?: string;
  readonly fix?: string;
}

/** Only a policy that lets everything through lets a call through of which nothing is known. */
const ANY_CALL: Access = { actions: [markOf('an action')], resources: [markOf('a resource')] };

/**
 * The policies of the VPC endpoints of an app, and which calls they let through.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export class EndpointPolicies {
  private readonly identityOf: IdentityOf;
  private readonly policies = new Map<Endpoint, Policy>();
  private readonly contexts = new Map<Endpoint, RequestContext>();
  /** The last answer: a need asks from all subnets one after the other, and gets the same one. */
  private last?: { readonly endpoint: Endpoint; readonly access: Access; readonly answer: PolicyAnswer };

  constructor(private readonly model: NetworkModel) {
    this.identityOf = identitiesOf(model.graph);
  }

  /** Whether the policy of an endpoint lets all calls through. Without a policy it lets everything through. */
  ask(endpoint: Endpoint, access: Access = ANY_CALL): PolicyAnswer {
    if (endpoint.policy === undefined) {
      return { verdict: 'yes' };
    }
    if (this.last?.endpoint !== endpoint || this.last.access !== access) {
      this.last = { endpoint, access, answer: this.judge(endpoint, access) };
    }
    return this.last.answer;
  }

  private judge(endpoint: Endpoint, access: Access): PolicyAnswer {
    const { actions, resources } = access;
    const caller = access.caller === undefined ? undefined : this.model.arns.write(access.caller);
    const answers = actions.map((action) => ({
      action,
      decision: best(resources.map((resource) => this.decide(endpoint, action, resource, caller))),
    }));
    const refused = answers.find(({ decision }) => decision.verdict === 'denied');
    if (refused) {
      const same = answers.filter(({ decision }) => decision.verdict === 'denied').map(({ action }) => action);
      return this.refusal(endpoint, refused.decision, same.join(', '), access, caller);
    }
    return answers.every(({ decision }) => decision.verdict === 'allowed')
      ? { verdict: 'yes' }
      : {
          verdict: 'maybe',
          reason: `whether the policy of ${endpoint.name} allows ${access === ANY_CALL ? 'what is called' : actions.join(', ')}`,
        };
  }

  private refusal(
    endpoint: Endpoint,
    { explicit, by }: Decision,
    actions: string,
    { resources: [resource] }: Access,
    caller: string | undefined,
  ): PolicyAnswer {
    const { arns } = this.model;
    // What only the deployment knows at the end of an ARN is a wildcard in a policy.
    const call = `${actions} on ${arns.readable(arns.write(resource)).replace(/«\?»$/, '*')}`;
    const whose = caller === undefined ? '' : ` for ${this.roleNamed(caller)}`;
    const policy = `the policy of ${endpoint.name}`;
    const statement = by?.sid === undefined ? 'a statement' : `statement ${by.sid}`;
    return explicit === true
      ? {
          verdict: 'no',
          reason: `${statement} of ${policy} denies ${call}${whose}`,
          fix: `leave ${call} out of ${statement} of ${policy}`,
        }
      : {
          verdict: 'no',
          reason: `${policy} does not allow ${call}${whose}`,
          fix: `allow ${call}${whose} in ${policy}`,
        };
  }

  private roleNamed(arn: string): string {
    return this.model.arns.resourceOf('AWS::IAM::Role', arn)?.path ?? this.model.arns.readable(arn);
  }

  private decide(endpoint: Endpoint, action: string, resource: string, role: string | undefined): Decision {
    const written = this.model.arns.write(resource);
    const account = role === undefined ? undefined : accountIn(role);
    const owner = accountIn(written);
    const context: RequestContext = {
      ...this.contextOf(endpoint),
      ...(role !== undefined && { 'aws:PrincipalArn': role }),
      ...(account !== undefined && { 'aws:PrincipalAccount': account }),
      ...(owner !== undefined && { 'aws:ResourceAccount': owner }),
    };
    const caller = { ...(role !== undefined && { role }), ...(account !== undefined && { account }) };
    return decideAtEndpoint(
      { caller, action, resource: written, context },
      forCall(this.policyOf(endpoint), written, role !== undefined),
      this.identityOf,
    );
  }

  /** The part of the context that all calls through an endpoint have. */
  private contextOf(endpoint: Endpoint): RequestContext {
    let context = this.contexts.get(endpoint);
    if (context === undefined) {
      context = {
        ...{ 'aws:SecureTransport': 'true', 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
        ...{ 'aws:SourceVpc': this.idOf(endpoint.vpc), 'aws:SourceVpce': this.idOf(endpoint) },
      };
      this.contexts.set(endpoint, context);
    }
    return context;
  }

  /** The id as it stands in a condition: as a text, or as the mark of the resource. */
  private idOf({ resource, name, key }: Identity): string {
    return resource === undefined || resource.told
      ? name
      : (this.model.graph.text(resource.pointer('Ref')) ?? markOf(key));
  }

  private policyOf(endpoint: Endpoint): Policy {
    let policy = this.policies.get(endpoint);
    if (policy === undefined) {
      const { graph, arns } = this.model;
      const read = readWritten(graph, arns, `the policy of ${endpoint.name}`, endpoint.policy);
      // A gateway endpoint takes everybody as the principal and nobody else: what it does with others is not known.
      policy = endpoint.kind === 'Gateway' ? withoutCallers(read) : read;
      this.policies.set(endpoint, policy);
    }
    return policy;
  }
}

/** The best of the answers for the ARNs of which one is meant: denied is only what all of them are. */
function best(decisions: readonly Decision[]): Decision {
  const [first, ...others] = decisions;
  return first.verdict === 'denied' && others.some(({ verdict }) => verdict !== 'denied')
    ? { verdict: 'unknown' }
    : first;
}

/** The part of a policy that may be about a call. */
function forCall(policy: Policy, resource: string, callerKnown: boolean): Policy {
  const about = LAYERS.test(resource) ? policy : withoutLayers(policy);
  return callerKnown ? about : withoutCallers(about);
}

/** The bucket in which ECR has the layers of images. No bucket of an app is it, whatever its name. */
const LAYERS = /^arn:[^:]*:s3:::prod-[^/]*-starport-layer-bucket(?:\/|$)/;

function withoutLayers({ name, statements }: Policy): Policy {
  return {
    name,
    statements: statements.map((statement) =>
      statement.resources === undefined
        ? statement
        : { ...statement, resources: statement.resources.filter((resource) => !LAYERS.test(resource)) },
    ),
  };
}

/** Without a known caller nobody can say whether a statement that names callers is about the call. */
function withoutCallers({ name, statements }: Policy): Policy {
  return {
    name,
    statements: statements.map((statement): Statement =>
      isAnyone(statement.principals) ? statement : { ...statement, unreadable: true },
    ),
  };
}

function isAnyone(principals: Principals | undefined): boolean {
  return principals === '*' || principals?.AWS?.includes('*') === true;
}
