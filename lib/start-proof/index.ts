export * from './ecs-start-proof';
export * from './start-proof-result';
