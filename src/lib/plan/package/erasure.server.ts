import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Redaction } from '#lib/pii/redaction.ts';
import { hasPeople, lineage, packed } from './files.ts';

type Kept = { inputs: unknown; remarks: unknown; lineage: unknown; hearings: { bodies: { name: string }[] }[] };

/**
 * Takes the bytes of files that hold words which are taken out now; their checksums stay. They are made anew, without the words, when
 * they are asked for next. What the council adopted stays as it is (decision 052), and so does its file.
 */
export async function takeOutOfPackages(trx: Db, municipalityId: string, redaction: Redaction, now: Instant): Promise<void> {
	const kept = await trx
		.selectFrom('planFile')
		.select(['versionId', 'content'])
		.where('municipalityId', '=', municipalityId)
		.where('name', '=', lineage)
		.where('takenOutAt', 'is', null)
		.execute();
	for (const { versionId, content } of kept) {
		const { inputs, remarks, lineage: thread, hearings } = JSON.parse(Buffer.from(content!).toString('utf8')) as Kept;
		const said = JSON.stringify([inputs, remarks, thread, hearings]);
		const names = hearings.flatMap(({ bodies }) => bodies.map(({ name }) => name));
		if (redaction.text(said) === said && names.every((name) => redaction.label(name) === name)) continue;
		const files = await trx
			.selectFrom('planFile')
			.select(['id', 'name'])
			.where('versionId', '=', versionId)
			.where('takenOutAt', 'is', null)
			.execute();
		const gone = files.filter(({ name }) => name === packed || hasPeople(name)).map(({ id }) => id);
		await trx.updateTable('planFile').set({ content: null, takenOutAt: now }).where('id', 'in', gone).execute();
	}
}
