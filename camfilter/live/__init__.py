"""The live loop: threads, mailboxes, clock and statistics."""
