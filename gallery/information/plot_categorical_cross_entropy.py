"""
Cross-entropy of two distributions: a wrong prediction has a price
==================================================================

Somebody expects letters with the frequencies of one language and reads another. How
large is the surprise? The cross-entropy has two parts, the entropy of what is read and
the price of the wrong prediction.
"""

# %%
# Letters in two languages
# ------------------------
#
# The texts are the first lines of Dante's *Comedy*, and the same lines in Longfellow's
# English. We count their letters. The Italian lines have no j, k, w, x and y. If these
# had the probability 0, the surprise at an English text would be infinite, so one is
# added to each count.

import string
import unicodedata

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

dante = """Nel mezzo del cammin di nostra vita
mi ritrovai per una selva oscura,
ché la diritta via era smarrita.
Ahi quanto a dir qual era è cosa dura
esta selva selvaggia e aspra e forte
che nel pensier rinova la paura!
Tant’ è amara che poco è più morte;
ma per trattar del ben ch’i’ vi trovai,
dirò de l’altre cose ch’i’ v’ho scorte."""

longfellow = """Midway upon the journey of our life
I found myself within a forest dark,
For the straightforward pathway had been lost.
Ah me! how hard a thing it is to say
What was this forest savage, rough, and stern,
Which in the very thought renews the fear.
So bitter is it, death is little more;
But of the good to treat, which there I found,
Speak will I of the other things I saw there."""


def counts(text):
    """How often each letter occurs, whatever its accent or size."""
    plain = unicodedata.normalize("NFD", text.lower())
    found = [plain.count(letter) for letter in string.ascii_lowercase]
    return torch.tensor(found, dtype=torch.float32)


def frequencies(counted):
    return counted / counted.sum()


italian = frequencies(counts(dante) + 1)
english = frequencies(counts(longfellow) + 1)
alike = torch.full((26,), 1 / 26)
beliefs = {"Italian": italian, "English": english, "all alike": alike}
print(F.categorical_cross_entropy(english, frequencies(counts(dante))))

# %%
# Two parts
# ---------
#
# The lower part of a bar is the entropy of what is read, which does not depend on the
# prediction. The upper part is the relative entropy, the price of the wrong prediction.
# It is missing where the prediction is right.

figure, axes = plt.subplots(figsize=(6, 4.2))
places, names = [], []
for start, truth in ((0, "Italian"), (4, "English")):
    for place, (name, belief) in enumerate(beliefs.items(), start):
        p = beliefs[truth]
        open_anyway, price = F.entropy(p), F.relative_entropy(p, belief)
        whole = F.categorical_cross_entropy(p, belief)
        below = axes.bar(place, open_anyway, color="#0b2545")
        look = {"color": "#d07a00", "hatch": "////", "edgecolor": "white"}
        above = axes.bar(place, price, bottom=open_anyway, **look)
        axes.text(place, whole + 0.06, f"{whole:.2f}", ha="center", fontsize=12)
        experiments.record(f"{truth} read as {name}", whole, ".2f")
        if name != truth:
            experiments.record(f"price, {name} in place of {truth}", price, ".2f")
        places.append(place)
        names.append(name)
axes.set_xticks(places, names, fontsize=11)
for place, text in ((1, "Italian is read"), (5, "English is read")):
    axes.text(place, -0.18, text, transform=axes.get_xaxis_transform(), ha="center")
parts = ["relative entropy", "entropy"]
axes.legend([above, below], parts, loc="upper center", ncols=2)
axes.grid(axis="x", visible=False)
axes.set(ylabel="nats for each letter", ylim=(0, 4.2))
figures.describe(
    figure,
    "Six stacked bars. Italian read as Italian {Italian read as Italian}, as English "
    "{Italian read as English}, with all letters alike {Italian read as all alike}; "
    "English read as Italian {English read as Italian}, as English "
    "{English read as English}, with all alike {English read as all alike}. The lower "
    "part, entropy, is the same for each language; the upper part, relative entropy, "
    "is {price, all alike in place of Italian} at most.",
)
plt.show()

# %%
# Random distributions
# --------------------
#
# This was a single pair of distributions. Here are random ones, in float64: for each of
# five seeds, 1,000 pairs with 2, 5 and 50 outcomes each. The cross-entropy and the sum
# of its parts count as equal if they differ by rounding only, by less than 10⁻¹² nats.

apart, prices = [], []
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    for outcomes in (2, 5, 50):
        scores = 3 * torch.randn(2, 1000, outcomes, dtype=torch.float64)
        p, q = F.softmax(scores, dim=-1)
        whole, price = F.categorical_cross_entropy(p, q), F.relative_entropy(p, q)
        apart.append((whole - F.entropy(p) - price).abs().max())
        prices.append(price.min())

experiments.record("largest difference from the sum of the parts", max(apart), ".0e")
experiments.record("least price", min(prices), ".0e")
experiments.claim(
    "L08",
    "The cross-entropy of two distributions is the entropy of the first one and the "
    "relative entropy, which is never negative.",
    bool(max(apart) < 1e-12 and min(prices) >= 0),
    ["largest difference from the sum of the parts", "least price"],
)
