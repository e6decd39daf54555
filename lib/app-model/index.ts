export * from './ecs-finding';
