"""
A wave
======

It goes up and down.
"""

import matplotlib.pyplot as plt
import waves as W

figure, axes = plt.subplots()
figure.set_label("A line that goes up and down.")
x = [0, 1, 2, 3]  # four steps
axes.plot(x, W.wave(x))
axes.set_xlabel("time $t$")
plt.show()
