import { expect } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { checks } from './everyPage/checks.ts';
import { installed, type Day, type Installation, type Visit } from './everyPage/visits.ts';
import { walk } from './everyPage/walk.ts';

// A machine that others use at the same time; alone it takes a minute at most.
test.describe.configure({ mode: 'parallel', timeout: 300_000 });

/** Each worker has its own, from the first page it needs on. */
const served = new Map<Day, Promise<Installation>>();
test.afterAll(async () => {
	for (const installation of served.values()) await (await installation).stop();
});

const walks: { title: string; day: Day; of: (visit: Visit) => boolean }[] = [
	{ title: 'about a gathering, when every deadline has passed', day: 'passed', of: ({ route }) => route.startsWith('/gatherings') },
	{ title: 'on an ordinary day', day: 'ordinary', of: () => true },
	{ title: 'about the plan, when every deadline has passed', day: 'passed', of: ({ route }) => /^\/(plan|thread|topics)/.test(route) },
	{
		title: 'about anything else, when every deadline has passed',
		day: 'passed',
		of: ({ route }) => !/^\/(gatherings|plan|thread|topics)/.test(route)
	},
	{ title: 'before anything is set up', day: 'empty', of: () => true }
];

for (const { title, day, of } of walks)
	test(`every page ${title} is in order`, async ({ browser }) => {
		if (!served.has(day)) served.set(day, installed(day));
		const installation = await served.get(day)!;
		expect(await walk(browser, installation, installation.visits.filter(of), checks)).toEqual([]);
	});
