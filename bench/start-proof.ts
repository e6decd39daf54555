import { EcsStartProof } from '../lib';
import { Spent, exponent, median, share, timed } from './measure';
import { isolatedServices } from './services';
import { Times, cold, partsOf, warm } from './single-run';

// The proof on top of a synth: services with a secret, a log group and ECS Exec in isolated subnets, 20 to a stack.
//   npm run bench -- start-proof
process.env.CDK_VALIDATION = 'false';

const SERVICES = 200;

export function run(): void {
  warm('proof', 50, 1);
  console.log(
    `start proof of ${SERVICES} services, over building and synthesizing them (goals: ways 8 %, rights and order 10 %)`,
  );
  print('warm', warm('proof', SERVICES), warm('parts', SERVICES));
  print('cold, in processes of their own', cold('proof', SERVICES), cold('parts', SERVICES));
  // Growth is measured on assemblies that are there, so that no garbage of a synth is collected on the proof's account.
  const directories = [50, SERVICES].map((services) => isolatedServices(services).synth().directory);
  const rounds = Array.from({ length: 9 }, () => directories.map((directory) => partsOf(directory)));
  const grows = (cost: (size: number) => number) => exponent(50, cost(0), SERVICES, cost(1)).toFixed(2);
  const [whole, judged] = [
    grows((size) => median(rounds.map(() => timed(() => EcsStartProof.proveAssembly(directories[size]))))),
    grows((size) => median(rounds.map((each) => each[size]['rights and order'].cpu))),
  ];
  console.log(`  growth from 50 to ${SERVICES} services: exponent ${whole}; of rights and order ${judged}`);
}

function print(how: string, { synth, proof }: Times, { synth: synthOfParts, ...parts }: Times): void {
  console.log(`  ${how}`);
  Object.entries(parts).forEach(([name, cost]) => console.log(`    ${name.padEnd(24)} ${share(cost, synthOfParts)}`));
  console.log(`    ${'the rest: report and file'.padEnd(24)} ${share(rest(proof, parts), synth)}`);
  console.log(`    ${'the proof'.padEnd(24)} ${share(proof, synth)}`);
}

/** What a run of the whole takes beside its parts, which were measured in other runs. */
function rest(whole: Spent, parts: Omit<Times, 'synth'>): Spent {
  const of = (kind: keyof Spent) => Object.values(parts).reduce((left, { [kind]: part }) => left - part, whole[kind]);
  return { cpu: of('cpu'), wall: of('wall') };
}
