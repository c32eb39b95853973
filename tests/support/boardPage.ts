import { vi } from 'vitest';
import WebSocket from 'ws';
import { addNote, newBoardDoc, readBoard } from '#lib/cafe/board/document.ts';
import { BoardConnection, type BoardState } from '#lib/live/client/connection.ts';
import { afterwards, origin } from './live.ts';

/** A page on the server's board: just enough of a browser for the connection. Its person is Ola. */
export function aPage(server: { port: number; board: string }, options: { projector?: boolean } = {}) {
	const sent: Uint8Array[] = [];
	class Browser extends WebSocket {
		constructor(url: string) {
			super(url, { origin });
		}
		override send(data: Uint8Array) {
			sent.push(data);
			super.send(data);
		}
	}
	const window = new EventTarget();
	const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
	vi.stubGlobal('location', { protocol: 'http:', host: `127.0.0.1:${server.port}` });
	vi.stubGlobal('document', document);
	vi.stubGlobal('WebSocket', Browser);
	vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
	vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
	const doc = newBoardDoc();
	const connection = new BoardConnection(doc, server.board, options);
	const states: BoardState[] = [];
	connection.subscribe(() => states.push(connection.state));
	afterwards(() => {
		connection.destroy();
		doc.destroy();
	});
	return {
		doc,
		connection,
		states,
		sent,
		window,
		document,
		get state() {
			return connection.state;
		},
		add(text: string, id: string) {
			addNote(doc, { id, text, round: 1, by: 'Ola' });
		},
		texts: () => readBoard(doc).notes.map((note) => note.text)
	};
}
