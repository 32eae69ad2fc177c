// <coreql-editor>: a form field for search expressions, with CodeMirror in its shadow root.
import { autocompletion, closeCompletion, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { forceLinting, lintKeymap, linter } from "@codemirror/lint";
import { Compartment, EditorState, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, keymap, placeholder } from "@codemirror/view";
import { Coreql, compile } from "../../../crates/coreql-wasm/npm/core.js";

/** Each kind of token is a class, which the page can colour through custom properties. */
const theme = EditorView.theme({
  "&": { color: "inherit", backgroundColor: "transparent", font: "inherit" },
  ".cm-content": { fontFamily: "var(--coreql-font, ui-monospace, monospace)", caretColor: "currentColor" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "1.5" },
  ".cm-tooltip": { color: "CanvasText", backgroundColor: "Canvas", border: "1px solid GrayText" },
  // CodeMirror's wavy lines are images, which a policy may refuse.
  ".cm-lintRange-error, .cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy" },
  ".cm-lintRange-error": { textDecorationColor: "var(--coreql-error, #c00)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--coreql-warning, #a60)" },
  ".cm-lintRange-info": { backgroundImage: "none", textDecoration: "underline dotted" },
  ".cm-placeholder": { color: "var(--coreql-placeholder, #595959)" },
  ".coreql-field": { color: "var(--coreql-field, inherit)" },
  ".coreql-operator": { color: "var(--coreql-operator, inherit)" },
  ".coreql-keyword": { color: "var(--coreql-keyword, inherit)", fontWeight: "600" },
  ".coreql-string": { color: "var(--coreql-string, inherit)" },
  ".coreql-number, .coreql-boolean, .coreql-date": { color: "var(--coreql-literal, inherit)" },
});

const shadowStyle = `
  :host { display: block; border: 1px solid GrayText; min-block-size: 2em; }
  :host(:focus-within) { outline: 2px solid Highlight; outline-offset: 1px; }
  :host([hidden]) { display: none; }
  textarea { box-sizing: border-box; inline-size: 100%; font: inherit; color: inherit; background: transparent; border: 0; }
  .message { margin: 0; padding: 0 0.5em; }
`;

/** The module is compiled once for all elements that load it from the same place. */
const modules = new Map();

function moduleAt(url) {
  const key = String(url);
  if (!modules.has(key)) {
    const module = compile(url);
    // A failure is not remembered: the next element tries again.
    module.catch(() => modules.delete(key));
    modules.set(key, module);
  }
  return modules.get(key);
}

const KINDS = { field: "property", attribute: "property", operator: "keyword", keyword: "keyword", value: "constant", template: "text" };

