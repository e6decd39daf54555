export * from './execution-grants';
export * from './execution-role';
export * from './scoped-role';
export * from './task-grants';
export * from './task-role';
export * from './task-secret';
