export * from './eni-trunking';
export * from './task-access';
export * from './task-application-load-balancer';
export * from './task-egress';
export * from './task-listener';
export * from './task-network';
export * from './task-network-load-balancer';
export * from './task-security-group';
