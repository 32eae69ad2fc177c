-- Runs tests one after the other, each in an editor and a folder of its own, and ends this editor with their result.
local Child = require("child")

local FIELDS = [=[
[
  {"name": "common.platform", "type": "STRING", "aliases": ["platform"], "values": ["iOS", "Android"]},
  {"name": "common.retired", "type": "BOOLEAN", "aliases": ["retired"]},
  {"name": "common.os_version", "type": "STRING"},
  {"name": "common.seen_at", "type": "DATE", "aliases": ["seen_at"]}
]
]=]

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

--- `tests` is a list of `{ name, function(child, folder) }`; `setup` is Lua code for each editor.
return function(tests, setup)
  local command = assert(os.getenv("COREQL"), "COREQL is the command to test")
  local failed = 0
  for _, test in ipairs(tests) do
    local folder = vim.fn.tempname()
    vim.fn.mkdir(folder, "p")
    folder = vim.loop.fs_realpath(folder)
    write(folder .. "/coreql.toml", 'catalog = "fields.json"\nkeys = ["query"]\n')
    write(folder .. "/fields.json", FIELDS)
    local child = Child.start(folder)
    local ok, reason = xpcall(function()
      child:lua(setup, command)
      test[2](child, folder)
      local messages = child:lua("return vim.fn.execute('messages')")
      assert(not messages:find("Error") and not messages:find("E%d+:"), "messages: " .. messages)
    end, debug.traceback)
    local ended, how = pcall(child.stop, child)
    if ok and ended then
      io.stdout:write("ok      " .. test[1] .. "\n")
    else
      failed = failed + 1
      io.stdout:write("FAILED  " .. test[1] .. "\n" .. tostring(not ok and reason or how) .. "\n")
    end
    vim.fn.delete(folder, "rf")
  end
  io.stdout:write(("%d passed, %d failed\n"):format(#tests - failed, failed))
  io.stdout:flush()
  vim.cmd("cquit " .. (failed == 0 and 0 or 1))
end
