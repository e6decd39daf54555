import { logStreams } from './access';
import type { Judge } from './judge';
import { Right } from './right';
import { FLOW_LOGS, trustRight } from './trust-rights';

/**
 * The rights of the flow logs of an app to write to their log group. Without them a flow log is made, and stays empty.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
export function flowLogRights(judge: Judge): Right[] {
  const { model, arns, roles } = judge;
  return model.ofType('AWS::EC2::FlowLog').flatMap((subject): Right[] => {
    const property = 'DeliverLogsPermissionArn';
    const role = roles.role(model.property(subject, property));
    const group = model.text(model.property(subject, 'LogGroupName'));
    if (role?.resource === undefined) {
      return [];
    }
    const common = { subject, property, actor: 'role', role } as const;
    const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    const streams = arns.write(logStreams(model.regionOf(subject.scope), arns.accountOf(subject), group ?? ''));
    const resources = [streams, streams.replace(/:log-stream:.*$/, '')];
    return [
      ...(group === undefined ? [] : [{ ...common, actions, resources, purpose: 'write flow logs' }]),
      ...trustRight(judge, common, FLOW_LOGS),
    ].map((right) => ({ ...right, later: right.actions }));
  });
}
