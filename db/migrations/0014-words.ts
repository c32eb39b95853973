import type { Kysely } from 'kysely';

type Rows = {
	note: { id: string; writtenBy: string };
	indicator: { id: string; unit: string };
	planInput: {
		id: string;
		origin: string;
		originId: string | null;
		originLabel: string;
		text: string;
		stance: string | null;
		tableNumber: number | null;
	};
};

const units: Record<string, readonly string[]> = {
	persons: ['personar', 'personer', 'people'],
	homes: ['bustader', 'boliger', 'homes'],
	households: ['husstandar', 'husstander', 'households'],
	pieces: ['stk.', 'stk', 'items'],
	millionKroner: ['mill. kr', 'mill. kroner', 'million kroner']
};
const stances: Record<string, string> = {
	Behald: 'keep',
	Behold: 'keep',
	Keep: 'keep',
	Endre: 'change',
	Change: 'change',
	Manglar: 'missing',
	Mangler: 'missing',
	Missing: 'missing'
};

/** What the product says of itself is kept as a key, not in the words of whoever pressed: others read it in their own. */
export async function up(database: Kysely<unknown>): Promise<void> {
	const db = database as Kysely<Rows>;
	await db
		.updateTable('note')
		.set({ writtenBy: '@otherUnit' })
		.where('writtenBy', 'in', ['anna eining', 'annen enhet', 'another unit'])
		.execute();
	for (const [key, words] of Object.entries(units))
		await db.updateTable('indicator').set({ unit: key }).where('unit', 'in', words).execute();

	await db.schema.alterTable('planInput').addColumn('stance', 'text').execute();
	await db.schema.alterTable('planInput').addColumn('tableNumber', 'integer').execute();
	const fromTables = await db.selectFrom('planInput').selectAll().where('origin', '=', 'harvest').where('originId', 'is', null).execute();
	for (const { id, text, originLabel } of fromTables) {
		const said = /^(\p{L}+):\s+/u.exec(text);
		const at = /, (?:bord|table) (\d+)$/i.exec(originLabel);
		const stance = said && stances[said[1]!];
		if (!stance || !at) continue;
		await db
			.updateTable('planInput')
			.set({ stance, tableNumber: Number(at[1]), text: text.slice(said[0].length), originLabel: originLabel.slice(0, at.index) })
			.where('id', '=', id)
			.execute();
	}
}
