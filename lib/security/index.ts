export * from './checks/coverage';
export * from './checks/nist-800-190';
export * from './execution-grants';
export * from './execution-role';
export * from './scoped-role';
export * from './task-grants';
export * from './task-role';
export * from './task-secret';
