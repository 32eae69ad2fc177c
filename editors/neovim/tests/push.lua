-- Neovim 0.7, which knows neither pull diagnostics nor encodings other than UTF-16; `test.sh` runs it.
local here = debug.getinfo(1, "S").source:sub(2):match("^(.*)/[^/]*$")
package.path = here .. "/?.lua;" .. package.path
local run = require("run")

-- As docs/editors.md has it for this version.
local SETUP = [[
  local command = ...
  vim.o.completeopt = "menuone,noselect"
  vim.api.nvim_create_autocmd("FileType", { pattern = "coreql", callback = function(opened)
    local root = vim.fn.getcwd()
    _G.client = _G.client or vim.lsp.start_client({ name = "coreql", cmd = { command, "lsp" }, root_dir = root })
    vim.lsp.buf_attach_client(opened.buf, _G.client)
    vim.bo[opened.buf].omnifunc = "v:lua.vim.lsp.omnifunc"
  end })
]]

local tests = {}
local function test(name, body) table.insert(tests, { name, body }) end
local function equal(found, expected)
  assert(vim.deep_equal(found, expected), ("expected %s, found %s"):format(vim.inspect(expected), vim.inspect(found)))
end

local function open(child, folder, text)
  local path = folder .. "/a.coreql"
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  child:open(path)
  child:wait("the server", "local client = vim.lsp.get_client_by_id(_G.client) return client and client.initialized")
end

local function wait_codes(child, expected)
  child:wait("diagnostics " .. vim.inspect(expected), [[
    local codes = vim.tbl_map(function(found) return found.code end, vim.diagnostic.get(0))
    table.sort(codes)
    return vim.deep_equal(codes, ...)
  ]], expected)
end

local function go(child, text)
  child:lua([[assert(vim.fn.search("\\V" .. vim.fn.escape(..., "\\"), "cw") > 0, "the text is not there")]], text)
end

test("diagnostics are sent, and go when their cause goes; columns are UTF-16", function(child, folder)
  open(child, folder, 'platform = "€😀é" OR platform == "😀x"')
  wait_codes(child, { "syntax/wrong-symbol" })
  equal(child:lua([[
    local found = vim.diagnostic.get(0)[1]
    local client = vim.lsp.get_client_by_id(_G.client)
    return { vim.api.nvim_buf_get_text(0, found.lnum, found.col, found.end_lnum, found.end_col, {})[1],
      client.offset_encoding, client.server_capabilities.diagnosticProvider ~= nil }
  ]]), { "==", "utf-16", false })
  go(child, "😀x")
  child:type("xa𝄞😀<Esc>")
  go(child, "==")
  child:type("x")
  wait_codes(child, {})
  child:type("u")
  wait_codes(child, { "syntax/wrong-symbol" })
end)

test("completion, hover, rename and formatting", function(child, folder)
  open(child, folder, 'platform = "€😀" OR ')
  child:type("Acommon.<C-x><C-o>")
  child:wait("the menu", "return vim.fn.pumvisible() == 1")
  child:type("<C-n><C-y>")
  child:wait_text('platform = "€😀" OR common.platform ')
  child:type("= <C-x><C-o>")
  child:wait("the menu", "return vim.fn.pumvisible() == 1")
  child:type("<C-n><C-y><Esc>")
  child:wait_text('platform = "€😀" OR common.platform = "iOS"')
  wait_codes(child, {})
  child:type("0")
  child:lua([[vim.lsp.buf.rename("os_version")]])
  child:wait_text('os_version = "€😀" OR os_version = "iOS"')
  child:lua("vim.lsp.buf.formatting_sync({}, 10000)")
  equal(child:text(), '"common.os_version" = "€😀" OR "common.os_version" = "iOS"')
  child:lua("vim.lsp.buf.hover()")
  child:wait("the window", [[
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then return true end
    end
  ]])
end)

run(tests, SETUP)
