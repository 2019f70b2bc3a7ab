"""The functions of the book: ``import formulario as F`` gives them all, as ``F.relu(x)`` and as ``F.ReLU()``.

What is public stands in the ``__all__`` of each chapter's module.
"""

from formulario.activations.gates import *
from formulario.activations.rectifiers import *
from formulario.activations.saturating import *
from formulario.activations.shapes_and_scale import *
from formulario.activations.shrinkage import *
from formulario.activations.smooth_rectifiers import *
from formulario.activations.softargmax import *
from formulario.activations.temperature import *
from formulario.losses.balancing import *
from formulario.losses.information import *
from formulario.losses.likelihood import *
from formulario.losses.many_classes import *
from formulario.losses.noise_models import *
from formulario.losses.regression import *
from formulario.measures import *
