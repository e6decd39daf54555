import { guarded } from '../../internal/guard/guarded';
import { RULES } from './rules';

/** A rule of the pack, as the coverage statement names it. */
export interface CoverageRule {
  /** Id as findings carry it, without the finding. */
  readonly ruleId: string;
  /** `error` fails a synth, `warning` does not. */
  readonly level: string;
  /** Resource types that it looks at. */
  readonly resourceTypes: string[];
  /** The requirement of the rule. */
  readonly info: string;
  /**
   * The same control in Security Hub, Control Tower, AWS Config, checkov, trivy or cdk-nag.
   *
   * @default - no other rule set has it
   */
  readonly sameControl?: string[];
}

/** The rules of the pack for one section of SP 800-190. */
export interface CoverageSection {
  /** Number of the section, as `4.1.2`. */
  readonly section: string;
  /** Its title. */
  readonly title: string;
  /** The rules that check it. */
  readonly rules: CoverageRule[];
  /** The part that no template can show, and who has to look. */
  readonly notCheckable: string;
}

/** Title of each section with countermeasures, and what of it cannot be read from a template. */
const SECTIONS: Readonly<Record<string, readonly [title: string, notCheckable: string]>> = {
  '4.1.1': [
    'Image vulnerabilities',
    'which vulnerabilities an image has, and how old its base layers are: scanning in ECR and a deployment gate decide when the task starts',
  ],
  '4.1.2': [
    'Image configuration defects',
    'the user and programs inside the image when the task definition says nothing of them',
  ],
  '4.1.3': ['Embedded malware', 'the contents of the image: GuardDuty and the scanner look there'],
  '4.1.4': [
    'Embedded clear text secrets',
    'secrets in the layers of the image, and values that only the deployment knows',
  ],
  '4.1.5': ['Use of untrusted images', 'whether a signature is valid: a deployment gate checks it before tasks start'],
  '4.2.1': [
    'Insecure connections to registries',
    'nothing for ECR, which speaks TLS only; proxies between are not in the template',
  ],
  '4.2.2': ['Stale images in registries', 'which of the images kept are still in use'],
  '4.2.3': [
    'Insufficient authentication and authorization restrictions',
    'permissions that people and pipelines have outside of the app',
  ],
  '4.3.1': [
    'Unbounded administrative access',
    'permissions outside of the app; service control policies; who approves deployments',
  ],
  '4.3.2': [
    'Unauthorized access',
    'multi-factor authentication and single sign-on: they belong to the identity provider',
  ],
  '4.3.3': [
    'Poorly separated inter-container network traffic',
    'what containers of one task say to each other: they share one network interface',
  ],
  '4.3.4': [
    'Mixing of workload sensitivity levels',
    'levels that no tag declares, and services of other apps on the same hosts',
  ],
  '4.3.5': [
    'Orchestrator node trust',
    'the control plane of ECS, which AWS operates; hosts that are registered manually',
  ],
  '4.4.1': [
    'Vulnerabilities within the runtime software',
    'the version of the runtime on Fargate and Managed Instances, which AWS patches',
  ],
  '4.4.2': [
    'Unbounded network access from containers',
    'which destinations are legitimate; name resolution, which security groups do not filter',
  ],
  '4.4.3': ['Insecure container runtime configurations', 'the seccomp profile, which ECS takes from the runtime'],
  '4.4.4': ['App vulnerabilities', 'the code of the app: runtime monitoring and a web application firewall watch it'],
  '4.4.5': ['Rogue containers', 'tasks that are started manually: CloudTrail records them, as RunTask and StartTask'],
  '4.5.1': ['Large attack surface', 'packages of a self-made AMI'],
  '4.5.2': [
    'Shared kernel',
    'nothing on Fargate, where each task has a kernel of its own; on EC2, processes that the AMI itself starts',
  ],
  '4.5.3': [
    'Host OS component vulnerabilities',
    'the patch level of the AMI on the day it starts: Amazon Inspector looks there',
  ],
  '4.5.4': ['Improper user access rights', 'Session Manager permissions and system users of the AMI'],
  '4.5.5': ['Host OS file system tampering', 'changes at run time: GuardDuty and file integrity monitoring watch them'],
  '4.6': [
    'Hardware countermeasures',
    'the result of an attestation; on Fargate and Managed Instances it is the business of AWS',
  ],
};

/**
 * The coverage of SP 800-190 by the pack, section by section, with what it cannot check, for auditors and their tools.
 *
 * @see https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-190.pdf
 */
@guarded
export class Nist800190Coverage {
  /** The statement, in the order of the publication. */
  public static sections(): CoverageSection[] {
    return Object.entries(SECTIONS).map(([section, [title, notCheckable]]) => ({
      section,
      title,
      rules: RULES.filter(({ sections }) => sections.includes(section)).map(({ id, level, types, info, same }) => ({
        ruleId: `NIST.800.190-${id}`,
        level,
        resourceTypes: [...types],
        info,
        ...(same !== undefined && { sameControl: [...same] }),
      })),
      notCheckable,
    }));
  }

  /** The statement as JSON text, indented by two spaces, the same at every call. */
  public static toJson(): string {
    return JSON.stringify({ publication: 'NIST SP 800-190', sections: Nist800190Coverage.sections() }, undefined, 2);
  }

  private constructor() {}
}
