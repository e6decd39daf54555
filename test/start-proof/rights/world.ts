import { App, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { findingsOf } from '../../../lib/app-model/check';
import { loadTree } from '../../../lib/app-model/load';
import { judgeRights, rights } from '../../../lib/start-proof/rights/rights';
import { testApp } from '../../support/stacks';

export const ACCOUNT = '111122223333';
export const ENV = { account: ACCOUNT, region: 'eu-west-1' };

/** A stack with what tasks are given, and roles that may do nothing. */
export class World {
  readonly app: App = testApp();
  readonly stack = new Stack(this.app, 'Shop', { env: ENV });
  readonly repository = new ecr.Repository(this.stack, 'Repository');
  readonly logGroup = new logs.LogGroup(this.stack, 'LogGroup');
  readonly secret = new secretsmanager.Secret(this.stack, 'Secret');
  readonly bucket = new s3.Bucket(this.stack, 'Bucket');
  /** The execution role and the task role of `task`. */
  readonly role = this.ofService('Role', 'ecs-tasks.amazonaws.com');
  readonly taskRole = this.ofService('TaskRole', 'ecs-tasks.amazonaws.com');

  ofService(id: string, service: string, props: Partial<iam.RoleProps> = {}): iam.Role {
    return new iam.Role(this.stack, id, { assumedBy: new iam.ServicePrincipal(service), ...props });
  }

  /** A Fargate task of one container, in the words of CloudFormation: no construct grants anything. */
  task(
    container: Partial<ecs.CfnTaskDefinition.ContainerDefinitionProperty> = {},
    props: Partial<ecs.CfnTaskDefinitionProps> = {},
    id = 'Task',
  ): ecs.CfnTaskDefinition {
    return new ecs.CfnTaskDefinition(this.stack, id, {
      family: 'shop',
      cpu: '256',
      memory: '512',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: this.role.roleArn,
      taskRoleArn: this.taskRole.roleArn,
      containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/nginx/nginx:1.27', ...container }],
      ...props,
    });
  }

  /** The role may do this as well. */
  allow(actions: string | string[], resources: string | string[], role: iam.Role = this.role): void {
    role.addToPolicy(new iam.PolicyStatement({ actions: [actions].flat(), resources: [resources].flat() }));
  }

  deny(actions: string | string[], resources: string | string[], role: iam.Role = this.role): void {
    const effect = iam.Effect.DENY;
    role.addToPolicy(new iam.PolicyStatement({ effect, actions: [actions].flat(), resources: [resources].flat() }));
  }

  /** The image, the log configuration and so on of a container that is given something. */
  get pulls() {
    return { image: `${this.repository.repositoryUri}:v1` };
  }

  get logs() {
    return {
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': this.logGroup.logGroupName,
          'awslogs-region': ENV.region,
          'awslogs-stream-prefix': 'a',
        },
      },
    };
  }

  get reads() {
    return { secrets: [{ name: 'PASSWORD', valueFrom: this.secret.secretArn }] };
  }
}

/** What is found in an app: `error Rights.notAllowed: message`, without the fixes. */
export function told(app: App): string[] {
  return findingsOf([rights], { model: loadTree(app).model }).map(
    ({ finding: { code, severity, message } }) => `${severity} ${code}: ${message}`,
  );
}

/** How many rights are proved. */
export function provedIn(app: App): number {
  return judgeRights(loadTree(app).model).filter(({ verdict }) => verdict === 'proved').length;
}

/** A row of a table: an app, and what is said of it. Nothing is said of a right one, of which something is proved. */
export type Row = readonly [name: string, build: (world: World) => void, ...told: (string | RegExp)[]];

export function expectRow(build: Row[1], wanted: readonly (string | RegExp)[]): void {
  const world = new World();
  build(world);
  const found = told(world.app);
  expect(found).toEqual(
    wanted.map((one) => (typeof one === 'string' ? expect.stringContaining(one) : expect.stringMatching(one))),
  );
  if (wanted.length === 0) {
    expect(provedIn(world.app)).toBeGreaterThan(0);
  }
}

/** For `test.each`. */
export function named([name, build, ...wanted]: Row) {
  return { name, build, wanted };
}