export class CoreqlEditorElement extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ["readonly", "aria-label", "placeholder", "syntax", "endpoint", "disabled"];
  /** Where the module is; set it before the first element connects to load it from elsewhere. */
  static wasm = new URL("./coreql_core.wasm", import.meta.url);

  /** Called for values while one is typed: (field, prefix, signal) → texts. */
  values = null;
  /** Called with the text where WebAssembly is not allowed: text → diagnostics. */
  check = null;
  /** How long a call of `values` may take, in milliseconds. */
  valuesTimeout = 2000;

  #internals = this.attachInternals();
  #view = null;
  #textarea = null;
  #text = "";
  #coreql = null;
  #catalog = null;
  #options = {};
  #diagnostics = [];
  #pending = null;
  #ready;
  #resolveReady;
  #editable = new Compartment();
  #attributes = new Compartment();

  constructor() {
    super();
    this.#ready = new Promise((resolve) => { this.#resolveReady = resolve; });
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(shadowStyle);
    root.adoptedStyleSheets = [sheet];
  }

  /** Resolves when the field can be used: to true with the editor, to false with the text area. */
  get ready() { return this.#ready; }
  get form() { return this.#internals.form; }
  get name() { return this.getAttribute("name"); }
  get type() { return this.localName; }
  get validity() { return this.#internals.validity; }
  get validationMessage() { return this.#internals.validationMessage; }
  checkValidity() { return this.#internals.checkValidity(); }
  reportValidity() { return this.#internals.reportValidity(); }
  get diagnostics() { return this.#diagnostics; }
  /** The CodeMirror view, for extensions of the page; null with the text area. */
  get view() { return this.#view; }
  /** How often the module had to be started anew. */
  get restarts() { return this.#coreql?.restarts ?? 0; }

  get value() { return this.#text; }
  set value(value) {
    const text = String(value ?? "");
    if (text === this.#text) return;
    if (this.#view) this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    else if (this.#textarea) this.#textarea.value = text;
    this.#changed(text);
  }

  get readOnly() { return this.hasAttribute("readonly"); }
  set readOnly(value) { this.toggleAttribute("readonly", Boolean(value)); }

  /** The fields of a server; null for the built-in list. */
  get catalog() { return this.#catalog; }
  set catalog(value) {
    this.#catalog = value;
    this.#configure();
  }

  /** Other options of `createCoreql`. */
  get options() { return this.#options; }
  set options(value) {
    this.#options = value ?? {};
    this.#configure();
  }

  connectedCallback() {
    if (this.#view || this.#textarea) return;
    if (!this.#text && this.hasAttribute("value")) this.#changed(this.getAttribute("value"));
    this.#start();
  }

  formResetCallback() { this.value = this.getAttribute("value") ?? ""; }
  formStateRestoreCallback(state) { this.value = state; }
  formDisabledCallback() { this.#updateView(); }

  attributeChangedCallback(name) {
    if (name === "syntax" || name === "endpoint") this.#configure();
    else this.#updateView();
  }

  async #start() {
    try {
      const module = await moduleAt(CoreqlEditorElement.wasm);
      if (this.#view || this.#textarea) return;
      this.#coreql = new Coreql(module, this.#allOptions());
      this.#makeView();
      this.#resolveReady(true);
    } catch (error) {
      if (this.#view || this.#textarea) return;
      this.#coreql = null;
      this.#makeTextarea();
      this.dispatchEvent(new CustomEvent("degraded", { detail: error }));
      this.#resolveReady(false);
    }
  }

  #allOptions() {
    const attribute = (name) => this.getAttribute(name) ?? undefined;
    return { syntax: attribute("syntax"), endpoint: attribute("endpoint"), catalog: this.#catalog, ...this.#options };
  }

  #configure() {
    if (!this.#coreql) return;
    this.#coreql.configure(this.#allOptions());
    this.#view?.dispatch({ effects: [] });
    this.#report(this.#diagnose(this.#text));
    if (this.#view) forceLinting(this.#view);
  }

  #label() { return this.getAttribute("aria-label") ?? this.#internals.labels[0]?.textContent?.trim() ?? "Query"; }

  #locked() { return this.readOnly || this.matches(":disabled"); }

  #viewAttributes() {
    return [
      EditorView.contentAttributes.of({ "aria-label": this.#label(), spellcheck: "false", autocapitalize: "off" }),
      placeholder(this.getAttribute("placeholder") ?? ""),
    ];
  }

  #updateView() {
    this.#view?.dispatch({
      effects: [
        this.#editable.reconfigure(EditorState.readOnly.of(this.#locked())),
        this.#attributes.reconfigure(this.#viewAttributes()),
      ],
    });
    if (this.#textarea) {
      this.#textarea.readOnly = this.#locked();
      this.#textarea.setAttribute("aria-label", this.#label());
    }
  }

  #makeView() {
    const nonce = this.getAttribute("csp-nonce");
    const parent = document.createElement("div");
    parent.part = "editor";
    this.shadowRoot.append(parent);
    this.#view = new EditorView({
      parent,
      root: this.shadowRoot,
      doc: this.#text,
      extensions: [
        ...(nonce ? [EditorView.cspNonce.of(nonce)] : []),
        history(),
        // Tab is not bound: it leaves the field.
        keymap.of([...completionKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        theme,
        this.#editable.of(EditorState.readOnly.of(this.#locked())),
        this.#attributes.of(this.#viewAttributes()),
        this.#highlighting(),
        autocompletion({ override: [(context) => this.#complete(context)], icons: false }),
        linter((view) => this.#lint(view), { delay: 150 }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) this.#changed(update.state.doc.toString(), true);
        }),
      ],
    });
    this.#report(this.#diagnose(this.#text));
  }

  #makeTextarea() {
    const area = document.createElement("textarea");
    area.part = "editor";
    area.value = this.#text;
    area.spellcheck = false;
    const message = document.createElement("p");
    message.className = "message";
    message.part = "message";
    message.setAttribute("role", "status");
    area.addEventListener("input", () => this.#changed(area.value, true));
    this.#textarea = area;
    this.shadowRoot.append(area, message);
    this.#updateView();
    this.#checkText();
  }

  /** The host's own check, with the text area; an answer for an earlier text is dropped. */
  async #checkText() {
    if (!this.check) return;
    const text = this.#text;
    const found = await this.check(text);
    if (text !== this.#text || !this.#textarea) return;
    this.shadowRoot.querySelector(".message").textContent = found.map(({ message }) => message).join("; ");
    this.#report(found);
  }

  #changed(text, typed = false) {
    // CodeMirror has `\n` as its only line end.
    if (text === this.#text && typed) return;
    this.#text = text;
    this.#internals.setFormValue(text);
    if (typed) this.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    if (this.#textarea) this.#checkText();
    else if (this.#coreql && !typed) this.#report(this.#diagnose(text));
  }

  #diagnose(text) {
    try {
      return this.#coreql.diagnose(text).diagnostics;
    } catch {
      // The module has started anew, and the text is here: the next change is checked again.
      return [];
    }
  }

  #report(diagnostics) {
    this.#diagnostics = diagnostics;
    const error = diagnostics.find(({ severity }) => severity === "error");
    const anchor = this.shadowRoot.querySelector(".cm-content, textarea") ?? undefined;
    this.#internals.setValidity(error ? { customError: true } : {}, error?.message, error ? anchor : undefined);
    this.dispatchEvent(new CustomEvent("diagnostics", { bubbles: true, composed: true, detail: diagnostics }));
  }

  #lint(view) {
    const found = this.#diagnose(view.state.doc.toString());
    this.#report(found);
    return found.map(({ from, to, severity, code, message, help, fixes }) => ({
      from,
      to,
      severity: severity === "note" ? "info" : severity,
      source: code,
      message: help ? `${message}: ${help}` : message,
      actions: this.#locked() ? [] : fixes.map(({ title, edits }) => ({
        name: title,
        apply: (target) => target.dispatch({ changes: edits, userEvent: "input.fix" }),
      })),
    }));
  }

  #highlighting() {
    const decorate = (view) => {
      const builder = new RangeSetBuilder();
      try {
        for (const { from, to, kind } of this.#coreql.tokens(view.state.doc.toString())) {
          if (from < to) builder.add(from, to, Decoration.mark({ class: `coreql-${kind}` }));
        }
      } catch {
        // Without colours until the next change.
      }
      return builder.finish();
    };
    return ViewPlugin.define(
      (view) => ({
        decorations: decorate(view),
        update(update) {
          if (update.docChanged) this.decorations = decorate(update.view);
        },
      }),
      { decorations: (plugin) => plugin.decorations },
    );
  }

  async #complete(context) {
    const text = context.state.doc.toString();
    let completions;
    try {
      completions = this.#coreql.complete(text, context.pos);
    } catch {
      return null;
    }
    const own = completions.items.map((item) => this.#option(item));
    const theirs = this.values ? await this.#hostValues(text, context) : [];
    if (context.aborted || own.length + theirs.length === 0) return null;
    const options = [...theirs, ...own];
    const from = Math.min(...options.map((option) => option.from));
    // Nothing is typed yet, and nothing separates it from what is before.
    if (!context.explicit && from === context.pos && !/[\s("=.]$/u.test(text.slice(0, context.pos))) return null;
    return { from, options, filter: false };
  }

  #option({ from, to, insert, label, kind, detail, documentation, retrigger }) {
    return {
      from,
      label,
      type: KINDS[kind],
      detail: detail ?? undefined,
      info: documentation ?? undefined,
      apply: (view) => {
        closeCompletion(view);
        view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.complete" });
        if (retrigger) startCompletion(view);
      },
    };
  }

  /** Values of the page for the comparison that the cursor is in: after a pause, cancelled by the next, within a time. */
  async #hostValues(text, context) {
    this.#pending?.abort();
    const tokens = this.#coreql.tokens(text).filter(({ from }) => from < context.pos);
    const edited = tokens.at(-1);
    const isValue = ({ from, kind }) =>
      ["string", "number", "date", "boolean"].includes(kind) || (kind === "invalid" && text[from] === '"');
    const inValue = edited && edited.to >= context.pos && isValue(edited);
    const before = inValue ? tokens.slice(0, -1) : tokens;
    const operator = before.at(-1);
    const field = before.filter(({ kind }) => kind === "field").at(-1);
    if (operator?.kind !== "operator" || !field) return [];
    const strip = (part) => part.replace(/^"|"$/gu, "");
    const from = inValue ? edited.from : context.pos;
    const to = inValue ? edited.to : context.pos;
    const controller = new AbortController();
    this.#pending = controller;
    context.addEventListener("abort", () => controller.abort());
    const { signal } = controller;
    await new Promise((resolve) => setTimeout(resolve, 120));
    if (signal.aborted) return [];
    const name = strip(text.slice(field.from, field.to));
    const timeout = new Promise((resolve) => {
      const timer = setTimeout(() => { controller.abort(); resolve([]); }, this.valuesTimeout);
      signal.addEventListener("abort", () => { clearTimeout(timer); resolve([]); });
    });
    try {
      const asked = Promise.resolve(this.values(name, strip(text.slice(from, context.pos)), signal));
      const found = await Promise.race([asked, timeout]);
      return found.map((value) => this.#option({ from, to, insert: this.#quoted(String(value)), label: String(value), kind: "value" }));
    } catch {
      return [];
    }
  }

  /** A value as the language writes strings: `"` is escaped, everything else is itself. */
  #quoted(value) {
    const text = this.#coreql.format(`x = "${value.replace(/"/gu, '\\"')}"`);
    return text === null ? `"${value.replace(/"/gu, "")}"` : text.slice(text.indexOf("=") + 2);
  }
}

if (!customElements.get("coreql-editor")) customElements.define("coreql-editor", CoreqlEditorElement);
