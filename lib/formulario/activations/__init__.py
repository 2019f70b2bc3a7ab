"""The activation functions of the book, one module for each chapter."""
