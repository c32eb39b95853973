import type { Kysely } from 'kysely';

type Rows = {
	person: { id: string; municipalityId: string; name: string; title: string | null; email: string | null };
	municipality: { id: string; name: string };
	publicNotice: { municipalityId: string; accessibilityEmail: string; privacyEmail: string; officerName: string; officerEmail: string };
	unit: { id: string; nameNn: string; nameNb: string };
	level: { id: string; nameNn: string; nameNb: string };
	position: { id: string; roleNn: string; roleNb: string };
	attendance: { id: string; name: string };
	participant: { id: string; name: string };
	speakerRequest: { id: string; name: string; email: string };
	hearingBody: { id: string; name: string; email: string };
	mail: { id: string; recipientName: string; recipientEmail: string };
};

/** As `src/lib/text/mailAddress.ts` stores an address from now on; what it does not take stays as it was. */
function canonical(email: string): string {
	const at = email.lastIndexOf('@');
	const [local, domain] = [email.slice(0, Math.max(0, at)).trim(), email.slice(at + 1).trim()];
	if (at < 1 || !/^[\p{L}\p{M}\d-]+(?:\.[\p{L}\p{M}\d-]+)+$/u.test(domain)) return email;
	const ascii = URL.parse(`http://${domain}`)?.hostname;
	return ascii ? `${local.replace(/[‘’]/g, "'").toLowerCase()}@${ascii}` : email;
}
const composed = (text: string) =>
	text.normalize('NFC').replace(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g, '');

/**
 * Names are composed (NFC) and addresses written one way. Of persons in a municipality whose addresses become one, the first keeps it
 * and the others theirs as it was written: nobody is merged, and the list of people shows them.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
	const db = database as Kysely<Rows>;
	await addresses(db);
	const names = {
		municipality: ['name'],
		unit: ['nameNn', 'nameNb'],
		level: ['nameNn', 'nameNb'],
		position: ['roleNn', 'roleNb'],
		person: ['name', 'title'],
		attendance: ['name'],
		participant: ['name'],
		speakerRequest: ['name', 'email'],
		hearingBody: ['name', 'email'],
		mail: ['recipientName']
	} as const;
	for (const [table, columns] of Object.entries(names)) {
		type Named = { id: string } & Record<string, string | null>;
		const rows = (await db
			.selectFrom(table as 'person')
			.select(['id', ...(columns as readonly 'name'[])])
			.execute()) as Named[];
		for (const { id, ...row } of rows) {
			const now = Object.fromEntries(
				Object.entries(row).map(([column, text]) => [column, text && (column === 'email' ? canonical(text) : composed(text))])
			);
			if (Object.entries(now).some(([column, text]) => text !== row[column]))
				await db
					.updateTable(table as 'person')
					.set(now)
					.where('id', '=', id)
					.execute();
		}
	}
	for (const { municipalityId, ...row } of await db.selectFrom('publicNotice').selectAll().execute())
		await db
			.updateTable('publicNotice')
			.set({
				accessibilityEmail: canonical(row.accessibilityEmail),
				privacyEmail: canonical(row.privacyEmail),
				officerEmail: canonical(row.officerEmail),
				officerName: composed(row.officerName)
			})
			.where('municipalityId', '=', municipalityId)
			.execute();
}

async function addresses(db: Kysely<Rows>): Promise<void> {
	const people = await db
		.selectFrom('person')
		.select(['id', 'municipalityId', 'email'])
		.where('email', 'is not', null)
		.orderBy('id')
		.execute();
	const key = (municipalityId: string, email: string) => `${municipalityId} ${email}`;
	const taken = new Set(people.map(({ municipalityId, email }) => key(municipalityId, email!)));
	for (const { id, municipalityId, email } of people) {
		const one = canonical(email!);
		if (one === email || taken.has(key(municipalityId, one))) continue;
		taken.add(key(municipalityId, one));
		await db.updateTable('person').set({ email: one }).where('id', '=', id).execute();
	}
}
