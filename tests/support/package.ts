import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { openHearing } from '#lib/plan/hearing/commands.server.ts';
import { addRemark, finishAnswer } from '#lib/plan/hearing/responses.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { told } from './thread.ts';
import { now } from './world.ts';

/** A plan that was heard and adopted, with a remark by somebody who is named in it. */
export async function adoptedPlan(db: Kysely<Database>) {
	const world = await told(db);
	const { leader, inputs, measure } = world;
	const bodies = [{ kind: 'council' as const, name: 'Eldrerådet', email: 'eldre@stord.example' }];
	await openHearing(db, leader, { deadline: '2018-02-26', bodies }, 'https://samling.example', now);
	const { text } = await db.selectFrom('mail').select('text').executeTakeFirstOrThrow();
	const token = /\/hearing\/(\S+)/.exec(text)![1]!;
	const remark = { elementId: measure, text: 'Kari Nordmann meiner ein gong er for lite', suggested: { nn: 'To gonger', nb: '' } };
	const made = await addRemark(db, token, remark, now);
	if (!made.ok) throw new Error(made.reason);
	await finishAnswer(db, token, { noRemarks: false }, now);
	const no = { outcome: 'no' as const, reason: 'Éin gong held.', internalRemark: 'berre for oss', change: { kind: 'none' as const } };
	for (const id of [...inputs, made.inputId]) await decide(db, leader, id, no, now);
	const done = await adopt(db, leader, { date: '2018-01-15', body: 'Kommunestyret', caseNumber: '18/12', endHearing: true }, now);
	if (!done.ok) throw new Error(done.reason);
	return { ...world, contentHash: done.contentHash };
}
