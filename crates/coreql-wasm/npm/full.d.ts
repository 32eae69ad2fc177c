import { Coreql, type CoreqlOptions, type Range, type WasmSource } from "./core.js";

export * from "./core.js";

export interface TreeText {
  text: string;
  span: Range;
  quoted: boolean;
  relative?: true;
}

/** A node; `children` are indices into the list of nodes. */
export type TreeNode =
  | { kind: "and" | "or" | "group"; span: Range; children: number[] }
  | { kind: "not"; span: Range; keyword: Range; children: number[] }
  | { kind: "comparison"; span: Range; field: TreeText; operator: string; operator_span: Range; values: TreeText[] }
  | { kind: "error"; span: Range; field: TreeText | null; operator: string | null };

/** Children come before their parents, the root last. */
export interface Tree {
  nodes: TreeNode[];
}

/** The typed query, in the form that `docs/json.md` defines. */
export interface QueryForm {
  missing?: "exclude";
  fields: { name: string; type: string }[];
  nodes: Record<string, unknown>[];
}

export interface QueryTest {
  valid: boolean;
  /** The offending token; empty if there is none. */
  token: string;
  /** Where it is in its line, in UTF-16 code units; -1 if there is none. */
  position: number;
}

export interface Sql {
  text: string;
  parameters: { type: string; value?: unknown }[];
}

export interface SqlSettings {
  /** Default: `search`. */
  statement?: "where" | "search" | "count";
  /** Placeholders with parameters, the default, or literals in the text. */
  values?: "bound" | "inlined";
  /** Which column holds which field, in the form that `docs/sql.md` defines. Default: a table with every field. */
  mapping?: object;
}

export interface SearchResult {
  /** How many devices are loaded. */
  total: number;
  /** How many of them the query selects. */
  count: number;
  /** The first of these. */
  devices: Record<string, unknown>[];
}

/** What an editor needs, evaluation, SQL and the JSON forms. Methods that need a query throw `CoreqlError` without one. */
export declare class FullCoreql extends Coreql {
  /** The syntax tree, of a text with errors too. */
  tree(text: string): Tree;
  /** The typed query. */
  query(text: string): QueryForm;
  /** The answer of Core's `query_test`. */
  queryTest(text: string): QueryTest;
  /** The text without extended syntax, with the same meaning, and names as they are written. */
  toCore(text: string): string;
  /** The kinds of SQL, and whether the tests run them on the engine. */
  dialects(): { name: string; tested: boolean }[];
  sql(text: string, dialect: string, settings?: SqlSettings): Sql;
  /** Replaces the loaded devices: objects, arrays of them, or Core's answers; as JSON text also one after another. Returns their number. */
  load(devices: string | readonly object[] | { readonly results: readonly object[] }): number;
  /** Which of the loaded devices the query selects. */
  search(text: string, limit?: number): SearchResult;
}

/** Loads the module beside this file, or another. */
export declare function createFullCoreql(
  options?: CoreqlOptions,
  wasm?: WasmSource | Promise<WasmSource>,
): Promise<FullCoreql>;
