import { Explanations, code, config, shell } from '../explanation';

export const APP_AND_COMMAND: Explanations = {
  'Acknowledgement.unmatched': {
    cause:
      'An id of these checks is acknowledged, and no finding of the app has that id: a typing error, or a finding that was fixed.',
    cure: 'Correct the id, or remove the acknowledgement.',
    example: code(
      "Validations.of(task).acknowledge({ id: 'TaskDefinitionChecks::Loging.none', reason: 'quiet' });",
      "Validations.of(task).acknowledge({ id: 'TaskDefinitionChecks::Logging.none', reason: 'quiet' });",
    ),
  },
  'AppModel.noAssembly': {
    cause: 'The folder has no manifest.json, so it is not a cloud assembly.',
    cure: 'Give the folder that `cdk synth` writes, or a template.',
    example: shell('npx cdk-ecs-groundwork check src', 'npx cdk-ecs-groundwork check cdk.out'),
  },
  'AppModel.notATemplate': {
    cause: 'The file is JSON or YAML, but not a CloudFormation template: that is an object with `Resources`.',
    cure: 'Give a template.',
    example: shell('npx cdk-ecs-groundwork check package.json', 'npx cdk-ecs-groundwork check template.yaml'),
  },
  'AppModel.unknownParameter': {
    cause: 'A value is given for a parameter that no template has.',
    cure: 'Correct the name. `Stack:Name` means the parameter of one stack.',
    example: shell(
      'npx cdk-ecs-groundwork check cdk.out --parameter Vpc=vpc-1',
      'npx cdk-ecs-groundwork check cdk.out --parameter VpcId=vpc-1',
    ),
  },
  'AppModel.unreadable': {
    cause: 'The file cannot be read: it is cut off, or not valid JSON or YAML. The message names the place.',
    cure: 'Write the file anew, for instance with `cdk synth`.',
    example: shell('npx cdk-ecs-groundwork check half-a-template.json', 'npx cdk-ecs-groundwork check template.json'),
  },
  'Baseline.entry': {
    cause: 'An entry of the baseline file lacks its code, path or reason.',
    cure: 'Write all three.',
    example: config(
      '[{ "code": "TaskDefinitionChecks::Logging.none", "path": "Shop/Task" }]',
      '[{ "code": "TaskDefinitionChecks::Logging.none", "path": "Shop/Task", "reason": "a batch task without output" }]',
    ),
  },
  'Baseline.missing': {
    cause: 'The baseline file does not exist.',
    cure: 'Write it once.',
    example: shell(
      'npx cdk-ecs-groundwork check cdk.out --baseline ecs-baseline.json',
      'npx cdk-ecs-groundwork check cdk.out --write-baseline ecs-baseline.json',
    ),
  },
  'Baseline.unmatched': {
    cause: 'The baseline accepts a finding that is not found any more, or an id that no rule has.',
    cure: 'Remove the entry, so that the finding is reported if it comes back, or correct it.',
    example: shell(
      '{ "code": "TaskDefinitionChecks::Logging.none", "path": "Shop/Gone", "reason": "…" }',
      '# no entry',
    ),
  },
  'Baseline.unreadable': {
    cause: 'The baseline file cannot be read, or is not JSON with a list of entries.',
    cure: 'Correct it, or write it again.',
    example: shell('[{ "code": …', 'npx cdk-ecs-groundwork check cdk.out --write-baseline ecs-baseline.json'),
  },
  'Command.argument': {
    cause: 'The command was called with an option or a value that it does not know.',
    cure: 'Call it with `--help` to see what it takes.',
    example: shell(
      'npx cdk-ecs-groundwork check cdk.out --formt json',
      'npx cdk-ecs-groundwork check cdk.out --format json',
    ),
  },
  'Command.noInput': {
    cause: 'There is nothing at the path.',
    cure: 'Give the folder that `cdk synth` writes, or a template.',
    example: shell('npx cdk-ecs-groundwork check cdk.uot', 'npx cdk-ecs-groundwork check cdk.out'),
  },
  'Command.notWritten': {
    cause:
      'The result could not be written: the folder is missing, the disk is full, or the right is not there. Nothing is half-written.',
    cure: 'Write to another place.',
    example: shell(
      'npx cdk-ecs-groundwork check cdk.out --output missing/ecs.sarif',
      'npx cdk-ecs-groundwork check cdk.out --output ecs.sarif',
    ),
  },
  'EcsChecks.oneList': {
    cause:
      '`EcsChecks.all()` gives a list of plugins, and the list was added as one plugin. TypeScript says so too, JavaScript does not.',
    cure: 'Spread it.',
    example: code(
      'Validations.of(app).addPlugins(EcsChecks.all());',
      'Validations.of(app).addPlugins(...EcsChecks.all());',
    ),
  },
  'Props.id': {
    cause: 'The id of a construct is empty, or its scope has a construct of that id already.',
    cure: 'Choose another id. It is part of the names of resources, so take one that can stay.',
    example: code(
      "for (const vpc of [one, other]) new TaskSecurityGroup(this, 'Group', { vpc });",
      "new TaskSecurityGroup(this, 'One', { vpc: one });\nnew TaskSecurityGroup(this, 'Other', { vpc: other });",
    ),
  },
  'Props.missing': {
    cause:
      'A property or parameter that is needed is not given, or is undefined. TypeScript says so too, JavaScript does not.',
    cure: 'Give it. The message says of which kind it is, and what makes one. In a list or a map, leave out what is undefined.',
    example: code("new TaskSecurityGroup(this, 'Group', {});", "new TaskSecurityGroup(this, 'Group', { vpc });"),
  },
  'Props.notMadeByNew': {
    cause:
      'A class whose objects are made by its static methods is called with `new`, or the common base of several constructs is. TypeScript says so too, JavaScript does not.',
    cure: 'Write what the message names.',
    example: code(
      "new WebService(this, 'Api', { cluster, container, ingress: new (WebIngress as any)() });",
      "new WebService(this, 'Api', { cluster, container, ingress: WebIngress.internetFacing() });",
    ),
  },
  'Props.unknownProperty': {
    cause:
      'A property has a name that no declaration has, and that is nearly the name of one that is not set, the name that the L2 or the patterns library has for one, or that of one which belongs into an inner object. It does nothing.',
    cure: 'Write what the message names. When the property is for something else, acknowledge the warning.',
    example: code(
      "task.addTaskContainer('app', { image, secret: { DB_PASSWORD: password } } as TaskContainerOptions);",
      "task.addTaskContainer('app', { image, secrets: { DB_PASSWORD: password } });",
    ),
  },
  'Props.wholeUnit': {
    cause:
      'AWS takes this time or size as a whole number of the unit that the message names, and a part of one is left over. aws-cdk-lib would refuse it without naming the property, some only when the template is written.',
    cure: 'Round it.',
    example: code('stopTimeout: Duration.millis(1500)', 'stopTimeout: Duration.seconds(2)'),
  },
  'Props.wrongType': {
    cause:
      'A property or parameter is given something of another kind than it takes: text for a number, a bare number for a time, an object of another class, NaN. Text from context or the environment is text even when it looks like a number or like `true`.',
    cure: 'Give what the message names. What is known only at deployment (a token) is taken everywhere.',
    example: code(
      "IdleInstances.terminateAfter('300' as never);",
      'IdleInstances.terminateAfter(Duration.seconds(300));',
    ),
  },
};
