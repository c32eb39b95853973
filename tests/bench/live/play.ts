import { Crowd } from './crowd.ts';
import { scenarios } from './scenarios.ts';
import { ours, others, Running } from './servers.ts';

/*
 * Plays one scenario on one server: `node play.ts '{…}'`, a process of its own with an IPC channel. It starts the server on
 * the other core and is the crowd itself.
 */
export interface Order {
	scenario: string;
	server: string;
	port: number;
	quick: boolean;
	options: [string, string][];
}

export type TableDetails = { say: string } | { values: Record<string, number>; faults: string[] };

const order = JSON.parse(process.argv[2] ?? '') as Order;
const tell = (told: TableDetails) => new Promise<void>((resolve) => process.send?.(told, undefined, undefined, () => resolve()));
const scenario = scenarios.find(({ name }) => name === order.scenario);
const server = [ours, ...others].find(({ name }) => name === order.server);
if (!scenario || !server) throw new Error('No such scenario or server');

const running = new Running(server, order.port, scenario.env);
const crowd = new Crowd(running);
const faults: string[] = [];
let values: Record<string, number> = {};
try {
	await running.start();
	const began = { cpu: process.cpuUsage(), at: performance.now() };
	values = await scenario.run({
		running,
		crowd,
		quick: order.quick,
		options: new Map(order.options),
		say: (say) => void tell({ say }),
		fault: (text) => faults.push(text)
	});
	const { user, system } = process.cpuUsage(began.cpu);
	if ((user + system) / 1000 / (performance.now() - began.at) > 0.9) faults.push('the load was at the limit of its own core');
} catch (error) {
	faults.push(error instanceof Error ? error.message : String(error));
} finally {
	crowd.vanish();
	await running.end();
	if (running.said) faults.push(`it said: ${running.said.trim().split('\n').slice(-1)[0]?.slice(0, 200)}`);
}
await tell({ values, faults });
process.exit();
