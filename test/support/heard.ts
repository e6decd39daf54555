type Resource = { readonly Type: string; readonly Properties?: Record<string, any> };
type Resources = Readonly<Record<string, Resource>>;

/** Whoever publishes to a topic of a template without being let: by the topic's policy, and by the policy of its key. */
export function unheard(resources: Resources): string[] {
  return publishers(resources).flatMap(({ from, principal, topic }) => {
    const policies = Object.values(resources)
      .filter(({ Type, Properties }) => Type === 'AWS::SNS::TopicPolicy' && names(Properties!.Topics, topic))
      .flatMap(({ Properties }) => Properties!.PolicyDocument.Statement);
    const key = resources[topic].Properties?.KmsMasterKeyId;
    const keyId: string | undefined = key?.['Fn::GetAtt']?.[0] ?? key?.Ref;
    const keyPolicy = keyId === undefined ? [] : resources[keyId].Properties!.KeyPolicy.Statement;
    return [
      ...(allows(policies, principal, 'sns:Publish') ? [] : [`${from} -> ${topic}`]),
      ...(key === undefined ||
      (allows(keyPolicy, principal, 'kms:Decrypt') && allows(keyPolicy, principal, 'kms:GenerateDataKey*'))
        ? []
        : [`${from} -> ${topic} -> ${keyId}`]),
    ];
  });
}

/** The alarms and rules of a template that publish to a topic of it. */
export function publishers(resources: Resources): { from: string; principal: string; topic: string }[] {
  const isTopic = (id?: string): id is string => id !== undefined && resources[id]?.Type === 'AWS::SNS::Topic';
  return Object.entries(resources).flatMap(([from, { Type, Properties = {} }]) => {
    const actions: any[] =
      Type === 'AWS::CloudWatch::Alarm'
        ? [
            ...(Properties.AlarmActions ?? []),
            ...(Properties.OKActions ?? []),
            ...(Properties.InsufficientDataActions ?? []),
          ]
        : Type === 'AWS::Events::Rule'
          ? (Properties.Targets ?? []).map(({ Arn }: { Arn: unknown }) => Arn)
          : [];
    const principal = Type === 'AWS::Events::Rule' ? 'events.amazonaws.com' : 'cloudwatch.amazonaws.com';
    return actions
      .map((arn) => arn.Ref as string | undefined)
      .filter(isTopic)
      .map((topic) => ({ from, principal, topic }));
  });
}

function allows(statements: any[], principal: string, action: string): boolean {
  return statements.some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' && [Principal?.Service].flat().includes(principal) && [Action].flat().includes(action),
  );
}

function names(topics: any[], topic: string): boolean {
  return topics.some(({ Ref }) => Ref === topic);
}
