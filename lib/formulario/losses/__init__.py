"""The loss functions of the book, one module for each chapter."""

from formulario.losses.balancing import BalancedSampler

__all__ = ["BalancedSampler"]
