import type { Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { Cafe } from '../model.ts';

/** So many who came so lately are unusual, where no more than a fifth of those checked in are. */
const rush = { minutes: 5, atLeast: 10, share: 1 / 5 };

/**
 * How many came in by the table's code within the last five minutes who are not on the list of those checked in, when that is unusual;
 * else null, and while newcomers are let in by hand. No rate of an address or a code can tell fifty made-up guests from a full hall:
 * everybody there has the same address and the same code. Who runs the day can, by looking up.
 */
export async function unusualNewcomers(
	db: Db,
	cafe: Pick<Cafe, 'id' | 'newcomersWaitAt'>,
	checkedIn: number,
	now: Instant
): Promise<number | null> {
	if (cafe.newcomersWaitAt !== null) return null;
	const { count } = await db
		.selectFrom('participant')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('cafeId', '=', cafe.id)
		.where('attendanceId', 'is', null)
		.where('personId', 'is', null)
		.where('leftAt', 'is', null)
		.where('joinedAt', '>', addMilliseconds(now, -rush.minutes * 60_000))
		.executeTakeFirstOrThrow();
	return Number(count) >= Math.max(rush.atLeast, checkedIn * rush.share) ? Number(count) : null;
}
