/** What is written about the plan for Husbanken: twice a year and at the end. */
export const reportKinds = ['half', 'final'] as const;

export type ReportKind = (typeof reportKinds)[number];

/** The halves of a plan's period that have begun by `today`, newest first. */
export function halvesOf(period: { periodFrom: number; periodTo: number }, today: string): string[] {
	const halves: string[] = [];
	for (let year = period.periodFrom; year <= period.periodTo; year++) {
		if (`${year}-01-01` <= today) halves.unshift(`${year}-1`);
		if (`${year}-07-01` <= today) halves.unshift(`${year}-2`);
	}
	return halves;
}
