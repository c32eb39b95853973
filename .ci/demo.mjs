// `npm run demo`: the demo in its own data folder, loaded at start unless it is there, served by this very process.
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';

const defaults = { NODE_ENV: 'production', SAMLING_DEMO: '1', SAMLING_NOW: '2018-01-15T08:00:00Z', DATA_DIR: 'data/demo' };
for (const [name, value] of Object.entries(defaults)) process.env[name] ||= value;

const { values } = parseArgs({ options: { reset: { type: 'boolean', default: false } } });
if (values.reset) rmSync(/** @type {string} */ (process.env.DATA_DIR), { recursive: true, force: true });
await import('../src/server.ts');
