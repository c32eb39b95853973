import { spawnSync } from 'node:child_process';

/* `npm run bench -- guard`: the property tests of the guard and of coming and going, as thorough as they were meant: ten thousand each. */
const { status } = spawnSync(
	'vitest',
	['run', 'tests/live/updateCodec.test.ts', 'tests/live/replica.test.ts', 'tests/live/life.test.ts', '--testTimeout=1800000'],
	{
		stdio: 'inherit',
		env: { ...process.env, BENT_UPDATES: '10000', JOINS: '10000' }
	}
);
process.exit(status ?? 1);
