from waves.shapes import wave
from waves.unused import nothing

__all__ = ["nothing", "wave"]
