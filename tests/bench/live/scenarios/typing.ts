import { hocuspocus, inMemory, meter, peers, relay, type Goal, type Measure, type Play, type Scenario } from '../scenario.ts';

/** People type: what does it cost to bring a keystroke to one other screen, and how long does it take? */
function typing(
	name: string,
	title: string,
	places: { boards: number; people: number; writers: number; perSecond: number },
	goals: { cpu?: Goal[]; p95?: Goal[]; rss?: Goal[] } = {}
): Scenario {
	const measures: Measure[] = [
		{ key: 'cpu', what: 'µs of CPU a delivered edit', digits: 1, goals: goals.cpu },
		{ key: 'p50', what: 'ms until others see it, p50', digits: 1 },
		{ key: 'p95', what: '… p95', digits: 1, goals: goals.p95 },
		{ key: 'load', what: '% of its core the server used' },
		{ key: 'rss', what: 'MB resident', goals: goals.rss }
	];
	return { name, title, measures, run: (play) => type(play, places) };
}

async function type(
	play: Play,
	{ boards, people, writers, perSecond }: { boards: number; people: number; writers: number; perSecond: number }
) {
	const { crowd, running, quick, fault } = play;
	for (let i = 0; i < boards; i++) {
		// The last reader of a few boards keeps all that comes, to be compared with what was written.
		await crowd.seat(crowd.board(), people, writers, (seat) => ({ keeps: seat >= people - (boards > 1 ? 1 : 3) && i < 5 }));
	}
	for (const hand of crowd.hands) hand.lay();
	await crowd.arrived();
	// Typed in faster, so that every server's code is as compiled as it is after some minutes of a meeting.
	await crowd.type(perSecond * 5, quick ? 2000 : 8000);
	await crowd.arrived();
	crowd.tally.clear();
	const read = meter(play);
	await crowd.type(perSecond, quick ? 4000 : 12_000);
	const { cpu, ms, delivered } = read();
	const rss = running.rss();
	await crowd.arrived();
	const { times } = crowd.tally;
	const values = { cpu: (cpu * 1000) / delivered, p50: times.at(0.5), p95: times.at(0.95), load: (cpu / ms) * 100, rss };
	for (const one of await crowd.faults()) fault(one);
	return values;
}

export const board50 = typing('board50', '50 people on a board, 20 of them type 5 times a second', {
	boards: 1,
	people: 50,
	writers: 20,
	perSecond: 5
});

export const board200 = typing(
	'board200',
	'200 people on a board, 20 of them type 5 times a second',
	{ boards: 1, people: 200, writers: 20, perSecond: 5 },
	{
		cpu: [
			{ most: 0.5, of: peers },
			{ most: 0.6, of: relay }
		],
		p95: [{ most: 35 }]
	}
);

export const board500 = typing(
	'board500',
	'500 people on a board, 20 of them type 5 times a second',
	{ boards: 1, people: 500, writers: 20, perSecond: 5 },
	{
		cpu: [
			{ most: 0.45, of: peers },
			{ most: 0.35, of: relay }
		]
	}
);

export const hall = typing(
	'hall',
	'a hall: 40 boards with 8 each, all type 2 times a second',
	{ boards: 40, people: 8, writers: 8, perSecond: 2 },
	{
		cpu: [
			{ most: 1, of: inMemory },
			{ most: 0.75, of: hocuspocus }
		],
		p95: [{ most: 15 }],
		rss: [{ most: 130 }]
	}
);
