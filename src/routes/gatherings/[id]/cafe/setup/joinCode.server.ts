import { lockJoining, rotateCode } from '#lib/cafe/setup/create.server.ts';
import { joinCodeText } from '#lib/cafe/setup/text.ts';
import { cafeAction } from '../cafe.server.ts';

const id = 'code';

/** The join code: replaced, locked, unlocked. */
export const joinCodeActions = {
	rotate: cafeAction({ id, run: ({ actor: cafe, locals }) => cafe.run(rotateCode, locals.now), text: joinCodeText }),
	lock: cafeAction({ id, run: ({ actor: cafe, locals }) => cafe.run(lockJoining, true, locals.now), text: joinCodeText }),
	unlock: cafeAction({ id, run: ({ actor: cafe, locals }) => cafe.run(lockJoining, false, locals.now), text: joinCodeText })
};
