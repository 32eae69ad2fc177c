;;; test.el --- The language server in eglot -*- lexical-binding: t; -*-

;;; Code:

(require 'ert)
(require 'eglot)
(require 'cl-lib)

(setq eglot-server-programs `((coreql-mode ,(getenv "COREQL") "lsp")))
(setq eglot-autoshutdown nil)
(setq eglot-sync-connect 30)
(setq-default eglot-workspace-configuration '(:coreql (:syntax "extended")))

(defun coreql-test-wait (what condition)
  "Wait until the function CONDITION returns something; WHAT is its name."
  (let ((end (+ (float-time) 20)) value)
    (while (not (setq value (funcall condition)))
      (when (> (float-time) end)
        (error "Timed out: %s; diagnostics %S, text %S" what
               (mapcar #'flymake-diagnostic-text (flymake-diagnostics)) (buffer-string)))
      (accept-process-output nil 0.02))
    value))

(defmacro coreql-test-with (text &rest body)
  "Run BODY in a buffer of a file with TEXT, of which the server knows."
  (declare (indent 1))
  `(let* ((folder (file-name-as-directory (make-temp-file "coreql" t)))
          (default-directory folder))
     (unwind-protect
         (progn
           (with-temp-file (concat folder "coreql.toml") (insert "catalog = \"fields.json\"\n"))
           (with-temp-file (concat folder "fields.json")
             (insert "[{\"name\": \"common.platform\", \"type\": \"STRING\", \"aliases\": [\"platform\"], \"values\": [\"iOS\"]},
                       {\"name\": \"common.retired\", \"type\": \"BOOLEAN\", \"aliases\": [\"retired\"]}]"))
           (let ((coding-system-for-write 'utf-8))
             (with-temp-file (concat folder "a.coreql") (insert ,text)))
           (find-file (concat folder "a.coreql"))
           (should (eq major-mode 'coreql-mode))
           (apply #'eglot (eglot--guess-contact))
           (flymake-mode 1)
           ,@body)
       (ignore-errors (eglot-shutdown (eglot-current-server) nil 10))
       (with-current-buffer (get-file-buffer (concat folder "a.coreql"))
         (set-buffer-modified-p nil)
         (kill-buffer))
       (delete-directory folder t))))

(defun coreql-test-texts ()
  "The diagnostics of the buffer: for each, what it marks and what it says."
  (eglot--signal-textDocument/didChange)
  (flymake-start)
  (mapcar (lambda (found)
            (cons (buffer-substring-no-properties (flymake-diagnostic-beg found) (flymake-diagnostic-end found))
                  (car (split-string (flymake-diagnostic-text found) "\n"))))
          (flymake-diagnostics)))

(ert-deftest coreql-test-diagnostics ()
  "Diagnostics come once, and go with their cause; columns are in UTF-16."
  (coreql-test-with "platform = \"é😀\" OR NOT retired == true"
    (let ((found (coreql-test-wait "a diagnostic" #'coreql-test-texts)))
      (should (equal (length found) 1))
      (should (equal (caar found) "=="))
      (should (string-match-p "`==` is not an operator" (cdar found))))
    (goto-char (point-min))
    (search-forward "==")
    (delete-char -1)
    (coreql-test-wait "no diagnostic" (lambda () (null (coreql-test-texts))))))

(ert-deftest coreql-test-completion ()
  "Fields after a full stop, and a value inside quotes."
  (coreql-test-with ""
    (insert "common.pl")
    (completion-at-point)
    (should (equal (buffer-string) "common.platform "))
    (insert "= \"i")
    (completion-at-point)
    (should (equal (buffer-string) "common.platform = \"iOS\""))))

(ert-deftest coreql-test-format ()
  "A whole buffer, with characters beyond the basic plane."
  (coreql-test-with "platform=\"😀\" and retired=true"
    (eglot-format-buffer)
    (should (equal (buffer-string) "\"common.platform\" = \"😀\" AND \"common.retired\" = true"))))

(ert-deftest coreql-test-rename ()
  "A field by all its names."
  (coreql-test-with "platform = \"😀\" OR \"common.platform\" is empty"
    (goto-char (point-min))
    (eglot-rename "retired")
    (should (equal (buffer-string) "retired = \"😀\" OR \"retired\" is empty"))))

(ert-deftest coreql-test-fix ()
  "The fix of a diagnostic."
  (coreql-test-with "platform = \"😀\" OR retired == true"
    (coreql-test-wait "a diagnostic" #'coreql-test-texts)
    (goto-char (point-min))
    (search-forward "==")
    (backward-char 1)
    (eglot-code-actions (point) (point) "quickfix" t)
    (should (equal (buffer-string) "platform = \"😀\" OR retired = true"))))

;;; test.el ends here
