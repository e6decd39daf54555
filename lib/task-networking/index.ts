export * from './eni-trunking';
export * from './start-proof';
export * from './start-proof-result';
export * from './task-access';
export * from './task-egress';
export * from './task-network';
export * from './task-security-group';
