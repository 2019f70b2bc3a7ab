"""The loss functions of the book."""

__all__: list[str] = []
