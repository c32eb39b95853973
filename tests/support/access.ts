import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kysely } from 'kysely';
import ts from 'typescript';
import type { Database } from '#db/schema.ts';
import { newSecret, writeReceiptCode } from '#lib/cafe/participants/receipt.ts';
import { newId } from '#lib/ids.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { startImport } from '#lib/plan/import/commands.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { root } from './sources.ts';
import { now } from './world.ts';

export const knownToken = 'a-token-of-22-symbols.';

/** Every route of `src/routes` that answers, as SvelteKit names it, and the actions its page takes. */
export function routes(): { route: string; actions: string[] }[] {
	const found = new Map<string, string[]>();
	for (const path of readdirSync(`${root}src/routes`, { recursive: true, encoding: 'utf8' }).map((one) => one.replaceAll('\\', '/'))) {
		const [, folder = '', file = ''] = /^(?:(.*)\/)?(\+(?:page|server)[@.][\w.@]+)$/.exec(path) ?? [];
		if (file === '') continue;
		const route = `/${folder}`;
		const named = file === '+page.server.ts' ? namesIn(`${root}src/routes/${path}`, 'actions') : [];
		found.set(route, [...(found.get(route) ?? []), ...named]);
	}
	return [...found].map(([route, actions]) => ({ route, actions })).toSorted((a, b) => (a.route < b.route ? -1 : 1));
}

/** The names in an object that a file exports, those of what is spread into it too, and of what a function of ours returns. */
function namesIn(path: string, name: string): string[] {
	const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
	const all = (value: ts.Expression): string[] => {
		if (ts.isObjectLiteralExpression(value))
			return value.properties.flatMap((each) => (ts.isSpreadAssignment(each) ? all(each.expression) : [(each.name as ts.Identifier).text]));
		const to = ts.isCallExpression(value) ? value.expression : value;
		if (!ts.isIdentifier(to)) throw new Error(`${path}: which names are in ${name}?`);
		return lookUp(to.text);
	};
	const lookUp = (wanted: string): string[] => {
		for (const each of file.statements) {
			if (ts.isVariableStatement(each))
				for (const { name, initializer } of each.declarationList.declarations)
					if (ts.isIdentifier(name) && name.text === wanted && initializer) return all(initializer);
			if (ts.isFunctionDeclaration(each) && each.name?.text === wanted)
				for (const line of each.body!.statements) if (ts.isReturnStatement(line)) return all(line.expression!);
			if (!ts.isImportDeclaration(each) || !each.importClause?.namedBindings) continue;
			const { namedBindings } = each.importClause;
			const from = (each.moduleSpecifier as ts.StringLiteral).text;
			const other = from.startsWith('#lib/') ? `${root}src/lib/${from.slice(5)}` : join(dirname(path), from);
			if (ts.isNamespaceImport(namedBindings) && namedBindings.name.text === wanted) return exportsOf(other);
			if (ts.isNamedImports(namedBindings) && namedBindings.elements.some((one) => one.name.text === wanted)) return namesIn(other, wanted);
		}
		if (wanted === 'actions') return [];
		throw new Error(`${path}: where is ${wanted}?`);
	};
	return lookUp(name);
}

/** The names of the constants that a file exports. */
function exportsOf(path: string): string[] {
	return [...readFileSync(path, 'utf8').matchAll(/^export const (\w+)/gm)].map(([, name]) => name!);
}

/**
 * An administrator of the demo's municipality who leads nothing, one who only reads what is decided, and a municipality next door with a
 * leader, who all sign in with the demo's password.
 */
