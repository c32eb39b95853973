import type { Kysely, KyselyPlugin } from 'kysely';
import { createTransport } from 'nodemailer';
import type { Database } from '#db/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { docx } from '#lib/documents/docx.server.ts';
import { pdf } from '#lib/documents/pdf/pdf.server.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { letter } from '#lib/mail/letter.ts';
import { enqueue, release } from '#lib/mail/outbox.server.ts';
import { smtpTransport } from '#lib/mail/transport.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import { changesBetween } from '#lib/plan/document/queries.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { versionOf } from '#lib/plan/queries.server.ts';
import { threadOf } from '#lib/plan/thread/queries.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { nearGroups } from '#lib/summaries/points/cluster.ts';
import { unitsBehind } from '#lib/summaries/points/split.server.ts';
import { startSmtp } from '../support/smtp.ts';
import { aMunicipality, now } from '../support/world.ts';
import { lineageOf } from './plan/lineage.ts';

/*
 * `npm run bench -- plan`: what the plan's pages cost as the years go by, for 1, 10 and 50 forums' worth of lineage, and what the outbox
 * costs beside nodemailer alone. Ratios within one run say something; milliseconds say something about this machine only.
 */
const sizes = [1, 10, 50];
const versions = 12;
const times = 15;

/** The database seen through a plugin that counts what is asked of it. */
function counted(db: Kysely<Database>): { db: Kysely<Database>; asked: () => number } {
	let asked = 0;
	const plugin: KyselyPlugin = {
		transformQuery({ node }) {
			asked++;
			return node;
		},
		transformResult: async ({ result }) => result
	};
	return { db: db.withPlugin(plugin), asked: () => asked };
}

const at = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
const ms = (value: number) => value.toFixed(value < 10 ? 2 : 0);
const medians = new Map<string, number[]>();
const queries = new Map<string, number[]>();

async function measure(what: string, size: number, db: Kysely<Database>, work: (db: Kysely<Database>) => Promise<unknown>) {
	await work(db);
	const seen = counted(db);
	await work(seen.db);
	const taken: number[] = [];
	for (let run = 0; run < times; run++) {
		const began = performance.now();
		await work(db);
		taken.push(performance.now() - began);
	}
	taken.sort((a, b) => a - b);
	medians.set(what, [...(medians.get(what) ?? []), at(taken, 0.5)]);
	queries.set(what, [...(queries.get(what) ?? []), seen.asked()]);
	const memory = Math.round(process.memoryUsage().rss / 1e6);
	console.log(
		`${String(size).padStart(3)}  ${what.padEnd(34)} ${ms(at(taken, 0.5)).padStart(8)} ${ms(at(taken, 0.95)).padStart(8)} ${String(seen.asked()).padStart(4)} ${String(memory).padStart(6)}`
	);
}

console.log('forums, what, median ms, p95 ms, queries, memory MB');
for (const size of sizes) {
	const db = openSqlite(':memory:');
	await migrate(db);
	const { municipalityId, note, measure: element, gatheringId, versionIds, leader } = await lineageOf(db, size, versions);
	const [before, last] = [versionIds.at(-2)!, versionIds.at(-1)!];
	const run = (what: string, work: (db: Kysely<Database>) => Promise<unknown>) => measure(what, size, db, work);
	await run('red thread from a note', (seen) => threadOf(seen, municipalityId, { kind: 'note', id: note }));
	await run('red thread from a measure', (seen) => threadOf(seen, municipalityId, { kind: 'element', id: element }));
	await run('compare two versions', async (seen) => {
		const [from, to] = [await versionOf(seen, municipalityId, before), await versionOf(seen, municipalityId, last)];
		return changesBetween(seen, municipalityId, from, to!);
	});
	await run('the workbench of one forum', async (seen) => {
		const points = await forumPoints(seen, municipalityId, gatheringId);
		return [nearGroups(points), await unitsBehind(seen, municipalityId, gatheringId, points)];
	});
	await run('the queue', (seen) => inputsOf(seen, municipalityId, versionIds[0]!));
	await run('the plan as Word', async (seen) => docx((await documentFor(seen, leader, last, 'plan', 'nn'))!));
	await run('the plan as PDF', async (seen) => pdf((await documentFor(seen, leader, last, 'plan', 'nn'))!, now));
	await db.destroy();
}
console.log(`\n${'what'.padEnd(34)} median at ${sizes.at(-1)} forums ÷ at ${sizes[0]}, queries at each`);
for (const [what, found] of medians)
	console.log(`${what.padEnd(34)} ${(found.at(-1)! / found[0]!).toFixed(1).padStart(5)} ×   ${queries.get(what)!.join(', ')}`);

const count = 500;
const smtp = await startSmtp();
const db = openSqlite(':memory:');
await migrate(db);
const { municipalityId, leader } = await aMunicipality(db);
const mails = Array.from({ length: count }, (_, index) => ({
	recipient: { personId: null, name: `Åse ${index}`, email: `person${index}@stord.example` },
	locale: 'nn' as const,
	subject: 'Oppsummeringa',
	...letter({
		locale: 'nn',
		heading: 'Oppsummeringa',
		body: Array.from({ length: 40 }, () => 'Dette kom borda fram til. '.repeat(8)),
		footer: []
	})
}));
const began = performance.now();
await db
	.transaction()
	.execute((trx) => enqueue(trx, municipalityId, { kind: 'summary', id: 's', version: 1, title: 'Oppsummering' }, mails, now));
const queued = performance.now() - began;
await release(db, leader, { batch: 'summary-s-1' }, now);
const transport = smtpTransport(smtp.url, 'samling@stord.example');
const before = process.memoryUsage().rss;
const sending = performance.now();
const { sent } = await deliverDue(db, transport, now);
const ours = performance.now() - sending;
const grown = (process.memoryUsage().rss - before) / 1e6;
transport.close();
const plain = createTransport(smtp.url);
const alone = performance.now();
for (const mail of mails)
	await plain.sendMail({
		from: 'samling@stord.example',
		to: mail.recipient.email,
		subject: mail.subject,
		text: mail.text,
		html: mail.html
	});
const theirs = performance.now() - alone;
plain.close();
console.log(
	`\n${count} mails: queued in one transaction in ${ms(queued)} ms; ${sent} sent in ${ms(ours)} ms, memory +${grown.toFixed(0)} MB; nodemailer alone ${ms(theirs)} ms: ${(ours / theirs).toFixed(2)} ×`
);
await db.destroy();
await smtp.close();
