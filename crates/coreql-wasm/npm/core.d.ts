/** Where a module comes from: its URL, a response, its bytes, or a compiled module, which several objects may share. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module;

export type FieldType = "string" | "number" | "date" | "boolean" | "version" | "string[]" | "untyped";

/** A field, as a server lists it (name and type) or in coreql's own form (with any of the others). */
export interface ListedField {
  name: string;
  /** Of any case; a server's are STRING, NUMBER, DATE and BOOLEAN. */
  type: FieldType | (string & {});
  evidence?: "guide" | "product" | "client" | "server" | "user";
  sample?: string | null;
  description?: string | null;
  values?: readonly string[];
  aliases?: readonly string[];
}

/** A list of fields: an array, or Core's answer to `search_fields` and `device_spaces/criteria`. */
export type FieldList = readonly ListedField[] | { readonly results: readonly ListedField[] };

/** How texts are read. What is left out has its default. */
export interface CoreqlOptions {
  /** All fields of a server: a name that is not among them is an error. Default: the built-in list. */
  catalog?: FieldList;
  /** Fields in addition to the catalogue. */
  fields?: FieldList;
  /** Default: `core`. */
  syntax?: "core" | "extended";
  /** What negated operators do with missing values. Default: `complement`, they hold. */
  missing?: "complement" | "exclude";
  /** Warns of a text over the endpoint's documented length. */
  endpoint?: "search" | "count" | "query-test" | "export";
  /** Whether warnings are looked for. Default: true. */
  warnings?: boolean;
  /** What relative dates are relative to, in milliseconds since 1970. Without it they are errors. */
  now?: number | Date;
  /** The time zone of days: `UTC`, the default, or `±hh:mm`. */
  timeZone?: string;
}

/** A place in a text, in UTF-16 code units, as strings of JavaScript are indexed; `to` is not included. */
export interface Range {
  from: number;
  to: number;
}

export interface Edit extends Range {
  insert: string;
}

export interface Fix {
  title: string;
  /** Whether it may be applied without asking. */
  automatic: boolean;
  /** They do not overlap, and all refer to the text as it is. */
  edits: Edit[];
}

export interface Diagnostic extends Range {
  severity: "error" | "warning" | "note";
  /** Stable, such as `check/unknown-field`. */
  code: string;
  message: string;
  help: string | null;
  /** Other places that it is about. */
  labels: (Range & { text: string })[];
  fixes: Fix[];
}

export interface Report {
  /** Whether there is no error. */
  valid: boolean;
  /** The text with every automatic fix applied. */
  fixed: string;
  diagnostics: Diagnostic[];
}

export interface CompletionItem extends Range {
  /** What replaces the range. */
  insert: string;
  /** The same with `${1:…}` placeholders, where there is something to fill in. */
  snippet: string | null;
  /** What the typed text is compared with. */
  filter: string;
  label: string;
  kind: "field" | "attribute" | "operator" | "keyword" | "value" | "template" | "punctuation" | "other";
  detail: string | null;
  documentation: string | null;
  /** Items are in the order of these texts. */
  sort: string;
  /** Whether to complete again after it is accepted. */
  retrigger: boolean;
}

export interface Completions {
  items: CompletionItem[];
  /** Whether typing on may bring items that are not here. */
  incomplete: boolean;
}

export interface Token extends Range {
  kind: "field" | "operator" | "keyword" | "string" | "number" | "boolean" | "date" | "punctuation" | "invalid" | "other";
  /** Of a field: whether the catalogue lacks it, or several have the name. */
  unknown: boolean;
}

export type Style = "canonical" | "portal" | "compact" | "pretty";

export interface CatalogField {
  name: string;
  type: FieldType;
  evidence: "guide" | "product" | "client" | "server" | "user";
  sample: string | null;
  description: string | null;
  values: string[];
  aliases: string[];
}

/** A request that is wrong, such as an unknown setting. The object stays usable. */
export declare class CoreqlError extends Error {}

/** The module trapped, for want of memory or because of a defect. The object has a new instance, and stays usable. */
export declare class CoreqlTrap extends Error {}

/** What an editor needs. Every method is synchronous. Lone surrogates are read as U+FFFD, which moves no offset. */
export declare class Coreql {
  constructor(module: WebAssembly.Module, options?: CoreqlOptions);
  /** Replaces all options. If it throws, the old ones stay. */
  configure(options: CoreqlOptions): void;
  /** What was corrected in the list of fields. */
  readonly warnings: string[];
  /** How often a trap made a new instance necessary. */
  readonly restarts: number;
  /** All that is wrong with a text. */
  diagnose(text: string): Report;
  /**
   * The text in another style; null if its syntax is wrong or the style cannot express it.
   * @param width the longest line of `pretty`, in characters
   */
  format(text: string, style?: Style, width?: number): string | null;
  /** What may be inserted at an offset. */
  complete(text: string, offset: number): Completions;
  /** The tokens that mean something, for highlighting. */
  tokens(text: string): Token[];
  /** What a code is about. */
  explain(code: string): string;
  /** The length that Core's limits count, in UTF-16 code units. */
  length(text: string): number;
  /** The fields of the catalogue. */
  fields(): CatalogField[];
}

/** Loads the module beside this file, or another. */
export declare function createCoreql(options?: CoreqlOptions, wasm?: WasmSource | Promise<WasmSource>): Promise<Coreql>;

/** Compiles a module once, for several objects. */
export declare function compile(wasm: WasmSource | Promise<WasmSource>): Promise<WebAssembly.Module>;
