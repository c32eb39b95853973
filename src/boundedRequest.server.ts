import { error } from '@sveltejs/kit';

/** What a request may hold: bytes of its body, and fields of its form. */
export type Bounds = { bytes: number; fields: number };

/**
 * A request whose body is counted as it comes: a chunked one names no length beforehand. Reading more than its bounds throws
 * 413, and so does making one whose length says so: what a stranger sends never costs more than reading that much.
 */
export class BoundedRequest extends Request {
	readonly #bounds: Bounds;
	readonly #count: { bytes: number };

	constructor(request: Request, bounds: Bounds) {
		if (Number(request.headers.get('content-length') ?? 0) > bounds.bytes) {
			discard(request.body);
			error(413, 'Too much');
		}
		const count = { bytes: 0 };
		const counted = new TransformStream<Uint8Array, Uint8Array>({
			transform(chunk, controller) {
				count.bytes += chunk.byteLength;
				if (count.bytes > bounds.bytes) controller.error(new Error('Too many bytes'));
				else controller.enqueue(chunk);
			}
		});
		// Cancelling the source would close the connection before the answer is on it.
		request.body?.pipeTo(counted.writable, { preventCancel: true }).catch(() => discard(request.body));
		super(request, request.body ? ({ body: counted.readable, duplex: 'half' } as RequestInit) : {});
		this.#bounds = bounds;
		this.#count = count;
	}

	/** Reads the rest of a body that nobody has asked for. */
	discard(): void {
		if (!this.bodyUsed) discard(this.body);
	}

	override async formData(): Promise<FormData> {
		const form = await this.#read(() => super.formData());
		if ([...form.keys()].length > this.#bounds.fields) error(413, 'Too many fields');
		return form;
	}

	override json(): Promise<unknown> {
		return this.#read(() => super.json());
	}

	override text(): Promise<string> {
		return this.#read(() => super.text());
	}

	override arrayBuffer(): Promise<ArrayBuffer> {
		return this.#read(() => super.arrayBuffer());
	}

	async #read<T>(read: () => Promise<T>): Promise<T> {
		try {
			return await read();
		} catch {
			// What is too much, no form or no JSON, or breaks off in the middle is the sender's doing: nothing of ours has run yet.
			return this.#count.bytes > this.#bounds.bytes ? error(413, 'Too much') : error(400, 'Not understood');
		}
	}
}

/** Reads a body to its end for nothing: a connection with unread bytes is reset, and takes the answer with it (RFC 9112, 9.6). */
function discard(body: ReadableStream<Uint8Array> | null): void {
	void body?.pipeTo(new WritableStream()).catch(() => undefined);
}
