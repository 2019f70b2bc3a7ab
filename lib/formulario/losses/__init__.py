"""The loss functions of the book, one module for each chapter."""
