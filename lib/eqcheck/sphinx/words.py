"""Words of the comparison tables and of solutions. Numbers are those of :mod:`eqcheck.sphinx.number_format`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eqcheck.sphinx.number_format import decimal_mark, format_number


@dataclass(frozen=True)
class Words:
    """What they say in one language."""

    language: str
    solution: str
    curves: Mapping[str, str]

    @property
    def decimal_mark(self) -> str:
        return decimal_mark(self.language)

    def number(self, value: float) -> str:
        return format_number(value, self.language)


ENGLISH = Words(
    language="en",
    solution="Solution",
    curves={
        "function": "Function",
        "range": "Values",
        "slopes": "Slopes",
        "breaks": "Kinks, slope before → after",
        "left": "Towards −∞",
        "right": "Towards ∞",
        "rises": "Always rises",
        "symmetry": "Symmetry",
        "homogeneous": "Homogeneous",
        "mean": "Mean",
        "smoothness": "Smooth",
        "torch": "Cost in PyTorch",
        "formulario": "Cost here",
        "strictly": "yes",
        "weakly": "never falls",
        "no": "no",
        "yes": "yes",
        "odd": "odd",
        "even": "even",
        "loss": "Loss",
        "origin": "At 0",
        "robust": "Robust",
        "convex": "Convex",
        "degree": "Scale",
        "differences": "Differences only",
        "convex_strictly": "strictly",
        "convex_weakly": "yes",
        "convex_no": "no",
        "degree_None": "yes",
        "degree_1": "none: c",
        "degree_2": "none: c²",
        "none": "none",
        "jumps": "jumps",
        "kink": "at {}: {} → {}",
        "jump": "at {}: jump {} → {}",
        "end": "{}, slope {}",
        "comma": ", ",
        "measured": "Cost: the time for the values of {numbers} numbers ({dtype}) and for the gradient back, in units "
        "of PyTorch’s ReLU. All functions were measured side by side in one run, on one thread of this processor: "
        "{device}; PyTorch {torch}, Python {python}.",
        "losses_measured": "Cost: the time for the mean loss of {numbers} predicted numbers ({dtype}) and for the "
        "gradient back, in units of PyTorch’s mse_loss. For losses of classes these are {examples} examples with "
        "{classes} classes. All losses were measured side by side in one run, on one thread of this processor: "
        "{device}; PyTorch {torch}, Python {python}.",
    },
)

ITALIAN = Words(
    language="it",
    solution="Soluzione",
    curves={
        "function": "Funzione",
        "range": "Valori",
        "slopes": "Pendenze",
        "breaks": "Punti angolosi, pendenza prima → dopo",
        "left": "Verso −∞",
        "right": "Verso ∞",
        "rises": "Sempre crescente",
        "symmetry": "Simmetria",
        "homogeneous": "Omogenea",
        "mean": "Media",
        "smoothness": "Regolarità",
        "torch": "Costo in PyTorch",
        "formulario": "Costo qui",
        "strictly": "sì",
        "weakly": "non decresce mai",
        "no": "no",
        "yes": "sì",
        "odd": "dispari",
        "even": "pari",
        "loss": "Perdita",
        "origin": "In 0",
        "robust": "Robusta",
        "convex": "Convessa",
        "degree": "Scala",
        "differences": "Solo differenze",
        "convex_strictly": "strettamente",
        "convex_weakly": "sì",
        "convex_no": "no",
        "degree_None": "sì",
        "degree_1": "nessuna: c",
        "degree_2": "nessuna: c²",
        "none": "nessuno",
        "jumps": "salta",
        "kink": "in {}: {} → {}",
        "jump": "in {}: salto {} → {}",
        "end": "{}, pendenza {}",
        "comma": "; ",
        "measured": "Costo: il tempo per i valori di {numbers} numeri ({dtype}) e per il gradiente all’indietro; "
        "l’unità è la ReLU di PyTorch. Tutte le funzioni sono state misurate fianco a fianco nella stessa esecuzione, "
        "con un solo thread di questo processore: {device}; PyTorch {torch}, Python {python}.",
        "losses_measured": "Costo: il tempo per la perdita media di {numbers} numeri previsti ({dtype}) e per il "
        "gradiente all’indietro; l’unità è la mse_loss di PyTorch. Per le perdite sulle classi sono {examples} esempi "
        "con {classes} classi. Tutte le perdite sono state misurate fianco a fianco nella stessa esecuzione, con un "
        "solo thread di questo processore: {device}; PyTorch {torch}, Python {python}.",
    },
)

LANGUAGES = {"en": ENGLISH, "it": ITALIAN}


def in_language(language: str | None) -> Words:
    """The words for Sphinx's ``language``, region or not: ``it`` and ``it_CH`` are Italian."""
    return LANGUAGES.get((language or "en").split("_")[0], ENGLISH)
