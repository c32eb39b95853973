import { error } from '@sveltejs/kit';

/** What a request may hold: bytes of its body, and fields of its form. */
export type Bounds = { bytes: number; fields: number };

/**
 * A request whose body is counted as it comes: a chunked one names no length beforehand. Reading more than its bounds throws
 * 413, so what a stranger sends never costs more than reading that much.
 */
export class BoundedRequest extends Request {
	readonly #bounds: Bounds;
	readonly #count: { bytes: number };

	constructor(request: Request, bounds: Bounds) {
		const count = { bytes: 0 };
		const counted = request.body?.pipeThrough(
			new TransformStream<Uint8Array, Uint8Array>({
				transform(chunk, controller) {
					count.bytes += chunk.byteLength;
					if (count.bytes > bounds.bytes) controller.error(new Error('Too many bytes'));
					else controller.enqueue(chunk);
				}
			})
		);
		super(request, counted ? ({ body: counted, duplex: 'half' } as RequestInit) : {});
		this.#bounds = bounds;
		this.#count = count;
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
		} catch (thrown) {
			if (this.#count.bytes > this.#bounds.bytes) error(413, 'Too much');
			throw thrown;
		}
	}
}
