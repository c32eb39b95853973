import type { Happening } from './model.ts';

/** What happens to the plan, and who depends on it; part of `table.ts`. */
export const planAudience = {
	hearingOpened: {
		by: ['plan/openHearing', 'plan/addBody', 'plan/moveDeadline', 'plan/remindBodies', 'plan/keepHearings', 'plan/editBody'],
		told: [
			{ who: 'asked', letter: 'hearing' },
			{ who: 'asked', letter: 'hearingReminder' },
			{ who: 'account', letter: 'addressChange' }
		],
		shown: ['/hearing/[token]', '/plan/hearing']
	},
	statusAsked: {
		by: ['plan/askUnits', 'plan/remindUnits', 'plan/keepFollowUp'],
		told: [
			{ who: 'dutyHolders', letter: 'statusRequest' },
			{ who: 'dutyHolders', letter: 'statusReminder' }
		],
		shown: ['/plan/followup', '/status/[token]']
	},
	publicHearing: {
		by: ['plan/openPublicHearing', 'plan/prolongPublicHearing', 'plan/reviewRemark', 'plan/sendRemark', 'plan/withdrawOwnRemark'],
		told: [{ who: 'contributors', letter: 'remarkReceipt' }],
		shown: ['/public-hearing/[id]', '/remark/[token]', '/plan/hearing/[id]']
	},
	adopted: { by: ['plan/registerAdopted', 'plan/keepPackage', 'plan/finishImport'], told: [], shown: ['/plan', '/plan/adopt'] },
	hearingEnded: {
		by: ['plan/adoptAndTell'],
		told: [{ who: 'asked', letter: 'hearingOutcome' }],
		shown: ['/hearing/[token]', '/plan/adopt']
	},
	measureNews: {
		by: ['plan/tellNews'],
		told: [{ who: 'contributors', letter: 'measureNews' }],
		shown: ['/receipt', '/thread/[kind]/[id]']
	},
	outcomesTold: { by: ['plan/mailOutcomes'], told: [{ who: 'contributors', letter: 'becameOf' }], shown: ['/plan/adopt'] }
} as const satisfies Record<string, Happening>;
