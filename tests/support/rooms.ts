import type { Kysely } from 'kysely';
import { onTestFinished } from 'vitest';
import type { Database } from '#db/schema.ts';
import { LiveServer } from '#lib/live/server/liveServer.server.ts';
import type { LogLine } from '#lib/live/server/options.server.ts';
import { rewordDraft } from '#lib/summaries/draft/document.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { documentSchemas } from '../../src/documentSchemas.ts';
import { now, type World } from './world.ts';

const unexpected = ({ level, event, error }: LogLine) => level === 'error' && console.error(event, error);

/** The live server as the server has it, without anybody at the door; until the test ends. */
export function rooms(db: Kysely<Database>, log: (line: LogLine) => unknown = unexpected): LiveServer {
	const live = new LiveServer({
		db,
		authorize: () => Promise.resolve({ close: 4401 }),
		status: () => Promise.resolve(undefined),
		schema: documentSchemas(),
		origins: [],
		now: () => now,
		log: (line) => void log(line)
	});
	onTestFinished(() => live.shutdown());
	return live;
}

/** Somebody writes in the room of a gathering's draft: texts by the name of their field. */
export async function writeDraft(
	db: Kysely<Database>,
	live: LiveServer,
	{ municipalityId, gatheringId }: Pick<World, 'municipalityId'> & { gatheringId: string },
	texts: Record<string, string>
): Promise<void> {
	const draft = (await versions(db, municipalityId, gatheringId)).find((version) => version.publishedAt === null);
	const written = await live.write(draft!.boardId!, (doc) => {
		for (const [field, text] of Object.entries(texts)) if (!rewordDraft(doc, field, text)) throw new Error(`There is no room for ${field}`);
	});
	if (!written) throw new Error('The room takes no writing');
}
