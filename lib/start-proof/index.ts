export * from './deployment-forecast';
export * from './deployment-forecast-result';
export * from './ecs-start-proof';
export * from './fact-command';
export * from './network-facts';
export * from './start-assertions';
export * from './network-facts-props';
export * from './start-proof-result';
