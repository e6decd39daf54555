import { Template } from 'aws-cdk-lib/assertions';
import { STAGES, Shop, StageSettings } from '../../examples/stages/app';
import { testApp } from '../support/stacks';
import { updateImpact } from '../support/update-impact';

type Resources = Parameters<typeof updateImpact>[0];

function templateOf(stage: StageSettings): Resources {
  return Template.fromStack(new Shop(testApp(), 'Shop', stage)).toJSON() as Resources;
}

/** The settings of a stage that was deployed already, with the egress that it has. */
const likeDev = (stage: StageSettings): StageSettings => ({
  ...stage,
  egress: STAGES.Dev.egress,
  host: STAGES.Dev.host,
});

describe('The stages of an app', () => {
  test('differ in every setting from dev to prod', () => {
    const same = Object.keys(STAGES.Dev).filter(
      (name) => STAGES.Dev[name as keyof StageSettings] === STAGES.Prod[name as keyof StageSettings],
    );

    expect(same).toEqual([]);
  });

  test.each(['Staging', 'Prod'])('replace nothing but the task definition when dev becomes like %s', (name) => {
    const { replaced, removed } = updateImpact(templateOf(STAGES.Dev), templateOf(likeDev(STAGES[name])));

    expect(replaced.map(({ type }) => type).filter((type) => type !== 'AWS::ECS::TaskDefinition')).toEqual([]);
    expect(removed).toEqual([]);
  });

  test('pay for what they need: no NAT gateway and no interface endpoint in dev, none of the first in prod', () => {
    const count = (stage: StageSettings, type: string) =>
      Object.keys(Template.fromStack(new Shop(testApp(), 'Shop', stage)).findResources(type)).length;

    expect(Object.values(STAGES).map((stage) => count(stage, 'AWS::EC2::NatGateway'))).toEqual([0, 1, 0]);
    expect(Object.values(STAGES).map((stage) => count(stage, 'AWS::CloudWatch::Alarm') > 0)).toEqual([
      false,
      true,
      true,
    ]);
  });
});
