"""The activation functions of the book, one module for each chapter."""

from formulario.activations.rectifiers import LeakyReLU, PReLU, ReLU, RReLU, leaky_relu, prelu, relu, rrelu

__all__ = ["LeakyReLU", "PReLU", "RReLU", "ReLU", "leaky_relu", "prelu", "relu", "rrelu"]
