"""The loss functions of the book, one module for each chapter."""

from formulario.losses.many_classes import AdaptiveLogSoftmaxWithLoss, adaptive_log_softmax

__all__ = [
    "AdaptiveLogSoftmaxWithLoss",
    "adaptive_log_softmax",
]
