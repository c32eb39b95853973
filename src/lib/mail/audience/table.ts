import type { MailKind } from '#db/schema/mail.ts';
import type { Happening } from './model.ts';
import { planAudience } from './plan.ts';

/** A part at another time or place, or gone: whoever has not had their first letter yet gets a new one. */
const speakersHear = [
	{ who: 'speakers', letter: 'speakerChange', calendar: 'REQUEST' },
	{ who: 'speakers', letter: 'speakerRequest' },
	{ who: 'speakers', letter: 'speakerCancellation', calendar: 'CANCEL' }
] as const;
const overview = '/gatherings/[id]';

/**
 * What happens → who depends on it → the letter, the calendar entry, the page. A command that stands neither here nor in the list of
 * `tests/support/audienceRules.ts` fails `tests/architecture.test.ts`, as does a letter that no row, or another row, has.
 */
export const audience = {
	planned: {
		by: ['gatherings/planGathering', 'cafe/planForum'],
		told: [
			{ who: 'proposers', letter: 'topicAnswer' },
			{ who: 'partners', letter: 'partnerInvitation' }
		],
		shown: ['/gatherings', '/cycle', overview],
		about: 'gathering'
	},
	shared: {
		by: ['gatherings/changeSharing'],
		told: [{ who: 'partners', letter: 'partnerInvitation' }],
		shown: [overview],
		about: 'gathering'
	},
	invited: {
		by: ['gatherings/invite', 'gatherings/inviteAddresses'],
		told: [{ who: 'invited', letter: 'invitation', calendar: 'REQUEST' }, ...speakersHear],
		shown: [overview, '/invitation/[token]', '/me'],
		about: 'gathering'
	},
	notAnswered: {
		by: ['gatherings/remind'],
		told: [{ who: 'invited', letter: 'invitationReminder' }],
		shown: [overview],
		about: 'gathering'
	},
	substituted: {
		by: ['gatherings/sendSubstitute'],
		told: [
			{ who: 'invited', letter: 'invitation', calendar: 'REQUEST' },
			{ who: 'nextInLine', letter: 'placeOffer' }
		],
		shown: ['/gatherings/[id]/invitations'],
		about: 'gathering'
	},
	placeFree: {
		by: ['gatherings/answerInvitation', 'gatherings/offerPlaces', 'gatherings/advanceWaitlists', 'gatherings/setTerms'],
		told: [
			{ who: 'nextInLine', letter: 'placeOffer' },
			{ who: 'steward', letter: 'waitingList', own: true }
		],
		shown: ['/invitation/[token]', '/gatherings/[id]/invitations'],
		about: 'gathering'
	},
	changed: {
		by: ['gatherings/changeDetails'],
		told: speakersHear,
		shown: [overview, '/invitation/[token]', '/speaker/[token]']
	},
	changeTold: {
		by: ['gatherings/sendUpdates'],
		told: [
			{ who: 'invited', letter: 'change', calendar: 'REQUEST' },
			{ who: 'invited', letter: 'invitation', calendar: 'REQUEST' }
		],
		shown: [overview],
		about: 'gathering'
	},
	cancelled: {
		by: ['gatherings/cancelGathering'],
		told: [
			{ who: 'invited', letter: 'cancellation', calendar: 'CANCEL' },
			{ who: 'speakers', letter: 'speakerCancellation', calendar: 'CANCEL' },
			{ who: 'proposers', letter: 'topicAnswer' }
		],
		shown: [overview, '/invitation/[token]', '/speaker/[token]'],
		about: 'gathering'
	},
	programmePublished: {
		by: ['gatherings/publishProgramme'],
		told: [
			...speakersHear,
			{ who: 'invited', letter: 'programmeChange', calendar: 'REQUEST' },
			{ who: 'invited', letter: 'invitation', calendar: 'REQUEST' }
		],
		shown: ['/gatherings/[id]/programme', '/invitation/[token]'],
		about: 'gathering'
	},
	programmeEdited: {
		by: [
			'gatherings/addItem',
			'gatherings/editItem',
			'gatherings/removeItem',
			'gatherings/moveItem',
			'gatherings/orderItems',
			'gatherings/closeUp',
			'gatherings/addSinceLast',
			'gatherings/addTopicItem',
			'gatherings/partnerItem'
		],
		told: [{ who: 'proposers', letter: 'topicAnswer' }],
		shown: ['/gatherings/[id]/programme']
	},
	speakerAsked: {
		by: ['gatherings/askSpeaker', 'gatherings/askOffered'],
		told: [{ who: 'speakers', letter: 'speakerRequest' }],
		shown: ['/speaker/[token]', '/gatherings/[id]/programme']
	},
	speakerSilent: {
		by: ['gatherings/chaseSpeakers', 'gatherings/editSpeaker'],
		told: [
			{ who: 'speakers', letter: 'speakerReminder' },
			{ who: 'account', letter: 'addressChange' }
		],
		shown: ['/gatherings/[id]/programme']
	},
	hostAsked: {
		by: ['cafe/askHosts', 'cafe/remindHosts'],
		told: [
			{ who: 'asked', letter: 'hostRequest' },
			{ who: 'asked', letter: 'hostReminder' }
		],
		shown: ['/host/[token]', '/gatherings/[id]/cafe/hosts'],
		about: 'gathering'
	},
	hostAnswered: {
		by: ['cafe/answerHost', 'cafe/letOff'],
		told: [
			{ who: 'nextInLine', letter: 'placeOffer' },
			{ who: 'steward', letter: 'waitingList', own: true }
		],
		shown: ['/gatherings/[id]/cafe/hosts', '/host/[token]'],
		about: 'gathering'
	},
	speakerAnswered: {
		by: ['gatherings/answerSpeaker'],
		told: [
			{ who: 'speakers', letter: 'speakerConfirmation', calendar: 'REQUEST' },
			{ who: 'speakers', letter: 'speakerCancellation', calendar: 'CANCEL' },
			{ who: 'steward', letter: 'speakerAnswer', own: true },
			{ who: 'nextInLine', letter: 'speakerRequest' }
		],
		shown: ['/speaker/[token]', '/gatherings/[id]/programme']
	},
	speakerLapsed: {
		by: ['gatherings/lapseSpeakers'],
		told: [
			{ who: 'steward', letter: 'speakerAnswer', own: true },
			{ who: 'nextInLine', letter: 'speakerRequest' }
		],
		shown: ['/gatherings/[id]/programme']
	},
	opened: {
		by: ['gatherings/openGathering', 'gatherings/checkIn', 'gatherings/walkIn', 'gatherings/comeIn', 'gatherings/createCheckInCode'],
		told: [],
		shown: [overview, '/invitation/[token]']
	},
	held: {
		by: ['gatherings/markHeld', 'cafe/endCafe'],
		told: [{ who: 'proposers', letter: 'topicAnswer' }],
		shown: [overview]
	},
	dayNear: {
		by: ['gatherings/writeBeforeDay'],
		told: [{ who: 'attending', letter: 'beforeDay' }],
		shown: [overview, '/invitation/[token]'],
		about: 'gathering'
	},
	dayOver: {
		by: ['gatherings/writeThanks'],
		told: [{ who: 'attended', letter: 'thanks' }],
		shown: [overview, '/invitation/[token]'],
		about: 'gathering'
	},
	evaluationAsked: {
		by: ['gatherings/askForEvaluation'],
		told: [{ who: 'attended', letter: 'evaluation' }],
		shown: ['/evaluation/[token]'],
		about: 'gathering'
	},
	summaryPublished: {
		by: ['summaries/mailSummary'],
		told: [{ who: 'attended', letter: 'summary' }],
		shown: ['/gatherings/[id]/summary', '/summary/[token]']
	},
	topicAnswered: {
		by: ['topics/answerMany', 'topics/markPlanned', 'topics/markReleased', 'topics/markHeld', 'topics/mergeTopics'],
		told: [{ who: 'proposers', letter: 'topicAnswer' }],
		shown: ['/topics', '/me']
	},
	dateAsked: {
		by: ['cycle/openPoll', 'cycle/remindPoll'],
		told: [{ who: 'asked', letter: 'datePoll' }],
		shown: ['/poll/[token]', '/cycle']
	},
	dateDecided: {
		by: ['cycle/closePoll'],
		told: [{ who: 'asked', letter: 'dateDecided' }],
		shown: ['/poll/[token]', '/gatherings/new']
	},
	/** Tasks, planned gatherings and the weekly letter follow from the day on: they are read from who has the series. */
	handedOver: {
		by: ['handover/handOverWork', 'handover/withdrawWork', 'cycle/handOver', 'cycle/withdrawHandover', 'cycle/addSeries'],
		told: [{ who: 'steward', letter: 'handover' }],
		shown: ['/cycle', '/cycle/handover/[id]']
	},
	unitMerged: { by: ['cycle/endUnit', 'cycle/mergeUnits', 'people/endUnit', 'people/followUnits'], told: [], shown: ['/units', '/cycle'] },
	obligationAtRisk: {
		by: ['gatherings/warnStewards'],
		told: [{ who: 'steward', letter: 'obligationWarning', own: true }],
		shown: ['/cycle', '/me']
	},
	tasksDue: { by: ['gatherings/weeklyDigest'], told: [{ who: 'dutyHolders', letter: 'taskDigest', own: true }], shown: ['/tasks'] },
	...planAudience,
	askedIn: {
		by: ['people/invitePeople', 'people/operatorLinks', 'people/addPerson', 'people/importPeople'],
		told: [{ who: 'account', letter: 'passwordInvitation' }],
		shown: ['/people']
	},
	passwordForgotten: { by: ['people/sendReset'], told: [{ who: 'account', letter: 'passwordReset' }], shown: ['/password/[token]'] },
	accountConnecting: {
		by: ['people/askToConnect', 'people/signInBy'],
		told: [{ who: 'account', letter: 'signInLink' }],
		shown: ['/connect/[token]']
	},
	addressChanged: { by: ['people/editPerson'], told: [{ who: 'account', letter: 'addressChange' }], shown: ['/people'] },
	trialWanted: { by: ['mail/sendTrial'], told: [{ who: 'account', letter: 'trial' }], shown: ['/outbox/[id]'] }
} as const satisfies Record<string, Happening>;

export type Event = keyof typeof audience;

const rows: readonly Happening[] = Object.values(audience);

/** The kinds of letter about one gathering (its id is the document's) that somebody gets to see. */
export const kindsAboutGathering: readonly MailKind[] = [
	...new Set(rows.filter(({ about }) => about === 'gathering').flatMap(({ told }) => told.map(({ letter }) => letter)))
];

/** The kinds of letter that are about the reader's own duty. */
export const ownKinds: readonly MailKind[] = [
	...new Set(rows.flatMap(({ told }) => told.flatMap(({ own, letter }) => (own ? letter : []))))
];
