import type { RequestEvent } from '@sveltejs/kit';
import { refuse, type Answer, type Refused } from '#lib/result.ts';

/** A wrong code counts against the address it came from; from one that has sent too many, the answer is `limit`. */
export async function limitWrongCodes<A extends Answer>(
	{ locals, getClientAddress }: Pick<RequestEvent, 'locals' | 'getClientAddress'>,
	answer: A
): Promise<A | Refused<'limit'>> {
	if (answer.ok || answer.reason !== 'invalidCode') return answer;
	return (await locals.wrongCodes.allows(getClientAddress())) ? answer : refuse('limit');
}