export async function addNeighbours(db: Kysely<Database>): Promise<void> {
	const demo = await db
		.selectFrom('account')
		.innerJoin('person', 'person.id', 'account.personId')
		.select(['account.passwordHash', 'account.municipalityId'])
		.where('person.email', '=', 'leiar@stord.example')
		.executeTakeFirstOrThrow();
	const neighbourId = newId();
	await db
		.insertInto('municipality')
		.values({ id: neighbourId, name: 'Karmøy kommune', county: 'Rogaland', locale: 'nb', createdAt: now })
		.execute();
	for (const [email, municipalityId, roles] of [
		['admin@stord.example', demo.municipalityId, ['administrator']],
		['lesar@stord.example', demo.municipalityId, ['reader']],
		['leder@karmoy.example', neighbourId, ['administrator', 'leader', 'facilitator', 'staff']]
	] as const) {
		const personId = newId();
		const person = {
			name: email.split('@')[0]!,
			email,
			unitId: null,
			levelId: null,
			title: null,
			locale: null,
			createdAt: now,
			disabledAt: null
		};
		await db
			.insertInto('person')
			.values({ id: personId, municipalityId, ...person })
			.execute();
		await db.insertInto('account').values({ personId, municipalityId, passwordHash: demo.passwordHash, createdAt: now }).execute();
		for (const role of roles)
			await db.insertInto('roleGrant').values({ id: newId(), municipalityId, personId, role, grantedAt: now, revokedAt: null }).execute();
	}
}

/** A plan of before that somebody has begun to bring in; gives its id. */
export async function aPlanImport(db: Kysely<Database>, municipalityId: string): Promise<string> {
	const { id } = await db
		.selectFrom('roleGrant')
		.innerJoin('person', 'person.id', 'roleGrant.personId')
		.select('person.id')
		.where('roleGrant.municipalityId', '=', municipalityId)
		.where('role', '=', 'leader')
		.orderBy('person.email')
		.executeTakeFirstOrThrow();
	const said = await db
		.selectFrom('elementText')
		.innerJoin('planElement', 'planElement.id', 'elementText.elementId')
		.select('nn')
		.where('elementText.municipalityId', '=', municipalityId)
		.where('kind', '=', 'measure')
		.where('removedAt', 'is', null)
		.orderBy('nn', 'desc')
		.executeTakeFirstOrThrow();
	const text = [
		'Bustadsosial handlingsplan 2012–2015',
		'# Mål og tiltak',
		'## Mål 1: Alle skal ha ein trygg stad å bu',
		'1.1 Lage ein plan for kjøp av bustader',
		'Ansvar: Tekniske tenester. Frist: hausten 2014. Kostnad: kr 350 000',
		`1.2 ${said.nn}`
	].join('\n');
	const started = await startImport(db, (await actorOf(db, id))!, { file: undefined, text, locale: 'nn' }, now);
	if (!started.ok) throw new Error(started.reason);
	return started.importId;
}

