import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { ENDPOINT_SERVICES } from '../../lib/internal/endpoint-services';
import { OUTPUTS } from '../../lib/internal/fluent-bit-outputs';

const LIB = join(__dirname, '../../lib');

test.each(Object.entries(ENDPOINT_SERVICES))('%s is the service of its constant', (name, { constant }) => {
  expect(InterfaceVpcEndpointAwsService[constant].shortName).toBe(name);
});

test('each service has an id of its own', () => {
  const ids = Object.values(ENDPOINT_SERVICES).map(({ id }) => id);

  expect(new Set(ids).size).toBe(ids.length);
});

test('a log router reaches no service without an endpoint', () => {
  const services = Object.values(OUTPUTS).flatMap(({ service }) => service ?? []);

  expect(services.length).toBeGreaterThan(5);
  expect(services.filter((service) => service !== 's3' && ENDPOINT_SERVICES[service] === undefined)).toEqual([]);
});

test('what is known of an endpoint service stands at one place', () => {
  const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

  for (const constant of ['ECS_TELEMETRY', 'ECR_DOCKER', 'SSM_MESSAGES']) {
    const mentioned = files.filter((file) => readFileSync(join(LIB, file), 'utf8').includes(constant));
    expect(mentioned).toEqual(['internal/endpoint-services.ts']);
  }
});
