/** The property of ours that stands for one of aws-cdk-lib or of another library. */
export interface ForeignName {
  /** Nothing is said when this one is given too. */
  readonly property?: string;
  readonly way: string;
}

const give = (property: string, example?: string): ForeignName => ({
  property,
  way: example === undefined ? `did you mean '${property}'` : `give '${property}', as in ${example}`,
});

const SIZE_OF_TASK = give('task', 'WorkloadTask.of({ size: TaskSize.of(512, 1024) })');
const INGRESS = give('ingress', 'WebIngress.internetFacing() or WebIngress.internal()');
const SCALED = give('desiredCount', 'DesiredCount.scaled({ min: 2, max: 10, cpuPercent: 60 })');
const STRATEGY = give('strategy', 'CapacityStrategy.fargate() or CapacityStrategy.fargateSpot()');
const DEPLOYMENT = give('deployment', 'ServiceDeployment.rolling(), whose circuit breaker is on');
const WORKLOAD_SIZE = { cpu: SIZE_OF_TASK, memorylimitmib: SIZE_OF_TASK, memorymib: SIZE_OF_TASK };

/**
 * The names under which users of the L2, the patterns library or Docker Compose know what is a property here, by struct, in
 * lower case. Those that differ by a letter, and those that a factory or an inner object takes by the same name, need no entry.
 */
export const FOREIGN_NAMES: Readonly<Partial<Record<string, Readonly<Partial<Record<string, ForeignName>>>>>> = {
  WorkloadTaskProps: {
    ...WORKLOAD_SIZE,
    containers: give('container'),
    image: give('container', '{ image }'),
    taskdefinition: give('task', 'WorkloadTask.existing(taskDefinition)'),
    taskimageoptions: give('container', "{ image, port: 8080, environment: { STAGE: 'prod' } }"),
    scheduledfargatetaskimageoptions: give('container', '{ image }'),
  },
  WorkloadPlacementProps: {
    capacityproviderstrategies: STRATEGY,
    capacityproviderstrategy: STRATEGY,
    launchtype: STRATEGY,
    tasksubnets: give('vpcSubnets'),
    subnetselection: give('vpcSubnets'),
    assignpublicip: {
      way: "the network decides it, as in new TaskNetwork(this, 'Network', { egress: TaskEgress.publicIps() })",
    },
  },
  ServiceWorkloadProps: {
    circuitbreaker: DEPLOYMENT,
    deploymentalarms: give('rollbackAlarms', 'RollbackPolicy.onAlarms()'),
    enableexecutecommand: give('exec', "new ExecAccess(this, 'Exec')"),
    scaling: SCALED,
    autoscaling: SCALED,
    maxcapacity: SCALED,
    mincapacity: SCALED,
    maxscalingcapacity: SCALED,
    minscalingcapacity: SCALED,
    desiredtaskcount: give('desiredCount', 'DesiredCount.fixed(2)'),
    cloudmapoptions: give('serviceDiscovery', "ServiceDiscovery.named('api')"),
    serviceconnectconfiguration: give('serviceConnect', "ServiceConnect.server('api')"),
  },
  WebServiceProps: {
    publicloadbalancer: INGRESS,
    internetfacing: INGRESS,
    loadbalancer: give('ingress', 'WebIngress.sharedBalancer(balancer)'),
    loadbalancers: give('ingress', 'WebIngress.sharedBalancer(balancer)'),
    listener: give('ingress', 'WebIngress.listener(listener)'),
    httpapi: give('ingress', "WebIngress.sharedHttpApi(api, { path: '/orders' })"),
    vpclink: give('ingress', 'WebIngress.httpApi({ authorizer, vpcLink })'),
    authorizer: give('ingress', 'WebIngress.httpApi({ authorizer })'),
    domainname: give('domain', "{ name: 'api.example.com', zone }"),
    domainzone: give('domain', "{ name: 'api.example.com', zone }"),
    healthcheckgraceperiod: give('healthCheck', '{ gracePeriod: Duration.minutes(2) }'),
    healthcheckpath: give('healthCheck', "{ path: '/health' }"),
  },
  'ecs.ContainerDefinitionOptions': {
    cmd: give('command'),
    env: give('environment'),
    envvars: give('environment'),
    environmentvariables: give('environment'),
    logdriver: give('logging'),
    logconfiguration: give('logging'),
  },
  TaskContainerOptions: {
    containerport: give('port'),
    ports: give('portMappings'),
  },
  HardenedTaskDefinitionProps: {
    cpu: give('size', 'TaskSize.of(512, 1024)'),
    memorylimitmib: give('size', 'TaskSize.of(512, 1024)'),
    memorymib: give('size', 'TaskSize.of(512, 1024)'),
    ephemeralstoragegib: give('ephemeralStorage', 'Size.gibibytes(50)'),
    pidmode: give('processNamespace', 'ProcessNamespace.sharedByTask()'),
  },
  WorkloadTaskOptions: {
    cpu: give('size', 'TaskSize.of(512, 1024)'),
    memorylimitmib: give('size', 'TaskSize.of(512, 1024)'),
    memorymib: give('size', 'TaskSize.of(512, 1024)'),
    ephemeralstoragegib: give('ephemeralStorage', 'Size.gibibytes(50)'),
  },
  ServiceScalingOptions: {
    mincapacity: give('min'),
    maxcapacity: give('max'),
    mintasks: give('min'),
    maxtasks: give('max'),
    minimum: give('min'),
    maximum: give('max'),
    ...Object.fromEntries(
      ['cpu', 'memory'].flatMap((of) =>
        ['', 'target', 'utilization', 'utilizationpercent', 'targetpercent'].flatMap((what) =>
          [`${of}${what}`, `target${of}${what}`].map((name) => [name, give(`${of}Percent`)]),
        ),
      ),
    ),
    targetutilizationpercent: give('cpuPercent'),
    requestspertask: give('requestsPerTarget'),
    requests: give('requestsPerTarget'),
    schedule: give('schedules'),
    scheduled: give('schedules'),
    queue: give('backlog', '{ acceptableLatency: Duration.minutes(10), timePerMessage: Duration.seconds(2) }'),
  },
  PlainHttpIngressOptions: {
    public: give('internetFacing'),
    publicloadbalancer: give('internetFacing'),
  },
  TaskNetworkProps: {
    natgateways: give('egress', 'TaskEgress.nat(1)'),
    subnetconfiguration: give('publicSubnets'),
    availabilityzones: give('maxAzs'),
  },
  AsgCapacityProps: {
    instancetype: give('instanceTypes'),
    spotprice: give('purchase', 'InstancePurchase.spot()'),
    machineimage: give('operatingSystem', 'HostOperatingSystem.BOTTLEROCKET'),
    enablemanagedterminationprotection: give('terminationProtection'),
  },
  TaskClusterProps: {
    containerinsightsv2: give('containerInsights'),
  },
};
