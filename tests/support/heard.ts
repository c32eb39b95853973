import { expect, type Page } from '@playwright/test';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { loadDemo } from '#db/demo.ts';
import { receiptMark, newSecret, receiptLink } from '#lib/cafe/participants/receipt.ts';
import { decideMany } from '#lib/plan/inputs/decisions.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { waits } from '#lib/plan/inputs/model.ts';
import { aHarvest, atTheTable } from './harvest.ts';
import { device, linkIn, unfold } from './journey.ts';
import type { World } from './world.ts';

export const points = ['Eitt telefonnummer for bustadspørsmål', 'Same kartlegging i alle einingar', 'Meir kaffi'] as const;

/**
 * The demo with one more forum whose tables have handed in, by one who sat there with a receipt for what they wrote. What waited in the
 * queue is decided. Gives where the gathering is and the way to the receipt.
 */
export async function harvestedDemo(db: Kysely<Database>): Promise<{ gatheringId: string; receipt: string; email: string }> {
	const now = '2018-01-15T07:00:00.000Z';
	await loadDemo(db);
	const actor = async (email: string) => {
		const { id } = await db.selectFrom('person').select('id').where('email', '=', email).executeTakeFirstOrThrow();
		return (await actorOf(db, id))!;
	};
	const [leader, staff, facilitator] = [
		await actor('leiar@stord.example'),
		await actor('tilsett@stord.example'),
		await actor('fasilitator@stord.example')
	];
	const { municipalityId } = leader;
	const { id: seriesId } = await db
		.selectFrom('series')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirstOrThrow();
	const world = { municipalityId, seriesId, leader, staff, facilitator } as unknown as World;
	const made = await aHarvest(db, world, [[{ text: points[0], votes: 4 }, { text: points[2] }], [{ text: points[1], votes: 2 }]]);
	await db.updateTable('gathering').set({ date: '2018-01-10', month: '2018-01' }).where('id', '=', made.gatheringId).execute();
	await atTheTable(db, world, made.gatheringId, staff, made.tables[0]!.tableId);
	const { cafeId } = await db.selectFrom('cafeTable').select('cafeId').where('id', '=', made.tables[0]!.tableId).executeTakeFirstOrThrow();
	const secret = newSecret();
	for (const noteId of made.tables[0]!.noteIds)
		await db
			.updateTable('note')
			.set({ receipt: receiptMark(secret, noteId) })
			.where('id', '=', noteId)
			.execute();
	const { open } = (await planOf(db, municipalityId))!;
	const waiting = (await inputsOf(db, municipalityId, open!.id)).filter(waits).map((input) => input.id);
	const decided = await decideMany(db, leader, waiting, { outcome: 'later', reason: 'Ved neste rullering.', elementId: null }, now);
	if (!decided.ok) throw new Error(decided.reason);
	return { gatheringId: made.gatheringId, receipt: receiptLink('', { cafeId, secret }), email: 'tilsett@stord.example' };
}

/**
 * A body opens its link on a phone, suggests other words for a measure, and sends its answer in; it needs no account and gets no cookie.
 */
export async function suggests(
	browser: Parameters<typeof device>[0],
	mail: string | undefined,
	{ measure, why, words }: { measure: string; why: string; words: string }
): Promise<Page> {
	const page = await device(browser, 390);
	await page.goto(linkIn(mail, 'hearing'));
	const about = page.locator('li', { has: page.getByText(measure, { exact: true }) }).last();
	const [text, wording] = [about.getByLabel('Merknad', { exact: true }), about.getByLabel('Forslag til ordlyd (nynorsk)')];
	await unfold(about.getByText('Skriv ein merknad'), text);
	await text.fill(why);
	await unfold(about.getByText('Føreslå annan ordlyd'), wording);
	await wording.fill(words);
	await about.getByRole('button', { name: 'Legg til merknaden' }).click();
	await expect(page.getByText('Merknaden er lagra.')).toBeVisible();
	await page.getByRole('button', { name: /^Dette er svaret vårt/ }).click();
	await expect(page.getByText(/Takk/).first()).toBeVisible();
	expect(await page.context().cookies()).toEqual([]);
	return page;
}
