"""
Cross-entropy of two distributions: the wrong belief has a price
================================================================

Someone expects letters with the frequencies of one language, and reads another. How surprised will he be? The
cross-entropy is the sum of two parts: what is open in any case, and what the wrong belief adds.
"""

# %%
# Letters in two languages
# ------------------------
#
# The texts are the first lines of Dante's *Comedy*, and the same lines in Longfellow's English. We count their letters.
# The Italian lines have no j, k, w, x and y. Who took these for impossible would be infinitely surprised by an English
# text; so one is added to each count.

import string
import unicodedata

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

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
    return torch.tensor([float(plain.count(letter)) for letter in string.ascii_lowercase])


italian, english = ((counts(text) + 1) / (counts(text) + 1).sum() for text in (dante, longfellow))
beliefs = {"Italian": italian, "English": english, "all alike": torch.full((26,), 1 / 26)}
never = counts(dante) / counts(dante).sum()
print(int(counts(dante).sum()), int(counts(longfellow).sum()), F.categorical_cross_entropy(english, never).item())

# %%
# Two parts
# ---------
#
# The lower part of a bar is the entropy of what is read, and stays as it is whatever is believed. The upper part is
# the relative entropy, the price of the wrong belief. It is missing where the belief is right.

figure, axes = plt.subplots(figsize=(6, 4.2))
places, names = [], []
for start, truth in ((0, "Italian"), (4, "English")):
    for place, (name, belief) in enumerate(beliefs.items(), start):
        p = beliefs[truth]
        open_anyway, price = F.entropy(p), F.relative_entropy(p, belief)
        whole = F.categorical_cross_entropy(p, belief)
        below = axes.bar(place, open_anyway, color="#0b2545")
        above = axes.bar(place, price, bottom=open_anyway, color="#d07a00", hatch="////", edgecolor="white")
        axes.text(place, whole + 0.06, f"{whole:.2f}", ha="center", fontsize=12)
        print(f"{truth:8} read as {name:9}  {open_anyway:.4f} + {price:.4f} = {whole:.4f}")
        places.append(place)
        names.append(name)
axes.set_xticks(places, names, fontsize=11)
for place, text in ((1, "Italian is read"), (5, "English is read")):
    axes.text(place, -0.18, text, transform=axes.get_xaxis_transform(), ha="center")
axes.legend([above, below], ["relative entropy", "entropy"], loc="upper center", ncols=2)
axes.grid(axis="x", visible=False)
axes.set(ylabel="nats for each letter", ylim=(0, 4.2))
figures.describe(
    figure,
    "Six stacked bars. Italian read as Italian 2.84, as English 3.08, with all letters alike 3.26; English read as "
    "Italian 3.18, as English 2.90, with all alike 3.26. The lower part, entropy, is the same for each language; the "
    "upper part, relative entropy, is at most 0.41.",
)
plt.show()

# %%
# Random distributions
# --------------------
#
# That was one pair of languages. Here are random distributions, 100,000 pairs each of 2, 5 and 50 outcomes, in float64.
# The printed numbers are the largest difference between the whole and the sum of its parts, and the least price.

torch.manual_seed(0)
for outcomes in (2, 5, 50):
    p, q = F.softmax(3 * torch.randn(2, 100_000, outcomes, dtype=torch.float64), dim=-1)
    whole, parts = F.categorical_cross_entropy(p, q), F.entropy(p) + F.relative_entropy(p, q)
    print(outcomes, (whole - parts).abs().max().item(), F.relative_entropy(p, q).min().item())

# %%
# The difference is in the last digits, and no price is negative.
