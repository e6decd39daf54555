import { Explanations, code, config, shell, template } from '../explanation';

export const START_PROOF: Explanations = {
  'NetworkFacts.entry': {
    cause: 'An entry of the facts has no id, or lacks another field that is needed.',
    cure: 'Write the output of the AWS CLI as it is, without leaving out fields.',
    example: config(
      '{ "Subnets": [{ "VpcId": "vpc-0a1b2c3d" }] }',
      '{ "Subnets": [{ "SubnetId": "subnet-0a1b2c3d", "VpcId": "vpc-0a1b2c3d", "CidrBlock": "10.0.0.0/24" }] }',
    ),
  },
  'NetworkFacts.missing': {
    cause: 'There is neither a file nor a folder of facts at the path.',
    cure: 'Give the file or the folder into which the output of the commands was written; `facts` prints them.',
    example: shell(
      'npx cdk-ecs-groundwork check cdk.out --facts fcats',
      'npx cdk-ecs-groundwork check cdk.out --facts facts',
    ),
  },
  'NetworkFacts.of': {
    cause: 'What the code tells of the network contradicts itself, or is not complete.',
    cure: 'Correct it as the message says.',
    example: code(
      "NetworkFacts.of({ vpcs: [{ vpcId: '' }] });",
      "NetworkFacts.of({ vpcs: [{ vpcId: 'vpc-0a1b2c3d' }] });",
    ),
  },
  'NetworkFacts.otherVpc': {
    cause:
      'The name of the file says one VPC, and the file holds another. A file with the id of a VPC in its name holds all lists of that VPC, and what is missing there is taken not to exist.',
    cure: 'Rename the file, or ask for the VPC of the name.',
    example: shell(
      'aws ec2 describe-subnets --output json > vpc-0a1b2c3d-subnets.json',
      'aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-0a1b2c3d --output json > vpc-0a1b2c3d-subnets.json',
    ),
  },
  'NetworkFacts.shape': {
    cause: 'The file is JSON, but not what a `describe` command of EC2 prints.',
    cure: 'Write the whole output, without `--query`.',
    example: shell(
      "aws ec2 describe-subnets --query 'Subnets[].SubnetId' > subnets.json",
      'aws ec2 describe-subnets --output json > subnets.json',
    ),
  },
  'NetworkFacts.truncated': {
    cause: 'The file has the first page of a longer list only, so what is missing there may exist.',
    cure: 'Run the command without `--max-items` and `--no-paginate`.',
    example: shell('aws ec2 describe-subnets --max-items 10 > subnets.json', 'aws ec2 describe-subnets > subnets.json'),
  },
  'NetworkFacts.twice': {
    cause: 'Two files tell different things of one resource.',
    cure: 'Keep the newer one.',
    example: shell(
      'npx cdk-ecs-groundwork check cdk.out --facts old-and-new',
      'npx cdk-ecs-groundwork check cdk.out --facts new',
    ),
  },
  'NetworkFacts.unreadable': {
    cause: 'The file is not JSON.',
    cure: 'Write the output of the AWS CLI with `--output json`.',
    example: shell(
      'aws ec2 describe-subnets --output table > subnets.json',
      'aws ec2 describe-subnets --output json > subnets.json',
    ),
  },
  'Rights.denied': {
    cause:
      'A statement denies what the role must do before the task can start: in a policy of the role, in its permissions boundary, or in the policy of the resource. A denial wins over every permission.',
    cure: 'Remove the denial, or leave out of it what the message names.',
    example: template(
      "{ Effect: Deny, Action: 'ecr:*', Resource: '*' }",
      "{ Effect: Deny, NotAction: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], Resource: '*' }",
    ),
  },
  'Rights.noRole': {
    cause:
      'ECS must do something for the task with a role, and the task definition has none: the execution role pulls images of ECR, reads secrets and writes logs; the task role is for what the containers call.',
    cure: 'Give the task definition the role that the message names.',
    example: template(
      "ContainerDefinitions: [{ Name: app, Image: !Sub '${Repository.RepositoryUri}:1' }]",
      'ExecutionRoleArn: !GetAtt ExecutionRole.Arn',
    ),
  },
  'Rights.noSuchPolicy': {
    cause:
      'The role names a policy of AWS under a path that it does not have. Names of policies are unique whatever the path is, so there is no other of that name, and IAM refuses the role: "Policy ... does not exist or is not attachable".',
    cure: 'Write the name as the fix has it, most often with `service-role/` before it.',
    example: template(
      "ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy']",
      "ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy']",
    ),
  },
  'Rights.notAllowed': {
    cause:
      'The role may not do what the task needs before it can start. The console then says "ResourceInitializationError" (secrets, logs) or "CannotPullContainerError" (images), with AccessDenied. As a warning: what works without it at first, as logs, traces, links of containers, calls of functions, and passing on roles in a later deployment.',
    cure: 'Add the statement that the fix names to the role.',
    example: template(
      'Policies: []',
      "{ Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Ref Secret }",
    ),
  },
  'Rights.onlyByResource': {
    cause:
      'The role has no such permission, and the resource is not part of the app, so only a policy of the resource itself could allow it. Nothing here tells whether there is one.',
    cure: 'Add the statement that the fix names to the role, or look at the policy of the resource and accept the finding.',
    example: template(
      'Policies: []',
      "{ Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1b2c3' }",
    ),
  },
  'Rights.trust': {
    cause:
      'The trust policy of the role does not let the service that acts take it: tasks need `ecs-tasks.amazonaws.com`, ECS itself `ecs.amazonaws.com`, instances `ec2.amazonaws.com`, functions `lambda.amazonaws.com`, CodeDeploy `codedeploy.amazonaws.com`. ECS says "unable to assume the role".',
    cure: 'Name the service that the message names as principal of `sts:AssumeRole`, and only under conditions that hold for it.',
    example: template(
      'Principal: { Service: ecs.amazonaws.com } # of a task role',
      'Principal: { Service: ecs-tasks.amazonaws.com }',
    ),
  },
  'Rights.unknown': {
    cause:
      'The templates do not tell whether the role may do what the task needs: it is imported, or a part of its policies is known only at deployment, or no page of AWS tells whether the right is asked for. This is no fault.',
    cure: 'Make the role in this app, or look at its policies and accept the finding in a baseline.',
    example: template(
      'ExecutionRoleArn: arn:aws:iam::111122223333:role/shared',
      'ExecutionRoleArn: !GetAtt ExecutionRole.Arn',
    ),
  },
  'StartProof.assignPublicIp': {
    cause: 'Only tasks on Fargate can have a public IP address. ECS refuses the setting for tasks on instances.',
    cure: 'Leave `AssignPublicIp` out, and place the tasks in private subnets.',
    example: template(
      'AwsvpcConfiguration: { Subnets: [!Ref Subnet], AssignPublicIp: ENABLED } # on EC2',
      'AwsvpcConfiguration: { Subnets: [!Ref Subnet] }',
    ),
  },
  'StartProof.clusterArn': {
    cause:
      'The target of a rule, a schedule or a pipe is the name of a cluster, and EventBridge takes its ARN. A reference to a cluster (`Ref`) is its name.',
    cure: 'Give the ARN of the cluster.',
    example: template(
      'Targets: [{ Arn: !Ref Cluster, EcsParameters: ... }]',
      'Targets: [{ Arn: !GetAtt Cluster.Arn, EcsParameters: ... }]',
    ),
  },
  'StartProof.duplicateEndpoint': {
    cause:
      'The VPC has two endpoints for the same service with private DNS. EC2 refuses the second, so the deployment fails.',
    cure: 'Keep one of them.',
    example: template(
      '# two AWS::EC2::VPCEndpoint for com.amazonaws.eu-west-1.ecr.api, both with PrivateDnsEnabled',
      '# one',
    ),
  },
  'StartProof.balancerClosed': {
    cause:
      'A load balancer faces the internet, and no rule of its security groups admits the port of any of its listeners, so nobody reaches it.',
    cure: 'Allow the port from those who shall call.',
    example: template(
      'SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }] # the listener is on port 80',
      'SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0 }]',
    ),
  },
  'StartProof.balancerSubnet': {
    cause:
      'A load balancer that faces the internet, as each does without a Scheme, is in a subnet without a route to an internet gateway. Clients do not get in there, and ELB refuses it where the VPC has no internet gateway.',
    cure: 'Place it in public subnets, or make it internal.',
    example: template(
      'Scheme: internet-facing\nSubnets: [!Ref Private]',
      'Scheme: internet-facing\nSubnets: [!Ref Public]',
    ),
  },
  'StartProof.grantWithoutWay': {
    cause:
      'The task role has a right on a resource of the app, as on a queue or a table, and neither a way over the internet nor an endpoint of its service is open to the task: its subnets do not lead there, or its security groups let nothing out. The task starts, and the first call of the application waits until it gives up.',
    cure: 'Open the security group or add the endpoint, as the finding says, or take the right away.',
    example: template(
      '# a task in isolated subnets whose role may sqs:SendMessage',
      'Type: AWS::EC2::VPCEndpoint\nProperties: { ServiceName: !Sub "com.amazonaws.${AWS::Region}.sqs", VpcEndpointType: Interface, ... }',
    ),
  },
  'StartProof.duplicateRule': {
    cause:
      'Two equal rules are written into one security group. EC2 refuses the second of two equal rules, and removing one takes it from both.',
    cure: 'Keep one of them.',
    example: template('# SecurityGroupIngress tcp 443 from the same group, twice', '# once'),
  },
  'StartProof.endpointPolicy': {
    cause: 'The policy of the endpoint does not allow the call that the task makes.',
    cure: 'Allow the action on the resource in the policy of the endpoint, or leave the policy out.',
    example: template(
      "PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: 's3:PutObject', Resource: '*' }] }",
      "PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*' }] }",
    ),
  },
  'StartProof.endpointRegion': {
    cause: 'The endpoint serves its own region, and the resource is in another one.',
    cure: 'Use a resource of this region, or give the subnet a way to the internet.',
    example: template('# secret of us-east-1, endpoint of eu-west-1', '# the replica of the secret in eu-west-1'),
  },
  'StartProof.endpointSecurityGroup': {
    cause: 'The security group of the endpoint does not let the tasks in on port 443.',
    cure: 'Allow port 443 from the security group of the tasks.',
    example: template(
      'SecurityGroupIngress: []',
      'SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, SourceSecurityGroupId: !Ref Tasks }]',
    ),
  },
  'StartProof.endpointSubnets': {
    cause: 'The endpoint has no network interface in a subnet that the task can use.',
    cure: 'Add subnets to the endpoint, one in each zone of the tasks.',
    example: template('SubnetIds: []', 'SubnetIds: [!Ref SubnetA, !Ref SubnetB]'),
  },
  'StartProof.fileSystemSecurityGroup': {
    cause:
      'The security group of the mount target of EFS does not let the tasks in on port 2049. The task hangs at the mount and fails.',
    cure: 'Allow port 2049 from the security group of the tasks.',
    example: template(
      'SecurityGroupIngress: []',
      'SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 2049, ToPort: 2049, SourceSecurityGroupId: !Ref Tasks }]',
    ),
  },
  'StartProof.gatewayRouteTable': {
    cause:
      'The gateway endpoint (S3 or DynamoDB) is not in the route table of the subnet, so it has no effect there. The layers of images in ECR come from S3.',
    cure: 'Add the route table to the endpoint.',
    example: template('RouteTableIds: [!Ref OtherTable]', 'RouteTableIds: [!Ref OtherTable, !Ref TableOfTheTasks]'),
  },
  'StartProof.instanceTargetGroup': {
    cause: 'The target group registers instances, but a task in network mode awsvpc has an address of its own.',
    cure: 'Set `TargetType: ip`.',
    example: template('TargetType: instance', 'TargetType: ip'),
  },
  'StartProof.ipTargetGroup': {
    cause:
      'The target group registers addresses, and a task in network mode bridge or host has none of its own. ECS refuses the service.',
    cure: 'Set `TargetType: instance`, or the network mode to awsvpc.',
    example: template('TargetType: ip # NetworkMode: bridge', 'TargetType: instance'),
  },
  'StartProof.ipBudget': {
    cause:
      'The subnets do not have as many free addresses as the tasks need at their maximum and during a deployment. AWS keeps five addresses of each subnet; endpoints and load balancers take some too.',
    cure: 'Use larger subnets or more of them, or lower the maximum of tasks or `MaximumPercent`.',
    example: template('CidrBlock: 10.0.0.0/28', 'CidrBlock: 10.0.0.0/24'),
  },
  'StartProof.loadBalancerSecurityGroup': {
    cause:
      'The security group of the load balancer does not let traffic out to the port of the tasks. Health checks fail, and ECS stops the tasks again and again.',
    cure: 'Allow the port in the egress rules of the load balancer.',
    example: template(
      'SecurityGroupEgress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }]',
      'SecurityGroupEgress: [{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, DestinationSecurityGroupId: !Ref Tasks }]',
    ),
  },
  'StartProof.mountTarget': {
    cause: 'The EFS file system has no mount target in the availability zone of a subnet of the tasks.',
    cure: 'Add a mount target in each zone.',
    example: template(
      '# tasks in zones a and b; one AWS::EFS::MountTarget, in a',
      '# one AWS::EFS::MountTarget in each of the two',
    ),
  },
  'StartProof.internetGateway': {
    cause: 'The default route leads to an internet gateway of the app that is attached to no VPC.',
    cure: 'Attach it.',
    example: template(
      'Internet: { Type: AWS::EC2::InternetGateway }',
      `Internet: { Type: AWS::EC2::InternetGateway }
Attachment:
  Type: AWS::EC2::VPCGatewayAttachment
  Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Internet }`,
    ),
  },
  'StartProof.natWithoutInternet': {
    cause: 'The route leads to a NAT gateway whose own subnet has no way to the internet.',
    cure: 'Place the NAT gateway in a public subnet: one with a route to an internet gateway.',
    example: template(
      `Type: AWS::EC2::NatGateway
Properties: { SubnetId: !Ref PrivateSubnet }`,
      `Type: AWS::EC2::NatGateway
Properties: { SubnetId: !Ref PublicSubnet }`,
    ),
  },
  'StartProof.networkAcl': {
    cause:
      'A network ACL blocks the connection or its answers. ACLs do not remember connections: the answers need a rule for the ports 1024 to 65535.',
    cure: 'Add the rule that the message names.',
    example: template('# inbound: tcp 443 from 10.0.0.0/16 only', '# inbound too: tcp 1024-65535 from 0.0.0.0/0'),
  },
  'StartProof.noEndpoint': {
    cause:
      'The subnet has no way to the internet, and the VPC has no endpoint for the service of AWS that the task needs.',
    cure: 'Add the endpoint that the message names.',
    example: template(
      '# isolated subnet, a secret of Secrets Manager, no endpoint',
      `Type: AWS::EC2::VPCEndpoint
Properties: { ServiceName: com.amazonaws.eu-west-1.secretsmanager, VpcEndpointType: Interface, PrivateDnsEnabled: true }`,
    ),
  },
  'StartProof.noNetwork': {
    cause:
      'A rule, a schedule, a pipe or a state starts a task in network mode awsvpc and names no subnets. ECS refuses each run; only the metrics of what starts it tell.',
    cure: 'Give it a network configuration.',
    example: template(
      'EcsParameters: { TaskDefinitionArn: !Ref Task, LaunchType: FARGATE }',
      'EcsParameters: { TaskDefinitionArn: !Ref Task, LaunchType: FARGATE, NetworkConfiguration: { AwsVpcConfiguration: { Subnets: [!Ref Subnet], SecurityGroups: [!Ref Group] } } }',
    ),
  },
  'StartProof.noPublicIp': {
    cause:
      'The subnet is public: its default route leads to an internet gateway, which serves only what has a public IP address. The task has none.',
    cure: 'Set `AssignPublicIp: ENABLED` (Fargate only), or place the task in a private subnet with a NAT gateway or endpoints.',
    example: template(
      'AwsvpcConfiguration: { Subnets: [!Ref PublicSubnet] }',
      'AwsvpcConfiguration: { Subnets: [!Ref PublicSubnet], AssignPublicIp: ENABLED }',
    ),
  },
  'StartProof.noRoute': {
    cause:
      'The subnet of the task has no route that leads out, so the host that the message names cannot be reached. A task that cannot pull its image or read its secrets never starts: "ResourceInitializationError" or "CannotPullContainerError" in the console.',
    cure: 'Give the subnet a route to a NAT gateway; or add an endpoint for the service of AWS; or pull images of public registries through an ECR pull-through cache.',
    example: template(
      '# PRIVATE_ISOLATED subnet, image public.ecr.aws/nginx/nginx:1.29.1',
      '# image <account>.dkr.ecr.<region>.amazonaws.com/ecr-public/nginx/nginx:1.29.1, with the endpoints of ECR and S3',
    ),
  },
  'StartProof.oneSidedRule': {
    cause:
      'Of a connection between two security groups of the app one side alone is allowed: a rule lets it out and none lets it in, or the other way round.',
    cure: 'Add the other side, or take the rule away.',
    example: code(
      'service.connections.securityGroups[0].addEgressRule(database, ec2.Port.tcp(5432));',
      'service.connections.allowTo(database, ec2.Port.tcp(5432));',
    ),
  },
  'StartProof.privateDns': {
    cause: 'The endpoint has no private DNS name, so the usual name of the service still leads to the internet.',
    cure: 'Set `PrivateDnsEnabled: true`.',
    example: template('PrivateDnsEnabled: false', 'PrivateDnsEnabled: true'),
  },
  'StartProof.privateNat': {
    cause: 'A private NAT gateway leads to other VPCs and on-premises networks, not to the internet.',
    cure: 'Use a public NAT gateway, or endpoints.',
    example: template('ConnectivityType: private', 'ConnectivityType: public'),
  },
  'StartProof.secretFields': {
    cause:
      'Behind the ARN of a secret, `ValueFrom` has a key and not all three colons. The agent cannot tell the key from the version, and the task does not start.',
    cure: 'Write `:<key>:<version stage>:<version id>`; stage and id may be empty.',
    example: template("ValueFrom: !Sub '${Secret}:password'", "ValueFrom: !Sub '${Secret}:password::'"),
  },
  'StartProof.securityGroupOfOtherVpc': {
    cause: 'A security group of the service belongs to another VPC than its subnets. ECS refuses the service.',
    cure: 'Use a security group of the same VPC.',
    example: template('SecurityGroups: [!Ref GroupOfOtherVpc]', 'SecurityGroups: [!Ref GroupOfThisVpc]'),
  },
  'StartProof.subnetOfOtherVpc': {
    cause: 'The subnets of the service belong to different VPCs.',
    cure: 'Choose subnets of one VPC.',
    example: template('Subnets: [!Ref SubnetOfA, !Ref SubnetOfB]', 'Subnets: [!Ref SubnetOfA]'),
  },
  'StartProof.targetGroupOfOtherVpc': {
    cause: 'The target group and its load balancer are in different VPCs. Elastic Load Balancing refuses the listener.',
    cure: 'Use a target group of the VPC of the load balancer.',
    example: template('VpcId: !Ref VpcOfTasks', 'VpcId: !Ref VpcOfLoadBalancer'),
  },
  'StartProof.targetPort': {
    cause: 'A load balancer sends to a port that the container does not expose.',
    cure: 'Add the port to the port mappings, or correct the port of the load balancer.',
    example: template(
      'LoadBalancers: [{ ContainerName: app, ContainerPort: 80, TargetGroupArn: !Ref Targets }] # PortMappings: 8080',
      'LoadBalancers: [{ ContainerName: app, ContainerPort: 8080, TargetGroupArn: !Ref Targets }]',
    ),
  },
  'StartProof.targetSecurityGroup': {
    cause:
      'The security group of the tasks does not let the load balancer (or its health check) in. The targets never become healthy, and ECS stops the tasks: "Task failed ELB health checks".',
    cure: 'Allow the port from the security group of the load balancer.',
    example: template(
      'SecurityGroupIngress: []',
      'SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref LoadBalancer }]',
    ),
  },
  'StartProof.taskSecurityGroup': {
    cause: 'The security group of the tasks (or of their hosts) does not let the connection out.',
    cure: 'Allow the port in its egress rules.',
    example: template(
      'SecurityGroupEgress: []',
      'SecurityGroupEgress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16 }]',
    ),
  },
  'StartProof.tooManySecurityGroups': {
    cause: 'ECS takes at most five security groups for the tasks of a service.',
    cure: 'Merge the rules into fewer groups.',
    example: template('SecurityGroups: [sg-1, sg-2, sg-3, sg-4, sg-5, sg-6]', 'SecurityGroups: [sg-1]'),
  },
  'StartProof.tooManySubnets': {
    cause: 'ECS takes at most sixteen subnets for the tasks of a service.',
    cure: 'Choose fewer. One in each zone is enough.',
    example: template('# 17 subnets', 'Subnets: [!Ref SubnetA, !Ref SubnetB, !Ref SubnetC]'),
  },
  'StartProof.tooManyTargetGroups': {
    cause: 'ECS takes at most five target groups for a service.',
    cure: 'Split the service, or share a target group.',
    example: template('# 6 entries in LoadBalancers', '# 5 or fewer'),
  },
  'StartProof.unknown': {
    cause:
      'The templates do not tell whether the task reaches what it needs: a link is imported, or known only at deployment. This is no fault.',
    cure: 'Give what the message asks for: the parameter (`--parameter`), the facts of the imported VPC (`facts` prints the commands that ask for them), or make the resource in this app.',
    example: template('ec2.Vpc.fromVpcAttributes(…)', 'npx cdk-ecs-groundwork check cdk.out --facts facts.json'),
  },
  'StartProof.vpcLinkSecurityGroup': {
    cause:
      'The security group of a VPC link does not let API Gateway out to the port of the tasks or of their load balancer, or the group there does not let it in. The tasks run, and requests are answered with 503.',
    cure: 'Allow the port on both sides.',
    example: template(
      'SecurityGroupIngress: [] # of the tasks',
      'SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref VpcLinkGroup }]',
    ),
  },
  'StartProof.vpcDns': {
    cause:
      'The VPC resolves no DNS names (`EnableDnsSupport`), or gives none to endpoints (`EnableDnsHostnames`), so private DNS of endpoints has no effect.',
    cure: 'Turn both on.',
    example: template(
      'EnableDnsSupport: false',
      `EnableDnsSupport: true
EnableDnsHostnames: true`,
    ),
  },
};
