import consumers from '../consumers/playwright.config.js';

// As there, no page asks a public STUN server; but nothing has to be built first.
const { globalSetup: _, ...config } = consumers;

export default { ...config, testDir: '.', outputDir: '../../test-results/servers' };
