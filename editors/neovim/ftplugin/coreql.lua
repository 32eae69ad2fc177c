vim.bo.commentstring = "# %s"
-- Names have full stops; without this, Neovim ends its completion at each of them.
vim.bo.iskeyword = vim.bo.iskeyword .. ",."
vim.b.undo_ftplugin = "setlocal commentstring< iskeyword<"
