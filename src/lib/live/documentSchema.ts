/**
 * What a document may look like, told to the live server by the noun that owns the document.
 * Every document is a set of named roots; a root maps ids to entries; an entry maps keys to shared texts or plain values.
 * Maps, not objects: a key such as `__proto__` is just a key that is not there.
 */
export type DocumentSchema = ReadonlyMap<string, RootSchema>;

/** A shape; or 'any': whatever roots and types the clients like, for benches. The rest of the guard stands all the same. */
export type AcceptedSchema = DocumentSchema | 'any';

/** The shape of every board; or, where nouns have documents of different shapes, that of a board by the kind it was made with. */
export type DocumentSchemas = AcceptedSchema | ((kind: string) => AcceptedSchema);

export const schemaFor = (schemas: DocumentSchemas, kind: string): AcceptedSchema =>
	typeof schemas === 'function' ? schemas(kind) : schemas;

export const rootNames = (schema: AcceptedSchema): string[] => (schema === 'any' ? [] : [...schema.keys()]);

export interface RootSchema {
	/** How many entries the root may hold, those in the bin included. */
	readonly max: number;
	/** Whether `id` may name an entry. */
	readonly names: (id: string) => boolean;
	readonly keys: ReadonlyMap<string, FieldSchema>;
}

export type FieldSchema =
	| {
			readonly is: 'text';
			/** The longest the text may get, in UTF-16 units as `String.length` counts them. */
			readonly max: number;
			/** An entry is refused unless the update that makes it sets this key. */
			readonly required?: true;
	  }
	| {
			readonly is: 'value';
			/** Whether a plain value (string, number, boolean, null) may stand here. */
			readonly accepts: (value: unknown) => boolean;
			readonly required?: true;
			/** Set when the entry is made and never again. */
			readonly fixed?: true;
			/** Says who wrote: must be one of the principal's `writesAs`. Implies `fixed` and `required`. */
			readonly signature?: true;
	  };
