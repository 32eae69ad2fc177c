vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  pattern = "*.coreql",
  command = "setfiletype coreql",
})