/** What stands for the parameters of routes: things of the demo's municipality, and links that are known. */
export async function places(db: Kysely<Database>): Promise<(route: string) => string> {
	const first = async (table: 'topic' | 'planVersion' | 'plan' | 'planElement' | 'mail' | 'picture' | 'datePoll' | 'hearing') =>
		(await db.selectFrom(table).select('id').orderBy('id').limit(1).executeTakeFirst())?.id ?? 'none';
	const cafe = await db.selectFrom('cafe').select(['id', 'gatheringId', 'municipalityId', 'joinToken']).executeTakeFirstOrThrow();
	const table = await db
		.selectFrom('cafeTable')
		.select('id')
		.where('cafeId', '=', cafe.id)
		.where('number', '=', 1)
		.executeTakeFirstOrThrow();
	const staff = await db
		.selectFrom('person')
		.select(['id', 'unitId'])
		.where('email', '=', 'tilsett@stord.example')
		.executeTakeFirstOrThrow();
	const { municipalityId } = cafe;
	const invitation = {
		id: newId(),
		municipalityId,
		gatheringId: cafe.gatheringId,
		personId: staff.id,
		tokenHash: hashOf(knownToken),
		createdAt: now
	};
	const accepted = {
		answer: 'accepted' as const,
		answeredAt: now,
		waitingAt: null,
		offeredAt: null,
		offerUntil: null,
		needs: null,
		inPlaceOfId: null
	};
	await db
		.insertInto('invitation')
		.values({ ...invitation, ...accepted })
		.execute();
	await db
		.insertInto('hostRequest')
		.values({
			...{
				id: newId(),
				municipalityId,
				gatheringId: cafe.gatheringId,
				personId: staff.id,
				cafeTableId: table.id,
				tokenHash: hashOf(knownToken)
			},
			...{
				reminderHash: null,
				letters: 1,
				answer: null,
				askedAt: now,
				remindedAt: null,
				answeredAt: null,
				takenBackAt: null,
				arrivedAt: null
			}
		})
		.execute();
	const feed = {
		kind: 'person',
		subjectId: staff.id,
		ownerId: staff.id,
		tokenHash: hashOf(knownToken),
		createdAt: now,
		revokedAt: null
	} as const;
	await db
		.insertInto('calendarFeed')
		.values({ id: newId(), municipalityId, ...feed })
		.execute();
	const reports = await db
		.selectFrom('report')
		.select(['id', 'submittedAt', 'createdBy'])
		.where('municipalityId', '=', municipalityId)
		.execute();
	const [draft, submitted] = [reports.find((one) => one.submittedAt === null), reports.find((one) => one.submittedAt !== null)];
	const reportLink = {
		recipient: 'Fylket',
		tokenHash: hashOf(knownToken),
		lastDay: '2019-12-31',
		createdAt: now,
		revokedAt: null,
		opened: 0,
		lastOpenedAt: null
	};
	if (submitted)
		await db
			.insertInto('reportLink')
			.values({ id: newId(), municipalityId, reportId: submitted.id, createdBy: submitted.createdBy, ...reportLink })
			.execute();
	const stewardship = await db.selectFrom('stewardship').select('id').orderBy('validFrom').orderBy('id').executeTakeFirstOrThrow();
	const ids: [RegExp, string][] = [
		[/^\/gatherings\/\[id\]/, cafe.gatheringId],
		[/^\/table\/\[id\]/, table.id],
		[/^\/units\/\[id\]/, staff.unitId!],
		[/^\/people\/\[id\]/, staff.id],
		[/^\/topics\/\[id\]/, await first('topic')],
		[/^\/outbox\/\[id\]/, await first('mail')],
		[
			/^\/(plan\/versions|adopted)\/\[id\]/,
			(await db.selectFrom('planVersion').select('id').where('adoptedAt', 'is not', null).limit(1).executeTakeFirst())?.id ?? 'none'
		],
		[/^\/plan\/reports\/written\//, draft?.id ?? 'none'],
		[/^\/reports\//, submitted?.id ?? 'none'],
		[/^\/(public-hearing|plan\/hearing)\//, await first('hearing')],
		[/^\/plan\/import\//, await aPlanImport(db, municipalityId)],
		[/^\/cycle\/handover\//, stewardship.id],
		[/^\/cycle\/polls\//, await first('datePoll')],
		[/^\/thread\//, (await adoptedMeasure(db)) ?? 'none']
	];
	const picture = await first('picture');
	const plan = await first('plan');
	const files: [RegExp, string][] = [
		[/^\/plan\/versions/, 'archive.zip'],
		[/^\/(plan\/)?reports?\/|^\/adopted\/politicians/, 'report.docx'],
		[/^\/adopted/, 'plan.docx'],
		[/^\/published/, 'plan.zip'],
		[/^\/cycle\/handover/, 'pack.docx']
	];
	return (route) =>
		route
			.replace('[id]', ids.find(([of]) => of.test(route))?.[1] ?? 'none')
			.replace('/export', '/export?file=/people/people.csv')
			.replace('/join/[token]', `/join/${cafe.joinToken}`)
			.replace('[token]', knownToken)
			.replace('/plan/reports/[kind]', '/plan/reports/half')
			.replace('[kind]', 'element')
			.replace('/receipt/[code]', `/receipt/${writeReceiptCode({ cafeId: cafe.id, secret: newSecret() })}`)
			.replace('/published/[code]', `/published/${plan}`)
			.replace('[code]', 'ABCDEFGH')
			.replace('[file]', files.find(([of]) => of.test(route))?.[1] ?? 'summary.docx')
			.replace('[picture]', picture)
			.replace(/\[[\w=]+\]/g, 'none');
}

/** A measure of an adopted version, which has a way before it and after it. */
async function adoptedMeasure(db: Kysely<Database>): Promise<string | undefined> {
	const row = await db
		.selectFrom('elementText')
		.innerJoin('planElement', 'planElement.id', 'elementText.elementId')
		.innerJoin('planVersion', 'planVersion.id', 'elementText.versionId')
		.select('elementText.elementId')
		.where('planElement.kind', '=', 'measure')
		.where('planVersion.adoptedAt', 'is not', null)
		.orderBy('planVersion.number', 'desc')
		.orderBy('elementText.number')
		.executeTakeFirst();
	return row?.elementId;
}
