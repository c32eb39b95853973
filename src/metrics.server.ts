import { timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Db } from '#lib/db/open.server.ts';
import { serializationRetries } from '#lib/db/serializable.server.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { mailServerTrouble } from '#lib/mail/mailServer.server.ts';
import { countsOfAll } from '#lib/mail/queries.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import type { Watch } from './watch.server.ts';

export type Metrics = { contentType: string; text(): Promise<string>; mayRead(authorization: string | null): boolean };

/**
 * Metrics of the installation for Prometheus: counts only, nobody's name. `mayRead` asks for `Bearer METRICS_TOKEN`, and
 * refuses everybody where none is set.
 */
export function createMetrics({
	db,
	live,
	watch,
	metricsToken
}: {
	db: Db;
	live: LiveServer;
	watch: Watch;
	metricsToken: string | undefined;
}): Metrics {
	const register = new Registry();
	collectDefaultMetrics({ register });
	const gauge = (name: string, help: string, collect: (this: Gauge) => void | Promise<void>) =>
		new Gauge({ name, help, registers: [register], collect });
	gauge('samling_live_connections', 'Sockets open at boards', function () {
		this.set(live.totals().connections);
	});
	gauge('samling_live_boards', 'Boards in memory', function () {
		this.set(live.totals().boards);
	});
	gauge('samling_live_boards_unsaved', 'Boards that have waited for the disk for more than two seconds', function () {
		this.set(live.totals().unsaved);
	});
	gauge('samling_live_healthy', '1 while boards are saved', function () {
		this.set(live.ready() ? 1 : 0);
	});
	gauge('samling_mail_server_accepts', '1 unless the email server took nothing at the last try', async function () {
		this.set((await mailServerTrouble(db)) ? 0 : 1);
	});
	countTries(register);
	gaugesByKind(register, db, watch);
	return {
		contentType: register.contentType,
		text: () => register.metrics(),
		mayRead(authorization) {
			if (!metricsToken || !authorization) return false;
			// Hashes have one length, which timingSafeEqual needs.
			return timingSafeEqual(Buffer.from(hashOf(authorization)), Buffer.from(hashOf(`Bearer ${metricsToken}`)));
		}
	};
}

function countTries(register: Registry): void {
	new Counter({
		name: 'samling_serialization_retries_total',
		help: 'Transactions begun anew on PostgreSQL because another one came between',
		registers: [register],
		collect() {
			this.reset();
			this.inc(serializationRetries());
		}
	});
}

function gaugesByKind(register: Registry, db: Db, watch: Watch): void {
	new Gauge({
		name: 'samling_fault',
		help: '1 for each thing that somebody must do something about: disk, log, backup, clock',
		labelNames: ['what'],
		registers: [register],
		collect() {
			this.reset();
			for (const what of watch.faults().keys()) this.set({ what }, 1);
		}
	});
	new Gauge({
		name: 'samling_mails',
		help: 'Emails in the outbox by state',
		labelNames: ['state'],
		registers: [register],
		async collect() {
			this.reset();
			for (const { state, count } of await countsOfAll(db)) this.set({ state }, count);
		}
	});
}
