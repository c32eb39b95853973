import type { Db } from '#lib/db/open.server.ts';
import type { Block, Document } from '#lib/documents/document.ts';
import { languageOf } from '#lib/gatherings/queries.server.ts';
import { instantText, longDate, span } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { versionInLog } from '#lib/merkle/log.server.ts';
import type { Head } from '#lib/merkle/proof.ts';
import { differences, type ComparedNames } from '../document/diffText.ts';
import { hearingsOf } from '../hearing/queries.server.ts';
import { bodyKindLabels } from '../hearing/text.ts';
import { isTakenIn, type Version } from '../model.ts';
import { changesBetween, comparedNames, documentOf } from '../document/queries.server.ts';
import type { Suggestion } from '../inputs/amendment.ts';
import { inputsOf, type InputRow } from '../inputs/queries.server.ts';
import { planBlocks } from './planBlocks.server.ts';
import { planOf } from '../queries.server.ts';
import { remarksIn } from '../inputs/remarks.server.ts';
import { joined, nameFor, parted, writtenFor, type Words } from '#lib/i18n/named.ts';
import { dateAsKnown, outcomeLabels } from '../text.ts';
import { fieldLabels, metadataChanges, kindLabels, legalStatusLabel } from '../document/text.ts';
import { isListed } from '../inputs/model.ts';
import { factsAsked, originLabels } from '../inputs/text.ts';

/** What a version of the plan can be had as. */
export const documentKinds = ['plan', 'remarks', 'changes'] as const;
export type DocumentKind = (typeof documentKinds)[number];
type Home = { municipalityId: string; municipalityName: string };
/** `from` is the language that the municipality writes in. */
type Asked = { version: Version; before: Version | undefined; locale: Locale; from: Locale; home: Home };
type Fact = [string, Words];
type Hearing = Awaited<ReturnType<typeof hearingsOf>>[number];

/**
 * A version's plan, table of remarks and decisions, or changes with why, as a document in a language; undefined when there is no
 * such version here.
 */
export async function documentFor(
	db: Db,
	home: Home,
	versionId: string,
	kind: DocumentKind,
	locale: Locale
): Promise<Document | undefined> {
	const found = await planOf(db, home.municipalityId);
	const version = found?.versions.find((candidate) => candidate.id === versionId);
	if (!found || !version) return undefined;
	const before = found.versions[found.versions.indexOf(version) + 1];
	const asked: Asked = { version, before, locale, from: await languageOf(db, home.municipalityId), home };
	const name = nameFor(locale, { nn: version.nameNn, nb: version.nameNb });
	const plan = name.text;
	const titles = {
		plan: name,
		remarks: parted(m.document_remarks_title({ plan }, { locale }), [name]),
		changes: parted(m.document_changes_title({ plan }, { locale }), [name])
	};
	const blocks = {
		plan: () => planBlocks(db, home.municipalityId, { versionId, locale, from: asked.from }),
		remarks: remarkBlocks,
		changes: changeBlocks
	};
	return {
		title: titles[kind],
		locale,
		author: home.municipalityName,
		foot: [home.municipalityName, version.caseNumber && m.document_case({ number: version.caseNumber }, { locale })]
			.filter(Boolean)
			.join(' · '),
		blocks: [
			{ facts: decisionFacts(asked, (await versionInLog(db, home.municipalityId, version.id))?.head) },
			...(await blocks[kind](db, asked))
		]
	};
}

function decisionFacts({ version, locale, from }: Asked, head: Head | undefined): Fact[] {
	const unknown = m.plan_not_given({}, { locale });
	return [
		[m.document_period({}, { locale }), span(version.periodFrom, version.periodTo)],
		...(version.legalStatus ? [[m.plan_legal_status({}, { locale }), legalStatusLabel(version.legalStatus, locale)] as Fact] : []),
		[m.document_version({}, { locale }), `${version.number}${version.adoptedAt === null ? ` (${m.common_draft({}, { locale })})` : ''}`],
		...(version.adoptedAt === null
			? []
			: ([
					[m.plan_adopted_on({}, { locale }), version.adoptedDate ? dateAsKnown(locale, version.adoptedDate) : unknown],
					[m.plan_adopted_by({}, { locale }), version.adoptedBy === null ? unknown : writtenFor(locale, from, version.adoptedBy)],
					[m.plan_case_number({}, { locale }), version.caseNumber ?? unknown],
					...(version.enteredAt
						? [
								[
									m.planimport_entered({}, { locale }),
									m.planimport_entered_text({ when: instantText(locale, version.enteredAt) }, { locale })
								] as Fact
							]
						: []),
					[m.plan_hash({}, { locale }), version.contentHash ?? ''],
					...(head
						? [
								[
									m.plan_log_head({}, { locale }),
									m.plan_log_head_text({ size: head.size, root: head.root, when: instantText(locale, head.at) }, { locale })
								] as Fact
							]
						: [])
				] as Fact[]))
	];
}

/**
 * Merknadshandsaming: who was heard and what they answered, then every input with its decision and public reason. Never an internal
 * remark.
 */
