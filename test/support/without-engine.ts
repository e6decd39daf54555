// CDK's built-in validation engine costs seconds per process; test/deployable runs with it, everything else without.
process.env.CDK_VALIDATION = 'false';
