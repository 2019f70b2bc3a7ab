"""
Mean and median: what a loss makes of many answers
==================================================

If a question has several right answers and a network may give only one, then the loss
decides. L2 makes it the mean, L1 the median, and Huber's loss something in between.
"""

# %%
# Seven answers in two groups
# ---------------------------
#
# A ball may roll left or right, and was seen seven times: three times on the left, four
# times on the right. Which one number is nearest to all seven? We try every number
# between −1.5 and 1.5, and mark where the mean loss is least.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

seen = torch.tensor([-1.2, -1.1, -0.9, 0.7, 0.9, 1.0, 1.2], dtype=torch.float64)
losses = {
    "L2": F.mse_loss,
    "Huber": lambda x, y: F.huber_loss(x, y, delta=0.5),
    "L1": F.l1_loss,
}

figure, panels = plt.subplots(3, 1, sharex=True, figsize=(6, 5.6))
tried = torch.linspace(-1.5, 1.5, 1501, dtype=torch.float64)
for axes, (name, loss) in zip(panels, losses.items(), strict=True):
    values = torch.stack([loss(c.expand(7), seen) for c in tried])
    least = values.argmin()
    axes.plot(tried, values)
    axes.plot(tried[least], values[least], "o", color="C1")
    axes.plot(
        seen,
        [0.08] * 7,
        "|",
        color="#222222",
        markersize=14,
        transform=axes.get_xaxis_transform(),
    )
    axes.set(ylabel=name, ylim=(0, None))
    experiments.record(f"best prediction, {name}", tried[least].item(), ".2f")
panels[-1].set_xlabel("prediction")
figures.describe(
    figure,
    "Three curves over the prediction, one for each loss; seven short strokes mark the "
    "answers, three near −1 and four near 1. L2 is a parabola with its lowest point at "
    "{best prediction, L2}. Huber's curve is lowest at {best prediction, Huber}. L1 is "
    "made of straight pieces and is lowest at {best prediction, L1}.",
)
plt.show()

# %%
# L2 is least at the mean, :value:`best prediction, L2`, where the ball never was. L1 is
# least at the median, the fourth of the seven answers in order. Huber's loss is a
# parabola for errors up to 0.5 and straight beyond: among the right-hand answers it
# takes a mean, and the left-hand ones only pull it towards them.
#
# As one answer becomes likelier
# ------------------------------
#
# Now there are only two answers, 0 and 1. We let the probability of 1 grow, and find
# the best prediction for each probability.

chances = torch.cat(
    [torch.linspace(0, 0.499, 100), torch.linspace(0.501, 1, 100)]
).double()
tried = torch.linspace(0, 1, 1001, dtype=torch.float64)
zero, one = torch.zeros_like(tried), torch.ones_like(tried)
losses["Huber"] = lambda x, y, **options: F.huber_loss(x, y, delta=0.25, **options)

figure, axes = plt.subplots(figsize=(6, 4.6))
for name, loss in losses.items():
    expected = (1 - chances[:, None]) * loss(tried, zero, reduction="none")
    expected += chances[:, None] * loss(tried, one, reduction="none")
    axes.plot(chances, tried[expected.argmin(1)], label=name)
axes.set(xlabel="probability of the answer 1", ylabel="best prediction", aspect="equal")
axes.legend(loc="upper left")
figures.describe(
    figure,
    "The best prediction over the probability of the answer 1. With L2 it is the "
    "diagonal. With L1 it is a step: 0 up to a probability of one half, and 1 from "
    "there. With Huber's loss it rises slowly to 0.25, leaps to 0.75, and rises to 1.",
)
plt.show()

# %%
# L2 predicts the probability itself, which is what one wants if the question was how
# probable 1 is, and a mixture of the answers if it was which of the two will come. L1
# takes the likelier answer, whether its probability is 51 or 99 per cent.
#
# At one half, L1 has no favourite: every prediction from 0 to 1 costs the same. With
# Huber's loss this is so from 0.25 to 0.75. Here is what nine predictions cost there,
# with L2, with Huber's loss and with L1.

nine = torch.linspace(0, 1, 9)
for loss in losses.values():
    costs = [
        loss(nine, torch.full((9,), answer), reduction="none") for answer in (0.0, 1.0)
    ]
    print((costs[0] + costs[1]) / 2)

# %%
# In the plane
# ------------
#
# The colour of a pixel has three numbers, a position has two, and for these the median
# has no obvious meaning. If we take it for each number by itself, as the L1 loss does,
# the result depends on the axes. We turn the axes by 0 to 90 degrees, take the median
# for each coordinate, and mark it on the sheet, which we have not turned.
#
# The *geometric median* is the point with the least sum of distances, and does not
# depend on the axes. We find it by Weiszfeld's iteration: a mean of the points, each
# weighted by one over its distance, again and again.

points = torch.tensor([[0.0, 0.0], [4.0, 1.0], [1.0, 3.0]], dtype=torch.float64)


def turned(degrees):
    angle = torch.deg2rad(torch.tensor(degrees, dtype=torch.float64))
    return torch.stack(
        [
            torch.stack([angle.cos(), -angle.sin()]),
            torch.stack([angle.sin(), angle.cos()]),
        ]
    )


def median_by_axes(degrees):
    axes = turned(degrees)
    return (points @ axes).median(0).values @ axes.T


def geometric_median(points, steps=200):
    middle = points.mean(0)
    for _ in range(steps):
        weight = 1 / (points - middle).norm(dim=1)
        middle = weight @ points / weight.sum()
    return middle


path = torch.stack([median_by_axes(float(degrees)) for degrees in range(91)])
marked = {
    "mean": (points.mean(0), "x"),
    "axes turned by 0°": (median_by_axes(0), "o"),
    "axes turned by 45°": (median_by_axes(45), "^"),
    "geometric median": (geometric_median(points), "*"),
}

figure, axes = plt.subplots(figsize=(6, 5.2))
axes.plot(*points.T, "s", color="#222222", label="answers")
axes.plot(*path.T, label="median as the axes turn")
for (name, (point, marker)), color in zip(
    marked.items(), ("C3", "C0", "C0", "C1"), strict=True
):
    axes.plot(*point, marker, color=color, markersize=10, markeredgewidth=2, label=name)
axes.set(aspect="equal", xlim=(-0.3, 4.3), ylim=(-0.3, 3.3), xlabel="$x$", ylabel="$y$")
figure.legend(loc="outside upper center", ncols=2)
figures.describe(
    figure,
    "Three answers at the corners of a triangle. As the axes turn, the median by "
    "coordinates wanders on a closed curve with three bends, from (1, 1) over (2, 2) "
    "and back. The geometric median and the mean are two points within the curve.",
)
plt.show()


def distances(point):
    return (points - point).norm(dim=1).sum()


for name, (point, _) in marked.items():
    experiments.record(f"sum of distances, {name}", distances(point).item(), ".2f")

# %%
# The geometric median has the least sum of distances, as it should. After a quarter
# turn the axes are the same again, and the curve is closed. No point of the curve is
# more of a median than the others. Mean and geometric median stay where they are.

# sphinx_gallery_thumbnail_number = 2
