-- A second Neovim that is driven as a user drives it: keys in, text and screen state out.
local Child = {}
Child.__index = Child

local WAIT = 30000

--- Starts it with `folder` as the current one, and the runtime files of this folder's parent.
function Child.start(folder)
  local here = debug.getinfo(1, "S").source:sub(2):match("^(.*)/tests/[^/]*$")
  local command = { vim.v.progpath, "--clean", "-n", "--embed", "--headless" }
  vim.list_extend(command, { "--cmd", "set lines=40 columns=120 shortmess+=c runtimepath^=" .. here })
  local channel = vim.fn.jobstart(command, { rpc = true, cwd = folder })
  assert(channel > 0, "the editor does not start")
  return setmetatable({ channel = channel }, Child)
end

--- The value of Lua code in the editor; `...` are its arguments.
function Child:lua(code, ...)
  return vim.fn.rpcrequest(self.channel, "nvim_exec_lua", code, { ... })
end

--- Types keys, as `nvim_input` names them.
function Child:type(keys)
  vim.fn.rpcrequest(self.channel, "nvim_input", keys)
end

function Child:open(path)
  self:lua("vim.cmd('edit ' .. vim.fn.fnameescape(...))", path)
end

--- Replaces the text of the buffer, in normal mode.
function Child:set(text)
  self:lua("vim.api.nvim_buf_set_lines(0, 0, -1, true, vim.split(..., '\\n'))", text)
end

function Child:text()
  return self:lua("return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\\n')")
end

--- Waits until Lua code in the editor returns neither nil nor false, and returns its value.
function Child:wait(what, code, ...)
  local arguments, value = { ... }, nil
  local done = vim.wait(WAIT, function()
    value = self:lua(code, unpack(arguments))
    return value ~= nil and value ~= vim.NIL and value ~= false
  end, 20)
  if not done then
    local state = self:lua([[return vim.inspect({
      text = vim.api.nvim_buf_get_lines(0, 0, -1, true), mode = vim.fn.mode(),
      diagnostics = vim.tbl_map(function(found) return { found.code, found.message } end, vim.diagnostic.get(0)),
      messages = vim.fn.execute("messages"),
    })]])
    error("timed out: " .. what .. "\n" .. state, 2)
  end
  return value
end

--- Waits until the text is `expected`.
function Child:wait_text(expected)
  local found
  if not vim.wait(WAIT, function()
    found = self:text()
    return found == expected
  end, 20) then
    error(("expected %q, found %q"):format(expected, found), 2)
  end
end

function Child:stop()
  pcall(vim.fn.rpcnotify, self.channel, "nvim_command", "qall!")
  if vim.fn.jobwait({ self.channel }, WAIT)[1] == -1 then
    vim.fn.jobstop(self.channel)
    error("the editor does not end", 2)
  end
end

return Child
