export * from './start-proof';
export * from './start-proof-result';
