"""The loss functions of the book, one module for each chapter."""

__all__: list[str] = []
