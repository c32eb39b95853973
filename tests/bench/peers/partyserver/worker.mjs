// y-partyserver as it comes, in memory: a board is a Durable Object of its own.
import { getServerByName } from 'partyserver';
import { YServer } from 'y-partyserver';

export class Board extends YServer {}

export default {
	async fetch(request, { BOARD }) {
		const board = new URL(request.url).pathname.split('/').at(-1);
		return (await getServerByName(BOARD, board)).fetch(request);
	}
};
