import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { openLinks } from '../e2e/everyPage/additions.ts';
import { addNeighbours, places } from './access.ts';
import { addFullYearNextDoor, aGuest } from './neighbours.ts';
import { startServer, type RunningServer } from './server.ts';
import { visitor } from './visitor.ts';
import { now } from './world.ts';

/**
 * Who asks, those with least rights first. `guest` is a phone at a table; `other` leads another municipality with a full year of its own.
 */
export const addresses = {
	nobody: null,
	guest: null,
	staff: 'tilsett@stord.example',
	host: 'vert@stord.example',
	facil: 'fasilitator@stord.example',
	partner: 'partnar@husbanken.example',
	reader: 'lesar@stord.example',
	other: 'leiar@bomlo.example',
	admin: 'admin@stord.example',
	leader: 'leiar@stord.example'
} as const;
export type Asker = keyof typeof addresses;
export const askers = Object.keys(addresses) as Asker[];

export type Asked = {
	server: RunningServer;
	db: Kysely<Database>;
	/** An address of each route, with things of ours in it. */
	pathOf: (route: string) => string;
	/** Of the municipality that is asked. */
	municipalityId: string;
	visitors: Record<Asker, ReturnType<typeof visitor>>;
	stop(): Promise<void>;
};

/** The demo on a server of its own, everybody who may ask signed in, and a municipality next door. `before` adds to it first. */
export async function startAskers(before: (db: Kysely<Database>) => Promise<unknown> = async () => undefined): Promise<Asked> {
	const server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now });
	const db = openSqlite(join(server.dataDir, 'samling.db'));
	const { municipalityId } = await db
		.selectFrom('person')
		.select('municipalityId')
		.where('email', '=', addresses.leader)
		.executeTakeFirstOrThrow();
	await addNeighbours(db);
	const pathOf = await places(db);
	await openLinks(db);
	await before(db);
	await addFullYearNextDoor(db);
	const visitors = {} as Asked['visitors'];
	for (const asker of askers) {
		visitors[asker] = visitor(server);
		const address = addresses[asker];
		if (address) await visitors[asker].signIn(address);
	}
	visitors.guest.keep(guestCookie(false), await aGuest(db, pathOf('/table/[id]').split('/').at(-1)!));
	const stop = async () => {
		await db.destroy();
		await server.stop();
	};
	return { server, db, pathOf, municipalityId, visitors, stop };
}
