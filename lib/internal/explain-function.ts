import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Packs of cdk-nag with rules about functions. */
const PACKS = ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'] as const;

const REASONS = {
  LambdaConcurrency:
    'called once per deployment or notice; a reservation would take from the account and protect nothing',
  LambdaDLQ: 'its caller learns of a failure and retries, so nothing is left to a queue',
  LambdaInsideVPC:
    'it calls only public interfaces of AWS; inside a VPC it would need endpoints and reach more, not less',
};

/** Explains to cdk-nag what it finds at a function whose code is not the user's, and nothing at anybody else's. */
export function explainFunction(scope: IConstruct, reasons: Partial<typeof REASONS> = {}): void {
  Validations.of(scope).acknowledge(
    ...PACKS.flatMap((pack) =>
      Object.entries({ ...REASONS, ...reasons }).map(([rule, reason]) => ({ id: `${pack}::${pack}-${rule}`, reason })),
    ),
  );
}

/** Explains that the log of such a function has no key of the user's. */
export function explainLog(scope: IConstruct, reason: string): void {
  Validations.of(scope).acknowledge(
    ...PACKS.map((pack) => ({ id: `${pack}::${pack}-CloudWatchLogGroupEncrypted`, reason })),
    { id: 'NIST.800.190::NIST.800.190-LogGroupCmk', reason },
  );
}
