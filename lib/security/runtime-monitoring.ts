import { Stack, Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as guardduty from 'aws-cdk-lib/aws-guardduty';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { subnetFaults } from '../internal/subnet-faults';
import { finalProperties } from '../internal/final-properties';
import { guarded } from '../internal/guard/guarded';
import { memoryLimit, viewTask } from '../internal/task-view';
import { number } from '../internal/template-value';
import { warn } from '../internal/warnings';
import { ExecutionGrants } from './execution-grants';

/** Rules of cdk-nag that give up on an address range which only the deployment knows, and then report the group. */
const UNREADABLE_RANGE = [
  'AwsSolutions::AwsSolutions-EC23',
  'HIPAA.Security::HIPAA.Security-EC2RestrictedCommonPorts',
  'HIPAA.Security::HIPAA.Security-EC2RestrictedSSH',
  'NIST.800.53.R5::NIST.800.53.R5-EC2RestrictedCommonPorts',
  'NIST.800.53.R5::NIST.800.53.R5-EC2RestrictedSSH',
  'PCI.DSS.321::PCI.DSS.321-EC2RestrictedCommonPorts',
  'PCI.DSS.321::PCI.DSS.321-EC2RestrictedSSH',
];
const UNREADABLE_REASON =
  "the only way in is TCP 443 from the VPC's own addresses, which the rule cannot read where the VPC is made in the same app";

/** Settings of `RuntimeMonitoring`. */
export interface RuntimeMonitoringProps {
  /**
   * Make the GuardDuty detector of the account and region here, with Runtime Monitoring on. GuardDuty bills by the vCPU
   * hour and takes one detector per region: leave it to the security account where there is one.
   *
   * @default false
   */
  readonly createDetector?: boolean;

  /**
   * Network without a way out to the internet, in which the agent reaches GuardDuty through an endpoint made here.
   *
   * @default - no endpoint: GuardDuty makes one itself, or the agent goes by NAT
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the endpoint.
   *
   * @default - one private subnet per zone
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}

/** Memory that the agent may take beside the containers. Remembered from the GuardDuty user guide, so it only warns. */
const AGENT_MIB = 128;

/**
 * GuardDuty Runtime Monitoring made to work for tasks on Fargate.
 *
 * The agent is a container that GuardDuty adds at launch; it is not in the template. What it needs is: leave for the
 * execution role to pull it from an ECR of AWS's, a cluster that is not excluded, the way to GuardDuty, and memory.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/prereq-runtime-monitoring-ecs-support.html
 */
@guarded
@propertyInjectable
export class RuntimeMonitoring extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.RuntimeMonitoring';

  /** The detector, when it was made here. */
  public readonly detector?: guardduty.CfnDetector;
  /** The endpoint, when it was made here. */
  public readonly endpoint?: ec2.InterfaceVpcEndpoint;

  constructor(scope: Construct, id: string, props: RuntimeMonitoringProps = {}) {
    super(scope, id);
    if (props.createDetector === true) {
      this.detector = new guardduty.CfnDetector(this, 'Detector', {
        enable: true,
        features: [
          {
            name: 'RUNTIME_MONITORING',
            status: 'ENABLED',
            additionalConfiguration: [
              { name: 'EC2_AGENT_MANAGEMENT', status: 'DISABLED' },
              { name: 'ECS_FARGATE_AGENT_MANAGEMENT', status: 'ENABLED' },
              { name: 'EKS_ADDON_MANAGEMENT', status: 'DISABLED' },
            ],
          },
        ],
      });
    }
    if (props.vpc === undefined && props.vpcSubnets !== undefined) {
      fail(
        this,
        'RuntimeMonitoring.vpcSubnets',
        "'vpcSubnets' is the place of the endpoint, which is made with 'vpc' only; give 'vpc', or leave it out",
      );
    }
    if (props.vpc !== undefined) {
      this.endpoint = this.makeEndpoint(props.vpc, props.vpcSubnets);
    }
  }

  /** Has GuardDuty watch the tasks of a cluster, also where clusters are chosen one by one. */
  public includeCluster(cluster: ecs.ICluster): void {
    Tags.of(cluster).add('GuardDutyManaged', 'true');
  }

  /** Has GuardDuty leave the tasks of a cluster alone, where clusters are watched unless excluded. */
  public excludeCluster(cluster: ecs.ICluster): void {
    Tags.of(cluster).add('GuardDutyManaged', 'false');
  }

  /**
   * Lets tasks start with the agent beside them.
   *
   * Fails with `GuardDuty.unknownRegion`, and with `RuntimeMonitoring.platform` when the tasks do not run on Fargate.
   * Warns with `RuntimeMonitoring.memory` when the containers leave the agent no room, and with
   * `RuntimeMonitoring.windows` when the tasks run Windows, where there is no agent.
   */
  public protect(taskDefinition: ecs.TaskDefinition): void {
    if (!taskDefinition.isFargateCompatible) {
      fail(
        this,
        'RuntimeMonitoring.platform',
        `task definition ${taskDefinition.node.path} must run on Fargate, got one that does not; on EC2 the agent belongs to the host: install it there, or have GuardDuty do so by EC2_AGENT_MANAGEMENT`,
      );
    }
    ExecutionGrants.fromRole(taskDefinition.obtainExecutionRole()).guardDutyAgent();
    taskDefinition.node.addValidation({
      validate: () => {
        this.warnOfLimits(taskDefinition);
        return [];
      },
    });
  }

  private warnOfLimits(taskDefinition: ecs.TaskDefinition): void {
    const resource = taskDefinition.node.defaultChild;
    if (!ecs.CfnTaskDefinition.isCfnTaskDefinition(resource)) {
      return;
    }
    const task = viewTask(finalProperties(resource));
    if (task.operatingSystem === 'WINDOWS') {
      warn(taskDefinition, {
        code: 'RuntimeMonitoring.windows',
        message:
          'GuardDuty has no agent for Windows tasks, so these are not watched; run them on Linux, or acknowledge it',
      });
    }
    const memory = number(task.properties.Memory);
    const taken = task.containers.reduce((sum, container) => sum + (memoryLimit(container) ?? 0), 0);
    if (memory !== undefined && taken > memory - AGENT_MIB) {
      warn(taskDefinition, {
        code: 'RuntimeMonitoring.memory',
        message: `the containers' memory limits add up to ${taken} of the task's ${memory} MiB, which leaves the GuardDuty agent less than ${AGENT_MIB}; choose a larger task or smaller limits`,
      });
    }
  }

  private makeEndpoint(vpc: ec2.IVpc, subnets?: ec2.SubnetSelection): ec2.InterfaceVpcEndpoint {
    failAll(this, subnetFaults('RuntimeMonitoring', vpc.selectSubnets(subnets), subnets !== undefined));
    const securityGroup = new ec2.SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc,
      description: 'GuardDuty agents report here',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(443), 'Agents of the VPC');
    Validations.of(securityGroup).acknowledge(...UNREADABLE_RANGE.map((id) => ({ id, reason: UNREADABLE_REASON })));
    const endpoint = new ec2.InterfaceVpcEndpoint(this, 'Endpoint', {
      vpc,
      service: ec2.InterfaceVpcEndpointAwsService.GUARDDUTY_DATA,
      subnets,
      privateDnsEnabled: true,
      open: false,
      securityGroups: [securityGroup],
    });
    // The agent has no role of the task's: GuardDuty documents this policy for endpoints that one makes oneself.
    endpoint.addToPolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:PrincipalAccount': Stack.of(this).account } },
      }),
    );
    return endpoint;
  }
}
