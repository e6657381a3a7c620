;;; A mail program that answers invitations: Gnus, without a screen.  -*- lexical-binding: t -*-
;;
;;     emacs --batch -Q -l gnus.el MAIL ADDRESS STATUS PORT CALENDAR
;;
;; Reads the mail in the file MAIL, does for ADDRESS what the buttons under an invitation do -- brings the Org file CALENDAR
;; up to date, and answers with STATUS (accepted, tentative, declined; none for no answer) -- and sends the answer to the
;; relay at PORT of this machine.
(require 'gnus)
(require 'gnus-art)
(require 'gnus-icalendar)
(require 'message)
(require 'org)
(require 'org-agenda)
(require 'org-capture)
(require 'smtpmail)

(defun calendar-part (handle)
  "The first text/calendar part in HANDLE, however deep."
  (cond ((bufferp (car handle))
         (and (equal (mm-handle-media-type handle) "text/calendar") handle))
        ((consp handle)
         (seq-some #'calendar-part (seq-filter #'consp handle)))))

(pcase-let ((`(,mail ,address ,status ,port ,calendar) command-line-args-left))
  (setq command-line-args-left nil
        user-mail-address address
        user-full-name address
        message-signature nil
        message-send-mail-function #'smtpmail-send-it
        smtpmail-smtp-server "127.0.0.1"
        smtpmail-smtp-service (string-to-number port)
        smtpmail-stream-type 'plain
        message-auto-save-directory nil
        auto-save-default nil
        make-backup-files nil
        org-agenda-files (list calendar)
        org-adapt-indentation nil
        org-id-locations-file (concat calendar ".ids")
        gnus-icalendar-org-capture-file calendar
        gnus-icalendar-org-capture-headline '("Calendar"))
  (setenv "TZ" "UTC0")
  (unless (file-exists-p calendar)
    (write-region "* Calendar\n" nil calendar))
  (gnus-icalendar-org-setup)
  (with-temp-buffer
    (set-buffer-multibyte nil)
    (insert-file-contents-literally mail)
    (goto-char (point-min))
    (while (search-forward "\r\n" nil t)
      (replace-match "\n"))
    (let* ((to (save-restriction
                 (message-narrow-to-headers-or-head)
                 (or (mail-fetch-field "reply-to") (mail-fetch-field "from"))))
           (handle (calendar-part (mm-dissect-buffer t)))
           (answer (unless (string= status "none") (intern status)))
           (event (gnus-icalendar-event-from-handle handle (gnus-icalendar-identities))))
      (gnus-icalendar-event:sync-to-org event answer)
      (when answer
        (let ((body (gnus-icalendar-with-decoded-handle handle
                      (gnus-icalendar-event-reply-from-buffer (current-buffer) answer (gnus-icalendar-identities)))))
          (with-current-buffer (get-buffer-create gnus-icalendar-reply-bufname)
            (erase-buffer)
            (insert body)
            (goto-char (point-min))
            (while (re-search-forward "^\\(.\\{72\\}\\)\\(.+\\)$" nil t)
              (replace-match "\\1\n \\2")
              (goto-char (line-beginning-position))))
          (message-mail to (concat (capitalize status) ": " (gnus-icalendar-event:summary event)))
          (message-goto-body)
          (mml-insert-multipart "alternative")
          (mml-insert-empty-tag 'part 'type "text/plain")
          (mml-attach-buffer gnus-icalendar-reply-bufname "text/calendar; method=REPLY; charset=UTF-8")
          (message-send-mail)))
      (dolist (buffer (buffer-list))
        (with-current-buffer buffer
          (when (and buffer-file-name (buffer-modified-p)) (save-buffer)))))))
