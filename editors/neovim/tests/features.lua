-- Neovim 0.11 against the real server; `test.sh` runs it.
local here = debug.getinfo(1, "S").source:sub(2):match("^(.*)/[^/]*$")
package.path = here .. "/?.lua;" .. package.path
local run = require("run")

local SETUP = [[
  local command = ...
  vim.o.completeopt = "menuone,noselect"
  vim.lsp.config("coreql", { cmd = { command, "lsp" }, filetypes = { "coreql", "json" } })
  _G.shown = {}
  for _, method in ipairs({ "window/showMessage", "window/logMessage" }) do
    vim.lsp.handlers[method] = function(_, result) table.insert(_G.shown, result.message) end
  end
  vim.api.nvim_create_autocmd("LspAttach", { callback = function(attached)
    vim.lsp.completion.enable(true, attached.data.client_id, attached.buf, { autotrigger = true })
  end })
  vim.lsp.enable("coreql")
]]

-- An editor with a file of this text, once the server has said what it thinks of it.
local function open(child, folder, text, name)
  local path = folder .. "/" .. (name or "a.coreql")
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  child:open(path)
  child:wait("the server", "local client = vim.lsp.get_clients({ bufnr = 0 })[1] return client and client.initialized")
end

-- The codes of the diagnostics once there are as many as wanted, and when every answer has come.
local function wait_codes(child, expected)
  local codes = child:wait("diagnostics " .. vim.inspect(expected), [[
    local expected = ...
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    for _, request in pairs(client.requests) do
      if request.type == "pending" then return false end
    end
    local codes = vim.tbl_map(function(found) return found.code end, vim.diagnostic.get(0))
    table.sort(codes)
    return vim.deep_equal(codes, expected) and codes
  ]], expected)
  assert(vim.deep_equal(codes, expected))
end

local function request(child, method, params)
  return child:lua([[
    local method, params = ...
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    params.textDocument = { uri = vim.uri_from_bufnr(0) }
    local answer, failure = client:request_sync(method, params, 10000, 0)
    return { answer and answer.result, failure or (answer and answer.err) }
  ]], method, params)
end

-- Puts the cursor before the first occurrence of a text.
local function go(child, text)
  child:lua([[
    local found = vim.fn.search("\\V" .. vim.fn.escape(..., "\\"), "cw")
    assert(found > 0, "the text is not there")
  ]], text)
end

local tests = {}
local function test(name, body) table.insert(tests, { name, body }) end
local function equal(found, expected)
  assert(vim.deep_equal(found, expected), ("expected %s, found %s"):format(vim.inspect(expected), vim.inspect(found)))
end

test("the file type is known, and comments", function(child, folder)
  open(child, folder, 'platform = "iOS"')
  equal(child:lua("return { vim.bo.filetype, vim.bo.commentstring }"), { "coreql", "# %s" })
end)

local function diagnostics(child, folder, is_pull)
  if is_pull then
    child:lua('vim.lsp.config("coreql", { capabilities = { textDocument = { publishDiagnostics = false } } })')
  end
  open(child, folder, 'platform == "iOS" AND retired = "x"')
  wait_codes(child, { "check/unreadable-value", "syntax/wrong-symbol" })
  local state = child:lua([[
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    local spaces = {}
    for id in pairs(vim.diagnostic.get_namespaces()) do
      if #vim.diagnostic.get(0, { namespace = id }) > 0 then table.insert(spaces, id) end
    end
    return { client.server_capabilities.diagnosticProvider ~= nil, #spaces }
  ]])
  equal(state, { is_pull, 1 })
  go(child, "==")
  child:type("x")
  wait_codes(child, { "check/unreadable-value" })
  go(child, '"x"')
  child:type("ciWfalse<Esc>")
  wait_codes(child, {})
  child:type("u")
  wait_codes(child, { "check/unreadable-value" })
end

test("each diagnostic comes once, and goes when its cause goes", function(child, folder)
  diagnostics(child, folder, false)
end)

test("likewise in a client that only asks for them", function(child, folder)
  diagnostics(child, folder, true)
end)

-- What the menu shows, once it has items.
local function menu(child)
  return child:wait("the menu", [[
    if vim.fn.pumvisible() == 0 then return false end
    return vim.tbl_map(function(item) return item.abbr end, vim.fn.complete_info({ "items" }).items)
  ]])
end

test("a completion is accepted after a full stop", function(child, folder)
  open(child, folder, "")
  child:type("icommon.")
  equal(menu(child), { "common.platform", "common.retired", "common.os_version", "common.seen_at" })
  child:type("<C-n><C-y>")
  child:wait_text("common.platform")
end)

test("a completion is accepted inside quotes: a field, then its value", function(child, folder)
  open(child, folder, "")
  child:type('i"')
  equal(menu(child), { "common.platform", "common.retired", "common.os_version", "common.seen_at" })
  child:type("common.p<C-n><C-y>")
  child:wait_text('"common.platform"')
  child:type(' = "')
  local shown = menu(child)
  equal({ shown[1], shown[2] }, { "iOS", "Android" })
  child:type("i<C-n><C-y>")
  child:wait_text('"common.platform" = "iOS"')
  child:type("<Esc>")
  wait_codes(child, {})
end)

test("a completion by hand puts in an example that is selected", function(child, folder)
  open(child, folder, "seen_at > ")
  child:type("A<C-x><C-o>")
  menu(child)
  child:type("<C-n><C-y>")
  child:wait("the snippet", "return vim.snippet.active() and vim.fn.mode() == 's'")
  child:type("2024-02-29")
  child:wait_text('seen_at > "2024-02-29"')
end)

test("hover", function(child, folder)
  open(child, folder, 'platform = "iOS"')
  go(child, "platform")
  child:lua("vim.lsp.buf.hover()")
  local shown = child:wait("the window", [[
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), "\n")
      end
    end
  ]])
  assert(shown:find("common.platform", 1, true) and shown:find("string", 1, true), shown)
