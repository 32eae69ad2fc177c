/** A field of a list, as a server gives it or in coreql's own form. */
export interface ListedField {
  name: string;
  type: string;
  evidence?: "guide" | "product" | "client" | "server" | "user";
  sample?: string | null;
  description?: string | null;
  values?: readonly string[];
  aliases?: readonly string[];
}

export interface Edit {
  from: number;
  to: number;
  insert: string;
}

/** Places are UTF-16 code units. A `check` callback gives the first four. */
export interface EditorDiagnostic {
  from: number;
  to: number;
  severity: "error" | "warning" | "note";
  message: string;
  code?: string;
  help?: string | null;
  labels?: { from: number; to: number; text: string }[];
  fixes?: { title: string; automatic: boolean; edits: Edit[] }[];
}

/** Options of `createCoreql` beyond the attributes. */
export interface EditorOptions {
  fields?: readonly ListedField[];
  missing?: "complement" | "exclude";
  warnings?: boolean;
  now?: number | Date;
  timeZone?: string;
}

/**
 * `<coreql-editor>`. Attributes: `value`, `name`, `readonly`, `disabled`, `placeholder`, `aria-label`, `syntax`,
 * `endpoint`, `csp-nonce`. Events: `input`; `diagnostics`, with the list as `detail`; `degraded`, with the reason.
 */
export declare class CoreqlEditorElement extends HTMLElement {
  static wasm: URL | string;
  values: ((field: string, prefix: string, signal: AbortSignal) => Promise<readonly string[]> | readonly string[]) | null;
  check: ((text: string) => Promise<readonly EditorDiagnostic[]> | readonly EditorDiagnostic[]) | null;
  valuesTimeout: number;
  value: string;
  readOnly: boolean;
  catalog: readonly ListedField[] | { readonly results: readonly ListedField[] } | null;
  options: EditorOptions;
  readonly ready: Promise<boolean>;
  readonly diagnostics: readonly EditorDiagnostic[];
  readonly restarts: number;
  readonly form: HTMLFormElement | null;
  readonly name: string | null;
  readonly type: string;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  checkValidity(): boolean;
  reportValidity(): boolean;
}

declare global {
  interface HTMLElementTagNameMap {
    "coreql-editor": CoreqlEditorElement;
  }
}
