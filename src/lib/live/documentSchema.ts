/**
 * What a document may hold; given to the live server by the noun that owns the document.
 * A document is a set of named roots; a root maps ids to entries; an entry maps keys to shared texts or plain values.
 * Maps, not objects: a key such as `__proto__` is then just a missing key.
 */
export type DocumentSchema = ReadonlyMap<string, RootSchema>;

/** A schema; or 'any': whatever roots and types the clients like, for benches. All other checks still apply. */
export type AcceptedSchema = DocumentSchema | 'any';

/** The schema of every board; or, where nouns have documents of different schemas, the schema for a board's kind. */
export type DocumentSchemas = AcceptedSchema | ((kind: string) => AcceptedSchema);

export const schemaFor = (schemas: DocumentSchemas, kind: string): AcceptedSchema =>
	typeof schemas === 'function' ? schemas(kind) : schemas;

export const rootNames = (schema: AcceptedSchema): string[] => (schema === 'any' ? [] : [...schema.keys()]);

export interface RootSchema {
	/** Entries the root may hold. */
	readonly max: number;
	/** A key that takes an entry out of that count while it has a value. What is in the bin is bounded by the size of the document. */
	readonly bin?: string;
	/** Who creates an entry owns it, and others may do less with it (`TextOfOwner`, `byOwner`). */
	readonly owned?: true;
	/** A participant creates only so many of them in an hour (L4). */
	readonly perHour?: true;
	/** Whether `id` may name an entry. */
	readonly names: (id: string) => boolean;
	readonly keys: ReadonlyMap<string, FieldSchema>;
}

export type FieldSchema =
	| {
			readonly is: 'text';
			/** Maximum length in UTF-16 units, as `String.length` counts them. */
			readonly max: number;
			/** An entry is refused unless the update that creates it sets this key. */
			readonly required?: true;
			readonly ofOwner?: TextOfOwner;
	  }
	| {
			readonly is: 'value';
			/** Whether a plain value (string, number, boolean, null) is accepted. */
			readonly accepts: (value: unknown) => boolean;
			readonly required?: true;
			/** Once the entry is there, set by its owner and by who moderates the board only. */
			readonly byOwner?: true;
			/** Set by the server only. */
			readonly byServer?: true;
			/** Set when the entry is created and never again. */
			readonly fixed?: true;
			/** Says who wrote: must be one of the principal's `writesAs`. Implies `fixed` and `required`. */
			readonly signature?: true;
	  };

/** A text of an owned entry: others may write in it, and not empty it (L9). */
export interface TextOfOwner {
	/** The key that says who wrote; '' is nobody. */
	readonly signature: string;
	/** Where an entry is signed, the server keeps here what its text read when another than its owner first changed it. */
	readonly first: string;
	/** The text as it is kept. */
	readonly kept: (text: string) => string;
}

/** Names an entry of a document. */
export interface EntryId {
	root: string;
	id: string;
}

export const entryKey = ({ root, id }: EntryId): string => `${root}/${id}`;
