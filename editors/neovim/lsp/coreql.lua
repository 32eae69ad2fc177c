-- Neovim 0.11 or later; `vim.lsp.enable("coreql")` starts it.
return {
  cmd = { "coreql", "lsp" },
  -- Add "json" and "yaml" to have the strings checked that the setting `keys` names.
  filetypes = { "coreql" },
  root_markers = { "coreql.toml", ".git" },
  settings = { coreql = {} },
}
