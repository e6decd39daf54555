import { Runtime } from 'aws-cdk-lib/aws-lambda';

/** Runtime of all functions of the library: the one whose SDK and language their sources are written for. */
export const FUNCTION_RUNTIME = Runtime.NODEJS_24_X;
