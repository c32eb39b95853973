import { spawn } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Order, TableDetails } from './live/play.ts';
import { scenarios } from './live/scenarios.ts';
import { bundleServers, hasTwoCores, installPeers, onCore, others, ours } from './live/servers.ts';
import { tableOf, type Rounds } from './live/table.ts';

/*
 * `npm run bench -- live [scenario …] [--rounds 3] [--quick] [--only samling,relay]`: this server beside others, in one run,
 * with the same people and the same notes.
 */
const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		rounds: { type: 'string' },
		quick: { type: 'boolean', default: false },
		only: { type: 'string' },
		port: { type: 'string', default: '4190' },
		kills: { type: 'string' },
		minutes: { type: 'string' },
		help: { type: 'boolean', default: false }
	}
});
const wanted = positionals.length > 0 ? positionals : scenarios.filter(({ onlyByName }) => !onlyByName).map(({ name }) => name);
const unknown = wanted.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (values.help || unknown.length > 0) {
	if (unknown.length > 0) console.log(`No such scenario: ${unknown.join(', ')}.\n`);
	console.log('npm run bench -- live [scenario …] [--rounds 3] [--quick] [--only samling,relay] [--kills 100] [--minutes 15]\n');
	for (const { name, title } of scenarios) console.log(`  ${name.padEnd(10)} ${title}`);
	process.exit(unknown.length > 0 ? 1 : 0);
}

installPeers();
await bundleServers();
const only = values.only?.split(',');
const servers = [ours, ...others].filter(({ name }) => !only || only.includes(name));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
const options = Object.entries(values).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
const began = performance.now();

console.log(`${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}.`);
console.log(
	hasTwoCores ? 'The server has core 0 and the load core 1.' : 'Server and load share what cores there are: read the latencies with care.'
);
console.log('CPU is user and system time of the server process. Medians of rounds; ratios are within a round.');
for (const { name, what } of servers) console.log(`  ${name.padEnd(14)} ${what}`);

for (const scenario of scenarios.filter(({ name }) => wanted.includes(name))) {
	const playing = servers.filter(({ name }) => !scenario.without?.includes(name));
	const results: Rounds = new Map(playing.map(({ name }) => [name, []]));
	for (let round = 0; round < rounds; round++) {
		// Each round begins with another server, so that none has the cool machine to itself.
		const order = playing.map((_, i) => playing[(i + round) % playing.length]!);
		if (round % 2 === 1) order.reverse();
		for (const { name } of order) {
			const head = `${scenario.name} ${round + 1}/${rounds} ${name}`;
			const result = await play({ scenario: scenario.name, server: name, port: Number(values.port), quick: values.quick, options }, head);
			results.get(name)!.push(result);
		}
	}
	console.log(tableOf(scenario, results));
}
console.log(`\nDone in ${Math.round((performance.now() - began) / 60_000)} min.`);

function play(order: Order, head: string): Promise<{ values: Record<string, number>; faults: string[] }> {
	const [command, args] = onCore(1, [process.execPath, fileURLToPath(new URL('live/play.ts', import.meta.url)), JSON.stringify(order)]);
	const started = performance.now();
	const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
	return new Promise((resolve) => {
		let result: { values: Record<string, number>; faults: string[] } = { values: {}, faults: ['the load process died'] };
		const line = (text: string) => console.log(`${String(Math.round((performance.now() - began) / 1000)).padStart(5)} s  ${head}: ${text}`);
		child.on('message', (told: TableDetails) => {
			if ('say' in told) line(told.say);
			else result = told;
		});
		child.on('exit', () => {
			const numbers = Object.entries(result.values).map(([key, value]) => `${key} ${value.toFixed(1)}`);
			line([...numbers, ...result.faults].join(', ') + ` (${Math.round((performance.now() - started) / 1000)} s)`);
			resolve(result);
		});
	});
}