async function remarkBlocks(db: Db, { version, locale, from, home }: Asked): Promise<Block[]> {
	const { municipalityId } = home;
	const rounds = await hearingsOf(db, municipalityId, version.id);
	const elements = new Map((await documentOf(db, municipalityId, version.id)).map((element) => [element.elementId, element]));
	const about = await remarksIn(db, municipalityId, version.id);
	const { units } = await comparedNames(db, municipalityId);
	const inputs = (await inputsOf(db, municipalityId, version.id, locale)).filter(isListed);
	return [
		...rounds.toReversed().map((round) => heardIn(round, locale, from)),
		{ heading: m.plan_remarks_title({}, { locale }), level: 1 },
		inputs.length === 0
			? { text: m.plan_remarks_none({}, { locale }) }
			: {
					table: {
						caption: m.document_remarks_caption({ count: inputs.length }, { locale }),
						head: [
							m.plan_origin({}, { locale }),
							m.document_about({}, { locale }),
							m.plan_remarks_input({}, { locale }),
							m.plan_outcome({}, { locale }),
							m.common_reason({}, { locale })
						],
						rows: inputs.map((input) => {
							const note = about.get(input.id);
							const element = input.elementId ? elements.get(input.elementId) : undefined;
							const words = note?.about ?? element;
							return [
								[`${originLabels[input.origin]({}, { locale })}\n`, writtenFor(locale, from, input.originLabel)],
								joined([note?.number ?? element?.number, words && nameFor(locale, words)], ' '),
								askedIn(input, note?.suggested ?? null, units, locale, from),
								outcomeOf(input, locale),
								joined(
									[
										input.reason && writtenFor(locale, from, input.reason),
										element && input.outcome && isTakenIn(input.outcome)
											? `${kindLabels[element.kind]({}, { locale })} ${element.number}`
											: ''
									],
									'\n'
								)
							];
						})
					}
				}
	];
}

/** What an input says, then the wording, deadline, unit and cost it suggests. */
function askedIn(input: InputRow, suggested: Suggestion | null, units: ComparedNames['units'], locale: Locale, from: Locale): Words {
	const wording = suggested && nameFor(locale, suggested);
	const facts = suggested ? factsAsked(suggested, units, locale) : '';
	return joined(
		[
			writtenFor(locale, from, input.text),
			wording && wording.text !== '' && wording.text !== input.text && [`${m.plan_suggested({}, { locale })}: `, wording],
			facts !== input.text && facts
		],
		'\n'
	);
}

function outcomeOf(input: InputRow, locale: Locale): string {
	if (input.withdrawnAt !== null) return m.hearing_withdrawn({}, { locale });
	return input.outcome ? outcomeLabels[input.outcome]({}, { locale }) : m.document_undecided({}, { locale });
}

/** Who was heard in a round, and whether they have answered. */
function heardIn(round: Hearing, locale: Locale, from: Locale): Block {
	const answered = (body: Hearing['bodies'][number]) =>
		body.noRemarksAt !== null
			? m.hearing_no_remarks({}, { locale })
			: body.remarks > 0
				? m.document_remarks_count({ count: body.remarks }, { locale })
				: m.hearing_waits({}, { locale });
	return {
		table: {
			caption: `${m.hearing_round({ round: round.round }, { locale })} – ${m.hearing_until({ date: longDate(locale, round.deadline) }, { locale })}`,
			head: [m.hearing_body({}, { locale }), m.common_kind({}, { locale }), m.hearing_answer({}, { locale })],
			rows: round.bodies.map((body) => [writtenFor(locale, from, body.name), bodyKindLabels[body.kind]({}, { locale }), answered(body)])
		}
	};
}

/**
 * What changed since the version before, element by element, and which inputs asked for it. Additions and removals are marked with
 * words, not with colour.
 */
async function changeBlocks(db: Db, { version, before, locale, from: wroteIn, home }: Asked): Promise<Block[]> {
	const told = await changesBetween(db, home.municipalityId, before, version, locale);
	const shown = differences(told, locale, await comparedNames(db, home.municipalityId));
	const renamed = metadataChanges(before, version, locale).map(({ label, from, to }) => [label, `${from} → ${to}`] as const);
	if (shown.length + renamed.length === 0) return [{ text: m.plan_changed_nothing({}, { locale }) }];
	const what = { added: m.plan_change_added, removed: m.plan_change_removed, changed: m.plan_change_changed };
	const about: Block[] = renamed.length > 0 ? [{ facts: renamed }] : [];
	return about.concat(
		shown.flatMap((difference): Block[] => [
			{
				heading: [
					`${kindLabels[difference.kind]({}, { locale })} ${difference.number} – ${what[difference.what]({}, { locale })}`,
					difference.wasNumber === null ? '' : ` (${m.plan_change_was_number({ number: difference.wasNumber }, { locale })})`
				].join(''),
				level: 2
			},
			{ text: difference.text, lang: difference.lang },
			...difference.fields.map((field): Block => ({
				text: [
					`${fieldLabels[field.field]({}, { locale })}: `,
					...field.words.flatMap(({ kind, text }) =>
						kind === 'same'
							? { text, lang: field.lang }
							: [`[${(kind === 'ins' ? m.app_diff_in : m.app_diff_out)({}, { locale })} `, { text: text.trim(), lang: field.lang }, '] ']
					)
				]
			})),
			...(difference.because.length > 0
				? [
						{ text: m.document_because({}, { locale }) },
						{
							list: difference.because.map((because) =>
								writtenFor(locale, wroteIn, [`${because.text} (${because.originLabel})`, because.reason].filter(Boolean).join(' – '))
							)
						}
					]
				: [])
		])
	);
}
