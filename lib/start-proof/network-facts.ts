import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Fault, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { readDescribed } from './facts/described';
import { readStated } from './facts/stated';
import { Told, toldStacks, united } from './facts/told';
import { NetworkFactsProps } from './network-facts-props';
import type { AppModel } from '../app-model/app-model';
import type { FactCommand } from './fact-command';

/**
 * Things that are there already and the app does not hold: the VPC that it imports, with its subnets, routes, endpoints, security
 * groups and network ACLs; load balancers, file systems, clusters with their hosts, and roles that it imports.
 *
 * The start proof takes it for a part of the app, so that what it could only ask is proved or broken. Told is what was true
 * then: run the commands again when the network changes.
 *
 * ```ts
 * Validations.of(app).addPlugins(new EcsStartProof({ facts: NetworkFacts.fromFiles('facts') }));
 * ```
 */
@guarded
export class NetworkFacts {
  /**
   * Facts that are written in code.
   *
   * Throws `NetworkFacts.entry` for what is no id of AWS, `NetworkFacts.twice` for two tellings of one thing that differ.
   */
  public static of(props: NetworkFactsProps): NetworkFacts {
    const faults: Fault[] = [];
    return NetworkFacts.from(readStated(props, faults), faults);
  }

  /**
   * Facts that the AWS CLI printed as JSON.
   *
   * Of networks: `aws ec2 describe-vpcs`, `describe-vpc-attribute`, `describe-subnets`, `describe-route-tables`,
   * `describe-vpc-endpoints`, `describe-security-groups`, `describe-network-acls`, `describe-nat-gateways`,
   * `describe-prefix-lists` and `get-managed-prefix-list-entries`. Of load balancers: `aws elbv2 describe-target-groups` and
   * `describe-load-balancers`, and `aws apigatewayv2 get-vpc-link` with `--query "{VpcLinks: [@]}"`. Of file systems: `aws efs describe-mount-targets` and `aws ec2 describe-network-interfaces`. Of
   * hosts: `aws ecs describe-clusters` and `describe-capacity-providers`, `aws autoscaling describe-auto-scaling-groups` and
   * `aws ec2 describe-launch-template-versions`. Of roles: `aws iam get-account-authorization-details`, whole or for some.
   *
   * A file that has the id of a VPC in its name, as `vpc-0a1b2c3d.vpc-endpoints.json`, has the whole list of that VPC: what
   * is not in it is not there. So has one with the id of a file system for its mount targets, and the entries of a prefix list
   * need its id there. Of any other file only what is in it counts. `NetworkFacts.commands` names them so.
   *
   * Throws `NetworkFacts.missing`, `NetworkFacts.unreadable`, `NetworkFacts.shape`, `NetworkFacts.truncated`,
   * `NetworkFacts.entry`, `NetworkFacts.otherVpc` and `NetworkFacts.twice`, all faults together.
   *
   * @param paths files, and folders whose `.json` files are read
   */
  public static fromFiles(...paths: string[]): NetworkFacts {
    const faults: Fault[] = [];
    const told = paths.flatMap((path) => filesAt(path, faults)).flatMap((file) => readFile(file, faults));
    return NetworkFacts.from(told, faults);
  }

  /**
   * The commands of the AWS CLI that tell what the start proof of an app cannot know, ready to paste.
   *
   * Some answers lead to further questions: tell what is known, and ask again until there is nothing left.
   *
   * @param path folder of a cloud assembly (`cdk.out`), or file of a template
   * @param known facts that are told already
   * @param folder that receives the answers, `facts` unless said otherwise
   */
  public static commands(path: string, known?: NetworkFacts, folder?: string): FactCommand[] {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
    const { modelOfPath } = require('../app-model/load') as typeof import('../app-model/load');
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- on first use only
    const { commandsFor } = require('./facts/commands') as typeof import('./facts/commands');
    const model = modelOfPath(path);
    return commandsFor(known?._into(model) ?? model, folder ?? 'facts');
  }

  private static from(told: readonly Told[], faults: Fault[]): NetworkFacts {
    const all = united(told, faults);
    failAll(undefined, faults);
    return new NetworkFacts(all);
  }

  private constructor(private readonly told: readonly Told[]) {}

  /**
   * These facts and others.
   *
   * Throws `NetworkFacts.twice` where they tell different things of one id.
   */
  public plus(other: NetworkFacts): NetworkFacts {
    return NetworkFacts.from([...this.told, ...other.told], []);
  }

  /**
   * The model of an app with these facts.
   *
   * @internal
   */
  public _into(model: AppModel): AppModel {
    return model.withTold(...toldStacks(this.told));
  }
}

function filesAt(path: string, faults: Fault[]): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    faults.push({ code: 'NetworkFacts.missing', message: `'${path}' is neither a file nor a folder` });
    return [];
  }
  return stat.isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(path, name))
    : [path];
}

function readFile(file: string, faults: Fault[]): Told[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (reason) {
    const { message } = reason as Error;
    faults.push({
      code: 'NetworkFacts.unreadable',
      message: `'${file}' cannot be read as JSON: ${message.split('\n')[0]}`,
    });
    return [];
  }
  const name = basename(file);
  const idOf = (prefix: string) => new RegExp(`(?<![a-z])${prefix}-[0-9a-f]+`).exec(name)?.[0];
  const vpc = idOf('vpc');
  const latest = /\.latest\./.exec(name)?.[0];
  const told = readDescribed(json, `'${file}'`, { vpc, fs: idOf('fs'), pl: idOf('pl'), latest }, faults);
  const stranger = told.find(({ properties }) => properties.VpcId !== undefined && properties.VpcId !== vpc);
  if (vpc !== undefined && stranger !== undefined) {
    faults.push({
      code: 'NetworkFacts.otherVpc',
      message: `'${file}' is named after ${vpc} and has '${stranger.id}' of ${String(stranger.properties.VpcId)}; a file with the id of a VPC in its name holds the lists of that VPC alone`,
    });
  }
  return told;
}
