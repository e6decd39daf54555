/** A list price with where it was read. */
export interface Price {
  readonly usd: number;
  readonly unit: string;
  readonly source: string;
}

/** The day on which the table was last compared with its sources. */
export const PRICES_READ = '2026-11-28';
export const PRICES_REGION = 'us-east-1';
/** AWS's own month for estimates. */
export const HOURS_A_MONTH = 730;

/*
 * The pages of AWS that are authoritative show their tables by a script: https://aws.amazon.com/fargate/pricing/,
 * https://aws.amazon.com/vpc/pricing/, https://aws.amazon.com/privatelink/pricing/,
 * https://aws.amazon.com/elasticloadbalancing/pricing/. What is here was read in pages that copy them, each with its date.
 */
const FARGATE = 'vantage.sh/blog/fargate-pricing; factualminds.com, 2026-06-17';
const VPC = 'usage.ai/blogs/aws-network-costs, May 2026; cloudburn.io/blog/aws-nat-gateway-pricing, 2026-02-24';
const BALANCER = 'awsnegotiations.com/elastic-load-balancer-cost.html, May 2026';
const GATEWAY =
  'docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html';

/** List prices of us-east-1 in USD. */
export const PRICES = {
  fargateCpu: { usd: 0.04048, unit: 'vCPU hour, Linux on x86', source: FARGATE },
  fargateMemory: { usd: 0.004445, unit: 'GB hour, Linux on x86', source: FARGATE },
  fargateArmCpu: { usd: 0.03238, unit: 'vCPU hour, Linux on ARM', source: FARGATE },
  fargateArmMemory: { usd: 0.00356, unit: 'GB hour, Linux on ARM', source: FARGATE },
  fargateStorage: { usd: 0.000111, unit: 'GB hour of ephemeral storage above 20 GB', source: FARGATE },
  natGateway: { usd: 0.045, unit: 'NAT gateway hour', source: VPC },
  natTraffic: { usd: 0.045, unit: 'GB through a NAT gateway', source: VPC },
  publicAddress: { usd: 0.005, unit: 'public IPv4 address hour', source: VPC },
  interfaceEndpoint: { usd: 0.01, unit: 'interface endpoint hour in each availability zone', source: VPC },
  endpointTraffic: { usd: 0.01, unit: 'GB through an interface endpoint', source: VPC },
  balancer: { usd: 0.0225, unit: 'load balancer hour', source: BALANCER },
  balancerUse: { usd: 0.008, unit: 'LCU hour of an Application Load Balancer', source: BALANCER },
  httpApiRequests: { usd: 1, unit: 'million requests to an HTTP API, up to 300 million', source: GATEWAY },
  networkBalancerUse: { usd: 0.006, unit: 'NLCU hour of a Network Load Balancer', source: BALANCER },
} as const satisfies Readonly<Record<string, Price>>;
