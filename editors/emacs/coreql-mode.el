;;; coreql-mode.el --- Queries of MobileIron Core (Ivanti EPMM) -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; The mode of `.coreql' files; eglot starts the server `coreql lsp' in it.

;;; Code:

(defvar eglot-server-programs)

(defvar coreql-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?. "_" table)
    (modify-syntax-entry ?_ "_" table)
    table)
  "The syntax of queries.")

;;;###autoload
(define-derived-mode coreql-mode prog-mode "coreql"
  "Major mode of files of queries."
  (setq-local comment-start "# ")
  (setq-local comment-start-skip "^[ \t]*#+[ \t]*"))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.coreql\\'" . coreql-mode))

;;;###autoload
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(coreql-mode "coreql" "lsp")))

(provide 'coreql-mode)
;;; coreql-mode.el ends here
