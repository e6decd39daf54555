// Deletes the temporary folder of this run of the tests.
module.exports = () => globalThis.removeTemporaryFolder();
