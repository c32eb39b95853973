/** The page of a gathering on which a task of its recipe is done. */
const pages: Record<string, string> = {
	topics: '/programme',
	speakers: '/programme',
	partner: '/programme',
	course: '/programme',
	materials: '/programme',
	invite: '/invitations',
	remind: '/invitations',
	questions: '/cafe/setup',
	setUp: '/cafe/setup',
	hosts: '/cafe/hosts',
	checkIn: '/attendance',
	summary: '/summary',
	inputs: '/harvest'
};

/** Where a task is done; null for one that somebody typed, one without a page, and what needs a café where there is none. */
export function taskPage(task: { task: string | null; gatheringId: string }, hasCafe: boolean): string | null {
	const page = task.task === null ? undefined : pages[task.task];
	if (!page || (page.startsWith('/cafe') && !hasCafe)) return null;
	return `/gatherings/${task.gatheringId}${page}`;
}
