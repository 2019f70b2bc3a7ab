"""The foreign book is built by ``tests/eqcheck/sphinx/test_foreign_book.py``; pytest has nothing to collect in it."""

collect_ignore_glob = ["*"]
