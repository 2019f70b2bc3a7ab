"""The functions of the book."""