end)

test("signature help", function(child, folder)
  open(child, folder, 'platform = "iOS"')
  local found = request(child, "textDocument/signatureHelp", { position = { line = 0, character = 11 } })
  assert(found[1] and #found[1].signatures == 1, vim.inspect(found))
end)

test("a fix removes the diagnostic that offers it", function(child, folder)
  open(child, folder, 'platform == "iOS" AND retired = true')
  wait_codes(child, { "syntax/wrong-symbol" })
  go(child, "==")
  child:lua([[vim.lsp.buf.code_action({ context = { only = { "quickfix" } }, apply = true })]])
  child:wait_text('platform = "iOS" AND retired = true')
  wait_codes(child, {})
end)

test("all fixes of a document with several queries at once", function(child, folder)
  open(child, folder, 'platform == "iOS"\n---\nretired == true')
  wait_codes(child, { "syntax/wrong-symbol", "syntax/wrong-symbol" })
  child:lua([[vim.lsp.buf.code_action({ context = { only = { "source.fixAll" } }, apply = true,
    range = { start = { 1, 0 }, ["end"] = { 3, 15 } } })]])
  child:wait_text('platform = "iOS"\n---\nretired = true')
  wait_codes(child, {})
end)

test("a field is renamed in each of its spellings, and only in its query", function(child, folder)
  open(child, folder, 'platform = "platform" OR\n"common.Platform" = "b" OR\nCOMMON.PLATFORM is empty\n---\nplatform = "c"')
  go(child, "common.Platform")
  child:lua([[vim.lsp.buf.rename("os_version")]])
  child:wait_text('os_version = "platform" OR\n"os_version" = "b" OR\nos_version is empty\n---\nplatform = "c"')
end)

test("a range is formatted, the rest stays", function(child, folder)
  open(child, folder, 'platform="iOS"\n---\nretired=true\n---\nretired=false')
  child:type("3GVgq")
  child:wait_text('platform="iOS"\n---\n"common.retired" = true\n---\nretired=false')
end)

test("a document is formatted, queries with errors stay", function(child, folder)
  open(child, folder, 'platform="😀" and retired=true\n---\nretired==false')
  child:lua("vim.lsp.buf.format({ timeout_ms = 10000 })")
  equal(child:text(), '"common.platform" = "😀" AND "common.retired" = true\n---\nretired==false')
end)

test("folds: queries, and groups in them", function(child, folder)
  open(child, folder, 'platform = "a"\n  AND (\n  retired = true\n  OR retired = false\n)\n---\nplatform = "b"')
  child:lua([[vim.wo.foldmethod = "expr" vim.wo.foldexpr = "v:lua.vim.lsp.foldexpr()" vim.wo.foldlevel = 99]])
  local levels = child:wait("folds", [[
    local levels = {}
    for line = 1, vim.fn.line("$") do levels[line] = vim.fn.foldlevel(line) end
    return levels[3] > 0 and levels
  ]])
  equal(levels, { 1, 2, 2, 2, 1, 0, 0 })
  child:type("zM3Gzv")
  child:wait("a fold", "return vim.fn.foldclosed(1) == -1 and vim.fn.foldclosed(3) == -1")
end)

test("semantic tokens are highlighted", function(child, folder)
  open(child, folder, 'platform = "iOS" AND nonsense > 5')
  local found = child:wait("tokens", [[
    local function at(column)
      local names = {}
      for _, token in ipairs(vim.lsp.semantic_tokens.get_at_pos(0, 0, column) or {}) do
        table.insert(names, token.type)
        for modifier in pairs(token.modifiers) do table.insert(names, modifier) end
      end
      return table.concat(names, " ")
    end
    return at(0) ~= "" and { at(0), at(9), at(11), at(17), at(21), at(32) }
  ]])
  equal(found, { "property alias", "operator", "string", "keyword", "property unknown", "number" })
end)

test("symbols and selection ranges", function(child, folder)
  open(child, folder, '# name: first\nplatform = "a" AND retired = true\n---\n# name: second\nplatform = "b"')
  local symbols = request(child, "textDocument/documentSymbol", {})[1]
  equal(vim.tbl_map(function(symbol) return symbol.name end, symbols), { "first", "second" })
  local ranges = request(child, "textDocument/selectionRange", { positions = { { line = 1, character = 2 } } })[1]
  assert(ranges[1].parent.parent, vim.inspect(ranges))
end)

test("inlay hints, once they are set", function(child, folder)
  open(child, folder, "retired = true")
  child:lua([[
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    client.settings = { coreql = { inlayHints = true } }
    client:notify("workspace/didChangeConfiguration", { settings = client.settings })
    vim.lsp.inlay_hint.enable(true)
  ]])
  child:wait("a hint", "return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0")
end)

test("an operator of several words is put in as a whole", function(child, folder)
  open(child, folder, "platform ")
  child:type("Ado")
  child:type("<C-x><C-o>")
  equal(menu(child), { "does not contain" })
  child:type("<C-n><C-y>")
  child:wait_text("platform does not contain ")
end)

test("a setting holds for the first diagnostics", function(child, folder)
  child:lua('vim.lsp.config("coreql", { settings = { coreql = { syntax = "extended" } } })')
  open(child, folder, 'NOT retired = "x"')
  wait_codes(child, { "check/unreadable-value" })
end)

test("the catalogue is read again when it changes", function(child, folder)
  open(child, folder, "common.weight > 5")
  wait_codes(child, { "check/unknown-field" })
  local file = assert(io.open(folder .. "/fields.json", "wb"))
  file:write('[{"name": "common.weight", "type": "LONG"}]')
  file:close()
  -- Watching is off by default here on Linux, so what a watcher sends is sent by hand.
  child:lua([[
    local client = vim.lsp.get_clients({ bufnr = 0 })[1]
    local change = { uri = vim.uri_from_fname(vim.fn.getcwd() .. "/fields.json"), type = 2 }
    client:notify("workspace/didChangeWatchedFiles", { changes = { change } })
  ]])
  wait_codes(child, {})
end)

test("strings of JSON: a diagnostic, its fix, a completion", function(child, folder)
  open(child, folder, '{"query": "platform == \\"iOS\\""}', "a.json")
  wait_codes(child, { "syntax/wrong-symbol" })
  go(child, "==")
  child:lua([[vim.lsp.buf.code_action({ context = { only = { "quickfix" } }, apply = true })]])
  child:wait_text('{"query": "platform = \\"iOS\\""}')
  wait_codes(child, {})
  child:set('{"query": "platform = "}')
  child:type('$hi\\"A<C-x><C-o>')
  equal(menu(child), { "Android" })
  child:type("<C-n><C-y>")
  child:wait_text('{"query": "platform = \\"Android\\""}')
  child:type("<Esc>")
  wait_codes(child, {})
end)

-- A character of one, two or three bytes, and one beyond the basic plane, before everything that is edited.
for _, encoding in ipairs({ "utf-8", "utf-16", "utf-32" }) do
  test("astral text in " .. encoding, function(child, folder)
    child:lua([[vim.lsp.config("coreql", { capabilities = { general = { positionEncodings = { ... } } } })]], encoding)
    open(child, folder, '# name: é😀\nplatform = "€😀é" OR platform == "😀x" OR retired = true')
    wait_codes(child, { "syntax/wrong-symbol" })
    equal(child:lua("return vim.lsp.get_clients({ bufnr = 0 })[1].offset_encoding"), encoding)
    local place = child:lua([[
      local found = vim.diagnostic.get(0)[1]
      return vim.api.nvim_buf_get_text(0, found.lnum, found.col, found.end_lnum, found.end_col, {})[1]
    ]])
    equal(place, "==")
    -- The server has to follow edits before and after these characters.
    go(child, "€")
    child:type("x")
    child:type("i𝄞<Esc>")
    go(child, "😀x")
    child:type("xa😀😀<Esc>")
    wait_codes(child, { "syntax/wrong-symbol" })
    go(child, "==")
    child:lua([[vim.lsp.buf.code_action({ context = { only = { "quickfix" } }, apply = true })]])
    child:wait_text('# name: é😀\nplatform = "𝄞😀é" OR platform = "x😀😀" OR retired = true')
    wait_codes(child, {})
    go(child, "true")
    child:type("C")
    child:type("<C-x><C-o>")
    equal(menu(child), { "true", "false" })
    child:type("<C-n><C-n><C-y><Esc>")
    child:wait_text('# name: é😀\nplatform = "𝄞😀é" OR platform = "x😀😀" OR retired = false')
    go(child, 'platform = "x')
    child:lua([[vim.lsp.buf.rename("os_version")]])
    child:wait_text('# name: é😀\nos_version = "𝄞😀é" OR os_version = "x😀😀" OR retired = false')
    child:lua("vim.lsp.buf.format({ timeout_ms = 10000 })")
    equal(child:text(), '# name: é😀\n"common.os_version" = "𝄞😀é" OR "common.os_version" = "x😀😀" OR "common.retired" = false')
    wait_codes(child, {})
  end)
end

run(tests, SETUP)
