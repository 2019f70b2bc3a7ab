"""The loss functions of the book, one module for each chapter."""

from formulario.losses.balancing import BalancedSampler
from formulario.losses.information import (
    CrossEntropyLoss,
    KLDivLoss,
    categorical_cross_entropy,
    cross_entropy,
    entropy,
    kl_div,
    relative_entropy,
)
from formulario.losses.likelihood import NLLLoss, nll_loss
from formulario.losses.many_classes import AdaptiveLogSoftmaxWithLoss, adaptive_log_softmax
from formulario.losses.regression import (
    HuberLoss,
    L1Loss,
    MSELoss,
    SmoothL1Loss,
    huber_loss,
    l1_loss,
    mse_loss,
    smooth_l1_loss,
)

__all__ = [
    "AdaptiveLogSoftmaxWithLoss",
    "BalancedSampler",
    "CrossEntropyLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
    "NLLLoss",
    "SmoothL1Loss",
    "adaptive_log_softmax",
    "categorical_cross_entropy",
    "cross_entropy",
    "entropy",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "mse_loss",
    "nll_loss",
    "relative_entropy",
    "smooth_l1_loss",
]
