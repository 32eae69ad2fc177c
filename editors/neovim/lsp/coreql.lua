-- Neovim 0.11: put this file into `lsp/` of a folder of 'runtimepath', then call `vim.lsp.enable("coreql")`.
-- The file type of `.coreql` files: vim.filetype.add({ extension = { coreql = "coreql" } })
return {
  cmd = { "coreql", "lsp" },
  -- Add "json" and "yaml" to have the strings checked that the setting `keys` names.
  filetypes = { "coreql" },
  root_markers = { "coreql.toml", ".git" },
  settings = { coreql = {} },
}
