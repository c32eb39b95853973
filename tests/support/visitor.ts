import { pdfText, unzipped } from './office.ts';
import type { RunningServer } from './server.ts';

export type Answer = { status: number; text: string; location: string | null };

/** What stands in an answer; of an archive or an Office file, what stands in its parts; of a PDF, its text. */
async function readable(bytes: Buffer): Promise<string> {
	if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return pdfText(bytes);
	if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return bytes.toString('utf8');
	const parts = [...unzipped(bytes)].map(async ([name, part]) => `${name}\n${await readable(part)}`);
	return (await Promise.all(parts)).join('\n');
}

async function firstOf(body: ReadableStream<Uint8Array>): Promise<string> {
	const reader = body.getReader();
	const { value } = await reader.read();
	await reader.cancel();
	return Buffer.from(value ?? []).toString('utf8');
}

/** Somebody with a browser but without JavaScript: keeps cookies, posts native forms, does not follow redirects. */
export function visitor({ origin }: Pick<RunningServer, 'origin'>, headers: Record<string, string> = {}) {
	const cookies = new Map<string, string>();

	const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

	async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
		const cookie = cookieHeader();
		const answer = await fetch(origin + path, {
			redirect: 'manual',
			...init,
			headers: {
				accept: 'text/html',
				'accept-language': 'nn',
				origin,
				...headers,
				...(cookie && { cookie }),
				...(init.headers as Record<string, string>)
			}
		});
		for (const line of answer.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
			else cookies.set(name, value);
		}
		// A stream of events never ends: what it begins with is the answer.
		const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream');
		const begin = isStream && answer.body ? await firstOf(answer.body) : '';
		return {
			status: answer.status,
			text: isStream ? begin : await readable(Buffer.from(await answer.arrayBuffer())),
			location: answer.headers.get('location')
		};
	}

	const post = (path: string, fields: Record<string, string> = {}) => ask(path, { method: 'POST', body: new URLSearchParams(fields) });
	/** As the pages send a form when scripts run: the answer is what the page is given, and names the reason of a refusal. */
	const send = (path: string, fields: Record<string, string> | [string, string][] = {}) =>
		ask(path, {
			method: 'POST',
			body: new URLSearchParams(fields),
			headers: { accept: 'application/json', 'x-sveltekit-action': 'true' }
		});
	return {
		ask,
		send,
		get: (path: string) => ask(path),
		post,
		/** The cookies as a browser sends them. */
		cookie: cookieHeader,
		/** Lets the browser have a cookie. */
		keep: (name: string, value: string) => void cookies.set(name, value),
		/** Signs in, with the demo's password unless told otherwise; throws when that is refused. */
		async signIn(email: string, password = 'samling-demo') {
			const { status, text } = await post('/sign-in', { email, password });
			if (status !== 303) throw new Error(`${email} could not sign in: ${status} ${text.slice(0, 300)}`);
		}
	};
}
