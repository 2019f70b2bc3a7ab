"""
A buffer for each class
=======================

We watch the balanced sampler at work, on three classes of 8, 5 and 2 samples.
"""

# %%
# Two epochs
# ----------
#
# In each turn the sampler takes one sample of each class. We note which one it was:
# samples of the first class are numbered from 0 to 7, those of the second from 8 to 12,
# and 13 and 14 are the third class.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

sizes = [8, 5, 2]
targets = torch.repeat_interleave(torch.arange(3), torch.tensor(sizes))
sampler = F.BalancedSampler(targets, balanced_epochs=2, seed=1)

drawn = [[], [], []]
for epoch in range(2):
    sampler.set_epoch(epoch)
    for sample in sampler:
        drawn[targets[sample]].append(sample)
print(*drawn, sep="\n")

# %%
# Each row is a buffer, each column a turn. A row changes its shade whenever the buffer
# begins anew.

figure, axes = plt.subplots(figsize=(6.4, 2.6))
for label, (size, samples) in enumerate(zip(sizes, drawn, strict=True)):
    for turn, sample in enumerate(samples):
        shade = ("#dce4ef", "#0b2545")[turn // size % 2]
        look = {"height": 0.8, "color": shade, "edgecolor": "white"}
        axes.barh(label, 1, left=turn + 0.5, **look)
        ink = ("black", "white")[turn // size % 2]
        middle = {"ha": "center", "va": "center_baseline"}
        axes.text(turn + 1, label, f"{sample}", fontsize=11, color=ink, **middle)
axes.axvline(8.5, color="0.4", linestyle="--", linewidth=1.5)
axes.set_xticks(range(1, 17))
axes.set_yticks(range(3), [f"{size} samples" for size in sizes])
axes.set(xlabel="turn; the second epoch begins at 9", xlim=(0.4, 16.6))
axes.invert_yaxis()
axes.grid(visible=False)
axes.spines[:].set_visible(False)
axes.tick_params(length=0)
figures.describe(
    figure,
    "Three rows of 16 cells, a line in the middle. The class of 8 samples is read "
    "once in each epoch. The class of 5 is read three times, and the line falls into "
    "its second reading. The class of 2 is read eight times.",
)
plt.show()

# %%
# The largest class is read once in each epoch. The readings of the class of 5 do not
# end with the epochs: the second one begins in turn 6 and ends in turn 10, in the
# second epoch. Every reading has an order of its own, and holds each sample once. This
# is how often each sample has come in the end:

for samples in drawn:
    print(torch.tensor(samples).unique(return_counts=True)[1].tolist())

# %%
# Within a class the numbers differ by one at most, and this is so at any moment of the
# training.
#
# A batch
# -------
#
# A ``DataLoader`` takes the sampler as it is. If the size of a batch is a multiple of
# the number of classes, each batch has equally many samples of each class. Here are the
# classes of the first epoch, in batches of 6.

loader = torch.utils.data.DataLoader(targets, batch_size=6, sampler=sampler)
sampler.set_epoch(0)
for batch in loader:
    print(batch.tolist())

# %%
# And this is the third epoch, the first one at the true frequencies:

sampler.set_epoch(2)
for batch in loader:
    print(batch.tolist())
