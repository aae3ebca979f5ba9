# %% [markdown]
# # 05 GRU and the gated family
#
# **180 minutes.** (The essay's 20 included; read slowly, 200. The optional exercises take 50 more.) After this module you can
#
# - derive the GRU from the LSTM in three moves, and its gradient term by term;
# - read a paper's gated cell: which way round its gate runs, where its reset stands;
# - place its relatives, from peepholes to clocks;
# - compare two networks fairly, with an interval that means what it says;
# - say what such a comparison does not show.
#
# You need module 04's LSTM, module 03's leaks and adding problem, and module 02's interpolated counts.

# %% setup
import numpy as np

from helpers.checks.m05_gru_family import (
    check_ablated_step,
    check_clockwork_step,
    check_coupled_step,
    check_gru_forward,
    check_gru_step,
    check_gru_step_backward,
    check_gru_step_reset_before,
    check_gru_weight_count,
    check_minimal_gated_step,
    check_multiplicative_step,
    check_paired_interval,
    check_peephole_step,
    check_scalar_gru,
)
from helpers.datasets.paired import T_975
from helpers.scratch import cells
from helpers.scratch.cells import GRUCache, GRUParams
from helpers.scratch.ops import sigmoid

# %% [markdown]
# A GRU of 64 units wrote the family names below, letter by letter, after three seconds of training on 168 of 240 names in each language. At the end of this module two functions of yours, `gru_step` and `gru_step_backward`, train that network.

# %%
from helpers.experiments import stored
from helpers.experiments.m05_gru_family.parts import seed_intervals as few
from helpers.plots.modules import m05_gru_family as figures

written = stored("names_written")
figures.print_names(written.results[0]["names"])
figures.show_map_at()

# %% [markdown]
# How good is that, beside counts, an LSTM, a plain RNN? The answer depends on what is held equal.
#
# ### Recall
#
# Three questions on earlier modules, each answered in place of `None`.
#
# **One.** The gradient (6, 8) is clipped by norm at the threshold 5 (module 03). What is its first entry then?

# %% predict="recall_clip"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 3, "The norm is 10: every entry is halved, and the direction stays.")

# %% [markdown]
# **Two.** In an LSTM (module 04), how many ways lead from $c_{next}$ to the loss?

# %% predict="recall_two_ways"
prediction = None

# %%
score_recall(
    prediction, 2, "Through the output gate and h_next now, and through the next step's c."
)

# %% [markdown]
# **Three.** An LSTM (module 04) has $D = 10$ inputs and $H = 50$ units. What is the shape of $W_h$?

# %% predict="recall_shape"
prediction = None

# %%
score_recall(prediction, (50, 200), "Four blocks of 50 columns, a row for each unit of h.")

# %% [markdown]
# ## 1 A leak that is learned
#
# Module 03 slowed forgetting down with a *leak*: the state is a mixture, $h_{next} = (1 - \alpha)\, h + \alpha v$ with a fixed share $\alpha$ between 0 and 1 of a new value $v$. At $\alpha = 0.1$ it remembers over about ten steps, whether there is something to remember or not.
#
# A task to break it: at every step a new value between $-1$ and 1 arrives. Some are marked (6 %), and the unit should show the last marked value until the next mark. We try 100 values of $\alpha$ and keep the best.
#
# **Predict first.** Answering 0 at every step has a mean squared error of $\tfrac13$, the variance of a value. What share of that error is left at the best $\alpha$?

# %% predict="fixed_leak"
prediction = None

# %%
from helpers.experiments.m05_gru_family.parts import leaks

figures.show_map_at("leak")
values, marks, targets = leaks.marked_values(np.random.default_rng(0), T=80, B=500)
alphas = np.linspace(0.01, 1, 100)
errors = [np.mean((leaks.leak(values, 1 - alpha) - targets) ** 2) for alpha in alphas]
best, gated = alphas[np.argmin(errors)], leaks.leak(values, 1 - marks)
score_prediction(prediction, min(errors) / np.mean(targets**2), unit="of the error", within=0.05)
print(f"best alpha {best:.2f}; with alpha = mark the error is {np.mean((gated - targets) ** 2)}")
fixed = leaks.leak(values, 1 - best)
figures.show_leak(targets[:, 0], marks[:, 0], fixed[:, 0], gated[:, 0], best)

# %% [markdown]
# A fixed leak averages over all values, marked or not, so it can only be very slow and very faint. A leak for each step solves the task. This one was handed the marks; nothing was learned. Now let the network compute the share that is kept, $1 - \alpha$, as a gate $z$ per unit between 0 and 1:
#
# $$ h_{next} = (1 - z) \odot n + z \odot h . $$
#
# $n$ $(B, H)$ is what the unit would like to write, the *candidate*. At $z = 1$ the state is kept untouched, at $z = 0$ it is replaced. But for one more gate this is the gated recurrent unit (GRU): a leaky integrator that learns its leak.
#
# ## 2 From LSTM to GRU in three moves
#
# Cho and others (2014) wanted a translator's cell that is simpler than an LSTM. In module 04's letters:
#
# 1. **Couple the gates.** An LSTM decides twice: what to forget, $f$, and what to write, $i$. Forget just as much as you write, $f = 1 - i$, and one gate is gone. Call $f$ now $z$: $c_{next} = z \odot c + (1 - z) \odot g$. With $|g| \le 1$ the memory is a weighted mean and stays within $[-1, 1]$.
# 2. **One state.** What cannot grow needs no squashing on the way out. Drop $\tanh(c)$ and the output gate: $h = c$.
# 3. **Reset.** Without an output gate every unit sees all of every other unit, always. A *reset gate* $r$ gives back the choice: it scales what the candidate sees of the past.
#
# Write $x$ $(B, D)$, $h$ $(B, H)$, and split each matrix into three blocks of $H$ columns, r, z, n:
#
# $$ r = \sigma(x W_{xr} + b_{xr} + h W_{hr} + b_{hr}), \qquad z = \sigma(x W_{xz} + b_{xz} + h W_{hz} + b_{hz}), $$
#
# $$ n = \tanh\big(x W_{xn} + b_{xn} + r \odot (h W_{hn} + b_{hn})\big), \qquad h_{next} = (1 - z) \odot n + z \odot h . $$
#
# Two biases, as in PyTorch: for r and z only their sum counts; in n the second stands inside the reset. The cell is still additive: one way from $h$ to $h_{next}$ meets no weight and no tanh, only $z$.

# %%
from helpers.plots import cell_diagrams

figures.show_map_at("moves")
cell_diagrams.show_cells(("lstm", "gru"), figures.CELLS_CAPTION)

# %% [markdown]
# ### Exercise 5.1 gru_step
#
# **15 minutes, 3 points.** `gru_step(p, x, h)` takes `p`, a `GRUParams(W_x, W_h, b_x, b_h)` with the shapes $(D, 3H)$, $(H, 3H)$, $(3H,)$, $(3H,)$, whose blocks run r, z, n, and `x (B, D)`, `h (B, H)`. It returns `h_next (B, H)` and `GRUCache(x, h, r, z, n, ah_n)`, where `ah_n (B, H)` is $h W_{hn} + b_{hn}$, the sum that $r$ scales. `sigmoid` is given, and safe for sums of any size.
#
# By hand, with $D = H = 1$, all weights 0, $b_x = (0, 0, 1)$, $b_h = (0, 0, 2)$ and $h = 1$: $r = z = 0.5$, $n = \tanh(1 + 0.5 \cdot 2) = 0.9640$, and $h_{next} = 0.5 \cdot 0.9640 + 0.5 \cdot 1 = 0.9820$.


# %% exercise="gru_step" minutes=15
def gru_step(p, x, h):
    ### BEGIN SOLUTION
    # Why: The products with x and with h stay apart until the gates are formed, because r
    # scales the one that comes from h, its bias b_hn included, and leaves the one from x alone.
    ax_r, ax_z, ax_n = np.split(x @ p.W_x + p.b_x, 3, axis=1)
    ah_r, ah_z, ah_n = np.split(h @ p.W_h + p.b_h, 3, axis=1)
    r, z = sigmoid(ax_r + ah_r), sigmoid(ax_z + ah_z)
    n = np.tanh(ax_n + r * ah_n)
    return (1 - z) * n + z * h, GRUCache(x, h, r, z, n, ah_n)
    ### END SOLUTION


# %% check="gru_step" points=3
check_gru_step(gru_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_gru_step

check_gru_step(gru_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two products, $x W_x + b_x$ and $h W_h + b_h$, each $(B, 3H)$ and each split into three blocks along the last axis. For the gates, add the blocks. For $n$, which of the two blocks does $r$ scale before they are added? At $z = 1$, is the unit to keep its state or to replace it?
#
# </details>
#
# [Worked solution]()

# %%
import torch

from helpers.nn.cells import GRUCell
from helpers.scratch.init import init_cell

after = yours(gru_step, check_gru_step, cells.gru_step)
rng = np.random.default_rng(0)
p, x, h = init_cell(rng, cells.GRU, 5, 7), rng.normal(size=(3, 5)), rng.normal(size=(3, 7))
twin = GRUCell.from_scratch(p).to_torch()(torch.tensor(x), torch.tensor(h))
off = np.abs(after(p, x, h)[0] - twin.detach().numpy()).max()
print(f"largest difference from torch.nn.GRUCell: {off:.0e}")

# %% [markdown]
# ### Which way round?
#
# Cho's group published the unit in June 2014 with $z$ as here, the share that is *kept*; in December the same group (Chung and others 2014) printed $h_{next} = (1 - z)\, h + z\, n$, where $z$ is the share that is *replaced*. Both call it the update gate. Nothing is lost, since $1 - \sigma(a) = \sigma(-a)$: change the sign of $W_{xz}$, $W_{hz}$ and their biases. But weights moved to another library without that run, and are wrong.
#
# ### Exercise 5.2 scalar_gru
#
# **25 minutes, 3 points.** On paper. One unit, one step. Its gates are given as numbers, $r = 0.4$ and $z = 0.8$, and so is what $x$ contributes to the candidate, $a_x = 1$ (the product and $b_{xn}$). From $h$ comes $a_h = w h + b$ with $w = 1.5$, $h = -0.6$, $b = 0.5$. The gradient that arrives is $dh_{next} = 2$. Work out the step in three versions; $dz$, $dr$ and $dh$ are gradients of the loss with respect to $z$, $r$ and $h$ while the gates are held as numbers.
#
# - *after*: $n = \tanh(a_x + r\,(w h + b))$, $h_{next} = (1 - z)\, n + z\, h$. The six numbers $n$, $h_{next}$, $dz$, $da_n$, $dr$, $dh$, where $a_n$ is what stands inside tanh.
# - *before*: the reset scales $h$ itself, $n = \tanh(a_x + w\,(r h) + b)$; the mix is the same. The four numbers $n$, $h_{next}$, $dr$, $dh$.
# - *other*: $n$ as in *after*, but Chung's mix, $h_{next} = z\, n + (1 - z)\, h$, again with $z = 0.8$. The three numbers $h_{next}$, $dz$, $dh$, each worked out anew.
#
# `scalar_gru()` returns the thirteen numbers to four decimals, in a dict with the keys `after_n`, `after_h_next`, `after_dz`, `after_da_n`, `after_dr`, `after_dh`, `before_n`, `before_h_next`, `before_dr`, `before_dh`, `other_h_next`, `other_dz`, `other_dh`.
#
# By hand, the first of them: $n = \tanh(1 + 0.4\,(1.5 \cdot (-0.6) + 0.5)) = \tanh(0.84) = 0.6858$.


# %% exercise="scalar_gru" minutes=25
def scalar_gru():
    ### BEGIN SOLUTION
    # Why: dz is dh_next (h - n), da_n is dh_next (1 - z) (1 - n^2), dr is da_n times what r
    # scales, and h has two ways here, z dh_next and r w da_n. With one unit r (w h) and w (r h) are
    # equal, so the place of the reset shows only in b, which is scaled by r in the first version and
    # not in the second. The other z turns the sign of dz and exchanges the two shares.
    after = {"after_n": 0.6858, "after_h_next": -0.3428, "after_dz": -2.5716}
    after |= {"after_da_n": 0.2119, "after_dr": -0.0847, "after_dh": 1.7271}
    before = {"before_n": 0.8144, "before_h_next": -0.3171}
    before |= {"before_dr": -0.1212, "before_dh": 1.6808}
    other = {"other_h_next": 0.4286, "other_dz": 2.5716, "other_dh": 0.9085}
    return {**after, **before, **other}
    ### END SOLUTION


# %% check="scalar_gru" points=3
check_scalar_gru(scalar_gru)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_scalar_gru

check_scalar_gru(scalar_gru, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# For $dz$ ask: by how much does $h_{next}$ move when $z$ grows a little and $n$ and $h$ stay? For $dh$ list the places where $h$ stands in the step: one is in the mix, one inside tanh. A gradient that goes through tanh first becomes $da_n$. In *before*, what does $r$ multiply, and by what is that multiplied in turn?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# With the gates held: $dz = dh_{next}\,(h - n)$, $da_n = dh_{next}\,(1 - z)(1 - n^2)$, $dr = da_n\, a_h$ (*after*) or $da_n\, w h$ (*before*), $dh = dh_{next}\, z + da_n\, r w$. With a single unit $r\,(w h) = w\,(r h)$: what stands inside tanh differs by $(1 - r)\, b$ alone, 0.3 here. With more units the two versions differ in the product as well, because $r$ then scales either what unit $i$ sends or what unit $j$ receives.
#
# </details>

# %% [markdown]
# ## 3 Backward: four ways to the loss
#
# In $h_{next} = (1 - z) \odot n + z \odot h$, let each part grow a little while the others stay. The candidate has the factor $1 - z$. The gate moves weight from $n$ to $h$, so its factor is $h - n$. And $h$ itself has $z$, the direct way:
#
# $$ dn = dh_{next} \odot (1 - z), \qquad dz = dh_{next} \odot (h - n), \qquad dh_{direct} = dh_{next} \odot z . $$
#
# Behind $n$ stands a tanh, behind each gate a sigmoid. And $h$ is read in three more places: by both gates, and by the candidate through $r$.
#
# ### Exercise 5.3 gru_step_backward
#
# **25 minutes, 4 points.** `gru_step_backward(p, cache, dh_next)` takes the cache of 5.1 and `dh_next (B, H)`. It returns `dx (B, D)`, `dh (B, H)` and `dp`, a `GRUParams` of gradients. Go in three stages: from `dh_next` to the gradients of $a_r$, $a_z$, $a_n$, the sums inside $\sigma$ and tanh; then to the two products with $x$ and with $h$ (for the candidate these differ: which of them went through $r$?); then to `dx`, `dh` and the weights as in module 01. $h$ has four ways to the loss, and their gradients add up.
#
# By hand, for the case of 5.1 ($h = 1$, all weights 0, $n = 0.9640$, `ah_n` 2) with $dh_{next} = 1$: $da_n = 0.5\,(1 - 0.9640^2) = 0.0353$, $da_z = (1 - 0.9640) \cdot 0.25 = 0.0090$, $da_r = 0.0353 \cdot 2 \cdot 0.25 = 0.0177$. So `dp.b_x` is (0.0177, 0.0090, 0.0353), `dp.b_h` is (0.0177, 0.0090, 0.0177), and `dh` is $z = 0.5$, because all weights are 0.


# %% exercise="gru_step_backward" minutes=25
def gru_step_backward(p, cache, dh_next):
    ### BEGIN SOLUTION
    # Why: dh_next reaches n by the share 1 - z, z by the difference h - n, and h directly by
    # the share z. What reaches a_n goes unchanged to the product with x, and through r to the
    # product with h; r gets what it scaled, ah_n. The last products collect the other ways into h.
    x, h, r, z, n, ah_n = cache
    da_n = dh_next * (1 - z) * (1 - n**2)
    da_z = dh_next * (h - n) * z * (1 - z)
    da_r = da_n * ah_n * r * (1 - r)
    dax = np.hstack([da_r, da_z, da_n])
    dah = np.hstack([da_r, da_z, da_n * r])
    dh = dh_next * z + dah @ p.W_h.T
    dp = GRUParams(W_x=x.T @ dax, W_h=h.T @ dah, b_x=dax.sum(axis=0), b_h=dah.sum(axis=0))
    return dax @ p.W_x.T, dh, dp
    ### END SOLUTION


# %% check="gru_step_backward" points=4
check_gru_step_backward(gru_step_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_gru_step_backward

check_gru_step_backward(gru_step_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the step's lines below each other and go through them from the last to the first; for each ask what moves if one of its inputs grows a little. In $(1 - z)\, n + z\, h$ the gate $z$ stands twice. A sigmoid with value $s$ has the derivative $s (1 - s)$, a tanh with value $n$ has $1 - n^2$. Build two arrays $(B, 3H)$, one for the product with $x$ and one for the product with $h$: in which block do they differ?
#
# </details>
#
# [Worked solution]()
#
# ### How far does it reach?
#
# The direct way multiplies by $z$ at each step, an LSTM's memory by $f$. Does an untrained GRU carry gradients as far as an untrained LSTM? Both have $H = 64$ and normal inputs. The course's LSTM starts with a forget bias of 1; a GRU, in most libraries, with biases near 0.
#
# **Predict first.** At lag 50 the plain RNN's gradient is at $10^{-10}$ of its size at lag 0, the LSTM's at $2.5 \cdot 10^{-5}$ (with $h$; module 04 followed $c$ alone). Where is the GRU's? (a) nearer the LSTM's, (b) nearer the RNN's, (c) above both?

# %% predict="gru_reach"
prediction = None

# %% experiment=2
from helpers.experiments.m05_gru_family.parts import reach

figures.show_map_at("backward")
reach = {
    name: [reach.state_gradient_by_lag(cell, seed, keep_bias=bias) for seed in range(5)]
    for name, (cell, bias) in reach.UNTRAINED.items()
}
score_recall(prediction, "b", "A step leaves 0.66 of it, in the RNN 0.63, in the LSTM 0.81.")
figures.show_reach(reach)

# %% [markdown]
# Being additive is not enough. With $z$ near one half a step leaves 0.66 of the gradient, little more than the RNN's 0.63. With a bias of 1 on $z$ a step leaves 0.79, with the LSTM's forget bias of 1 0.81: still 18 times as much at lag 100. Where LSTMs are said to remember longer than GRUs, look for the biases.
#
# <details><summary>Why 0.66 and not 0.5, and what clockwork is</summary>
#
# $z$ differs between units and steps, and a mean of products is above the product of means; and the other three ways add to the direct one. The clockwork network is section 7's, eight units each of the periods 1, 2, 4 to 128.
#
# </details>
#
# ## 4 Reset before or after
#
# In the equations above $r$ scales a finished product, $r \odot (h W_{hn} + b_{hn})$. The other version scales the state first, $(r \odot h) W_{hn}$. In the first, a unit chooses how much of the past it *takes in*; in the second, how much it *sends*, to all candidates alike.
#
# Which is the GRU? The versions of the paper differ. The first one on arXiv (June 2014) has the reset after the product, the third (September 2014), the one most people cite, before it. NVIDIA's cuDNN and PyTorch compute it after, since then the three products with $h$ are one large one; Keras offers both, as `reset_after`.
#
# ### Exercise 5.4 gru_step_reset_before
#
# **10 minutes, 2 points.** `gru_step_reset_before(p, x, h)` takes the same arguments as `gru_step` and returns `h_next (B, H)` alone. Here the reset scales the state before the product, $n = \tanh(x W_{xn} + (r \odot h) W_{hn} + b_{xn} + b_{hn})$. The gates and the mix are those of 5.1. All biases are outside the reset, so that only the sums $b_x + b_h$ count.
#
# By hand, with $D = H = 1$, $W_{hn} = 2$, $b_{hn} = 1$, all other weights and biases 0, and $h = 1$: $r = z = 0.5$, $n = \tanh(0.5 \cdot 1 \cdot 2 + 1) = 0.9640$ and $h_{next} = 0.9820$. `gru_step` would halve the bias too: $n = \tanh(0.5\,(2 + 1)) = 0.9051$ and $h_{next} = 0.9526$.


# %% exercise="gru_step_reset_before" minutes=10
def gru_step_reset_before(p, x, h):
    ### BEGIN SOLUTION
    # Why: The product with W_hn needs r, and r needs its own product first, so the three
    # products with h cannot be one any more: the gates read h, the candidate reads r * h.
    W_hr, W_hz, W_hn = np.split(p.W_h, 3, axis=1)
    a_r, a_z, a_n = np.split(x @ p.W_x + p.b_x + p.b_h, 3, axis=1)
    r, z = sigmoid(a_r + h @ W_hr), sigmoid(a_z + h @ W_hz)
    n = np.tanh(a_n + (r * h) @ W_hn)
    return (1 - z) * n + z * h
    ### END SOLUTION


# %% check="gru_step_reset_before" points=2
check_gru_step_reset_before(gru_step_reset_before)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_gru_step_reset_before

check_gru_step_reset_before(gru_step_reset_before, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Split `p.W_h` into its three blocks of columns first. Which of the three products can be formed before $r$ is known? Which state stands in the mix: $h$, or what is left of it after the reset?
#
# </details>
#
# [Worked solution]()

# %%
from helpers.scratch.variants import states

figures.show_map_at("reset")
before = yours(gru_step_reset_before, check_gru_step_reset_before, states.gru_step_reset_before)
for H in (1, 64):
    p, x = init_cell(rng, cells.GRU, 16, H), rng.normal(size=(8, 16))
    h, b_h = rng.uniform(-1, 1, size=(8, H)), rng.normal(size=3 * H)
    for name, q in (("without b_h", p), ("with b_h", p._replace(b_h=b_h))):
        change = np.abs(before(q, x, h) - after(q, x, h)[0]).max()
        print(f"H = {H:2d}, {name:11s}: largest difference {change:.3f}")

# %% [markdown]
# With one unit the two differ in $b_{hn}$ alone, as on paper. With 64 they are different functions of the same weights: a weight file belongs to one of them.
#
# ## 5 Simpler, faster?
#
# ### Exercise 5.5 gru_weight_count
#
# **5 minutes, 1 point.** `gru_weight_count(D, H)` returns two whole numbers: how many entries `W_x` and `W_h` of a GRU have together, and how many `b_x` and `b_h` have. Their shapes are those of 5.1.
#
# By hand, with $D = 1$ and $H = 2$: $1 \cdot 6 + 2 \cdot 6 = 18$ and $6 + 6 = 12$.


# %% exercise="gru_weight_count" minutes=5
def gru_weight_count(D, H):
    ### BEGIN SOLUTION
    # Why: Three blocks of H columns each, with a row for every input and for every unit. The
    # LSTM has four such blocks, hence 3/4 of its weights. The biases, two for each block, are
    # counted apart: the course's LSTM has one bias a block, PyTorch's has two.
    return 3 * H * (D + H), 6 * H
    ### END SOLUTION


# %% check="gru_weight_count" points=1
check_gru_weight_count(gru_weight_count)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_gru_weight_count

check_gru_weight_count(gru_weight_count, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The shapes stand in 5.1. How many blocks of $H$ columns does each matrix have, and how many rows?
#
# </details>
#
# [Worked solution]()
#
# Three quarters of the LSTM's products, so three quarters of its time? The cell runs RNN, GRU and LSTM forward and backward with $D = 64$, $H = 128$, 32 rows and 32 steps, once in PyTorch, once in this course's NumPy.
#
# **Predict first.** How long does the GRU take in PyTorch, as a share of the LSTM's time?

# %% predict="gru_speed"
prediction = None

# %% experiment=3 volatile
from helpers.experiments.m05_gru_family.parts import speeds

speed = speeds.measure_speed()
figures.print_speed(speed)
share = speed["PyTorch"]["GRU"] / speed["PyTorch"]["LSTM"]
score_prediction(prediction, share, unit="of the LSTM's time", within=0.15)

# %% [markdown]
# In NumPy the count is about right. In PyTorch on a CPU the GRU, with a quarter fewer products, is usually the *slower* of the two: PyTorch has a fused kernel for the LSTM there (oneDNN's). "Faster" is a property of a program on a machine, not of an equation.
#
# ## 6 Often as good? How to compare fairly
#
# Of two trained networks one has the lower loss. Perhaps it had more weights, more updates, more time, a better learning rate, or more luck. The first four can be held equal, though not all at once. Luck can be measured, with seeds.
#
# Let the seed decide all that is random: which names are held out, the first weights, the batches. A hard split is hard for *both* networks, so what counts are the differences on equal seeds: they are *paired*.
#
# ### Exercise 5.6 paired_interval
#
# **15 minutes, 2 points.** `paired_interval(scores_a, scores_b)` takes the scores `(n,)` of two models; entry $i$ of both comes from the same seed. It returns three numbers, `mean`, `low`, `high`: the mean of the differences $d_i = a_i - b_i$, and the ends of its 95 % interval by Student's t,
#
# $$ \bar d \;\pm\; t_{n-1}\, \frac{s}{\sqrt n}, \qquad s^2 = \frac{1}{n - 1} \sum_{i=1}^{n} (d_i - \bar d)^2 . $$
#
# $t_{n-1}$ is the 0.975 quantile of t with $n - 1$ degrees of freedom, so that 2.5 % stay outside at either end. `T_975` is given, a dict with the quantile for 1 to 30 degrees of freedom: `T_975[4]` is 2.776.
#
# By hand: the scores (0.8, 0.7, 0.9) and (0.6, 0.6, 0.6) differ by 0.2, 0.1, 0.3. $\bar d = 0.2$, $s = 0.1$, $t_2 = 4.303$, so half the interval is $4.303 \cdot 0.1 / \sqrt 3 = 0.2484$, and the result is (0.2, $-0.0484$, 0.4484).


# %% exercise="paired_interval" minutes=15
def paired_interval(scores_a, scores_b):
    ### BEGIN SOLUTION
    # Why: A seed that is hard for both models moves both scores and leaves their difference
    # alone, so the spread of the differences is what counts. One degree of freedom goes to their mean:
    # hence n - 1 in the variance and in the quantile.
    d = np.asarray(scores_a) - np.asarray(scores_b)
    n = len(d)
    mean = d.mean()
    half = T_975[n - 1] * d.std(ddof=1) / np.sqrt(n)
    return mean, mean - half, mean + half
    ### END SOLUTION


# %% check="paired_interval" points=2
check_paired_interval(paired_interval)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_paired_interval

check_paired_interval(paired_interval, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Take the differences first; the two lists of scores are not needed afterwards. `np.std` divides by $n$ unless `ddof` says otherwise. How many degrees of freedom are left to $n$ differences once their mean is known?
#
# </details>
#
# [Worked solution]()
#
# Why t? With five differences the spread itself is a guess; the quantile 2.776 in place of 1.96 pays for that. A popular way around formulas is the *bootstrap* (Efron 1979): draw five differences from the five with replacement, 400 times, and take the middle 95 % of their means.
#
# **Predict first.** Two equally good models, five seeds. A seed moves both scores by the same normal draw of standard deviation 3, and their difference by one of standard deviation 1. How often, in percent, does the bootstrap's 95 % interval hold the true difference of 0?

# %% predict="bootstrap"
prediction = None

# %% experiment=4
from helpers.datasets import paired as reference

figures.show_map_at("compare")
paired = yours(paired_interval, check_paired_interval, reference.paired_interval)
draws = np.random.default_rng(1)
intervals = {
    "paired t": paired,
    "bootstrap of the five differences": lambda a, b: few.bootstrap_interval(a - b, draws, 400),
    "t of two unpaired samples": lambda a, b: few.unpaired_interval(a, b, T_975),
}
held = few.coverage(intervals, n=5)
score_prediction(prediction, 100 * held["bootstrap of the five differences"][0], unit="%", within=3)
figures.print_coverage(held)

# %% [markdown]
# The bootstrap is wrong three times as often as it says: five numbers know nothing of what a sixth might be. The unpaired interval is never wrong here and 3.6 times as wide: it counts the luck that both share.
#
# ### Three tables
#
# RNN, GRU and LSTM, in PyTorch's own layers, learn to spell the names of eleven languages. All have about 18,800 weights: 110, 64 and 55 units, an embedding of $D = 16$ and a readout over 38 symbols. First weights and biases are uniform within $1/\sqrt H$, but the LSTM's forget bias is 1. Each seed tries three learning rates, and both the rate and the moment to stop are chosen on validation names, not on the test names. The three tables come from the same runs, cut after as many updates as wanted (1,200 at most), after 300, and after the CPU seconds in which the LSTM makes 300.
#
# The baseline: interpolated counts of each language apart, the best order chosen on the validation names.

# %%
count = yours(gru_weight_count, check_gru_weight_count, states.gru_weight_count)
in_cell, around = sum(count(16, 64)), 38 * 16 + 64 * 38 + 38
print(f"GRU: {in_cell:,} in the cell + {around:,} around it = {in_cell + around:,} weights")

# %% [markdown]
# **Predict first.** At equal weights and 300 updates the RNN's mean test loss is 0.112 above the LSTM's, in nats per letter. How far is the GRU's above it (or below: a negative number)?

# %% predict="gru_minus_lstm"
prediction = None

# %% experiment=1
from helpers.experiments.m05_gru_family.parts import name_scores

compared = stored("names_compared")
runs, seconds = compared.results, name_scores.seconds_of(compared.results, "LSTM", 300)
budgets = {"equal weights": {}, "300 updates": {"updates": 300}}
budgets |= {f"{seconds:.2f} s of CPU": {"seconds": seconds}}
scores = {b: name_scores.scores_by_kind(runs, **limits) for b, limits in budgets.items()}
pairs = (("GRU", "LSTM"), ("GRU", "RNN"), ("GRU", "counts"))
tables = {b: name_scores.pair_intervals(found, pairs, paired) for b, found in scores.items()}
measured = tables["300 updates"]["GRU - LSTM"][1]
score_prediction(prediction, measured, unit="nats per letter", within=0.02)
figures.show_budgets(scores, tables)
print(compared.note())

# %% [markdown]
# With all the updates they want, GRU and LSTM cannot be told apart by five seeds, nor the GRU from *counting*. At 300 updates the GRU is ahead of the LSTM by 0.06: it learns more from each. At equal seconds that lead is gone, since it makes about 150 updates in the LSTM's time for 300.
#
# Is that the cell, or its biases, 1 on $f$ and near 0 on $z$? The same runs with 0 on $f$, and with 1 on $z$:

# %% experiment=1
usual, other = compared.results, stored("names_biases").results
by_bias = {
    "equal weights": name_scores.bias_scores(usual, other),
    "300 updates": name_scores.bias_scores(usual, other, updates=300),
}
alike = (("GRU, z 1", "LSTM, f 1"), ("GRU, z 0", "LSTM, f 0"))
changed = (("GRU, z 1", "GRU, z 0"), ("LSTM, f 1", "LSTM, f 0"))
figures.print_biases(by_bias, (*alike, *changed), paired)
print(stored("names_biases").note())

# %% [markdown]
# The biases do not explain it: at 300 updates the GRU is ahead by 0.06 with both at 1, by 0.09 with both at 0. The forget bias gains the LSTM 0.03 there, nothing sure at equal weights; the GRU's shows no effect. At equal weights, with both at 1, the LSTM is ahead by 0.02: one interval of eight, a hint.
#
# ### What may not be concluded
#
# Nothing about a cell without its biases. These intervals speak about *this* task, short names, at *this* size, with Adam and three learning rates. An interval that contains 0 does not show that two cells are equal, only that five seeds cannot tell them apart. And of twenty comparisons of equal cells one, on average, has an interval without 0.
#
# ## 7 The family
#
# ### Peepholes: timing
#
# In an LSTM a gate sees $x$ and $h$, never the memory it guards. While the output gate is closed $h$ is 0, and the gates are blind to $c$. Gers and Schmidhuber (2000) gave each gate a *peephole*, a weight to its own unit's memory.
#
# ### Exercise 5.7 peephole_step
#
# **10 minutes, 2 points.** `peephole_step(p, x, h, c)` is an LSTM step in which every gate also sees the memory of its own unit. `p` has `W_x (D, 4H)`, `W_h (H, 4H)`, `b (4H,)` with the blocks i, f, g, o, and three vectors `p_i`, `p_f`, `p_o` $(H,)$. The terms $p_i \odot c$ and $p_f \odot c$ are added inside the sigmoids of i and f. The output gate opens after the memory has been written, so $p_o \odot c_{next}$ is added inside its sigmoid. It returns `h_next`, `c_next`, both $(B, H)$.
#
# By hand, with $H = 1$, all matrices and `b` 0, $p_i = p_f = 0$, $p_o = 1$ and $c = 2$: $i = f = 0.5$ and $g = 0$, so $c_{next} = 1$, $o = \sigma(1) = 0.7311$ and $h_{next} = 0.7311 \tanh 1 = 0.5568$.


# %% exercise="peephole_step" minutes=10
def peephole_step(p, x, h, c):
    ### BEGIN SOLUTION
    # Why: i and f decide what c_next becomes, so only the old memory is there for them to see.
    # o decides what of the new memory is shown, so it looks at the new one. The weights are vectors:
    # a gate sees its own unit and no other.
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    i, f = sigmoid(a_i + p.p_i * c), sigmoid(a_f + p.p_f * c)
    c_next = f * c + i * np.tanh(a_g)
    o = sigmoid(a_o + p.p_o * c_next)
    return o * np.tanh(c_next), c_next
    ### END SOLUTION


# %% check="peephole_step" points=2
check_peephole_step(peephole_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_peephole_step

check_peephole_step(peephole_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the four lines of the LSTM step of module 04 in the order in which their inputs are ready. Which two gates must be known before $c_{next}$, and which one can wait for it?
#
# </details>
#
# [Worked solution]()

# %%
from helpers.experiments.m05_gru_family.parts import counter

figures.show_map_at("peephole")
peep = yours(peephole_step, check_peephole_step, states.peephole_step)
figures.show_counter({N: counter.run_counter(peep, N, 35 * N // 10) for N in (10, 100)})

# %% [markdown]
# That is what peepholes are *for*: one unit without input keeps time exactly, for any $N$. Are they missed in training? Stored runs repeat a task of Gers and Schmidhuber: fire at every tenth step, without input.
#
# <details><summary>The weights of the counter</summary>
#
# All matrices are 0. $b_i = 30$ holds i open, and $b_g$ makes $g = 1/N$, so the memory grows by $1/N$ a step. With $\theta = 1 - 1/(2N)$: $p_o = 40N$, $b_o = -40N\theta$ open o once $c_{next} > \theta$, that is at 1. $p_f = -40N$, $b_f = 40N\theta$ keep f open below $\theta$ and close it one step later, since f sees the old memory: what was counted is gone, and $1/N$ is written anew.
#
# </details>

# %% experiment=0
figures.print_spikes(stored("timed_spikes"), few.fisher_p)

# %% [markdown]
# They are not missed: without peepholes 4 and 8 of 20 networks keep time (2 and 4 units), with them 1 and 5. Chance could do that: without any effect, so large a difference has the probability $p = 0.18$ (Fisher's exact test).
#
# ### One gate less, one more
#
# **Coupled gates** ($f = 1 - i$ in an LSTM) are move 1 alone. The **minimal gated unit** (Zhou and others 2016) goes one further than the GRU: one gate $f$ resets *and* updates, $n = \tanh(x W_{xn} + (f \odot h) W_{hn} + b_n)$ and $h_{next} = (1 - f) \odot h + f \odot n$. A unit that keeps its state ($f = 0$) also shuts the past out of its candidate.
#
# The **multiplicative RNN** (Sutskever, Martens & Hinton 2011; with an LSTM around it, Krause and others 2016) gives every input symbol a recurrent matrix of its own, for the price of two matrices: $m = (x W_{mx}) \odot (h W_{mh})$ takes the place of $h$ in $h_{next} = \tanh(x W_x + m W_m + b)$, so that $h$ meets the matrix $W_{mh}\, \mathrm{diag}(x W_{mx})\, W_m$.
#
# All of them on the names, in the course's cells, at 18,800 weights, the better of two rates, five splits:

# %% experiment=1
figures.show_map_at("family")
cell_diagrams.show_cells(("peephole", "coupled", "mgu"), figures.RELATIVES_CAPTION)
figures.print_family(stored("names_family"), paired, figures.RELATIVES)

# %% [markdown]
# Five splits show no difference between the places of the reset, none between GRU and LSTM, and none that coupled gates or peepholes make to the LSTM. The minimal unit pays 0.03 for its missing gate. The multiplicative RNN is last, 0.16 behind the plain one, with these first weights.
#
# ### Searches
#
# Greff and others (2015) changed one thing at a time in an LSTM with peepholes, V: no input, forget or output gate (NIG, NFG, NOG), no tanh on the candidate or on the memory (NIAF, NOAF), no peepholes (NP), coupled gates (CIFG), or each gate seeing all gates of the step before (FGR). In their 5,400 networks for speech, handwriting and music the forget gate and the output tanh mattered most; coupling gates or dropping peepholes cost nothing.
#
# Here are all nine on module 03's adding problem and on the names.
#
# **Predict first.** Which change slows learning *to add* most? (a) NIG, (b) NFG, (c) NOG, (d) CIFG.

# %% predict="greff"
prediction = None

# %% experiment=1
from helpers.experiments.m05_gru_family.greff_equal import weights_used

slowest = "The candidate is written at every step, wanted or not; its tanh has to learn to be 0."
score_recall(prediction, "a", slowest)
figures.show_greff(stored("greff_variants"))
figures.print_greff(stored("greff_names"), stored("greff_equal"), paired, weights_used)

# %% [markdown]
# On adding two changes slow learning: no input gate (a median of 400 updates where V needs 200) and full gate recurrence (350). Coupled gates may be quickest (150, tested every 50). On names, at 55 units, input gate, output gate and either tanh are missed, at 0.03 to 0.04 nats. But a gate takes a fifth of the weights with it: widened to V's number, NIG still lacks 0.025, and NOG, at 0.018, cannot be told from V. FGR is worst; its extra matrix leaves 33 units. The forget gate is not missed: a name is soon over.
#
# Jozefowicz, Zaremba and Sutskever (2015) let a program mutate over ten thousand cells. None beat LSTM and GRU on all tasks; with a forget bias of 1 the LSTM was level with the GRU.
#
# ### Clocks
#
# Gates learn when to hold still. In a *clockwork* RNN (Koutník and others 2014) that is decided beforehand: its units form groups with periods 1, 2, 4, and so on. A group runs at multiples of its period and rests in between. Fast groups listen to slow ones, never the other way round.
#
# ### Exercise 5.8 clockwork_step
#
# **15 minutes, 3 points.** `clockwork_step(p, x, h, periods, t)` takes an `RNNParams(W_x, W_h, b)`, `x (B, D)`, `h (B, H)`, `periods (H,)`, one whole number for each unit, and the number `t` of the step, counted from 0. It returns `h_next (B, H)`. A unit runs if its period divides $t$, so at $t = 0$ all run. A unit that runs is computed as in `rnn_step`, but reads from $h$ only the units whose period is as long as its own or longer: slow feeds fast. In $h W_h$, entry $(i, j)$ of $W_h$ carries unit $i$ to unit $j$. A unit that does not run keeps its state.
#
# By hand, with the periods (1, 2, 4), $t = 2$, $h = (0.1, 0.2, 0.4)$, all entries of $W_h$ 0.5, $W_x$ and $b$ 0: unit 0 reads all three, $\tanh(0.5 \cdot 0.7) = 0.3364$; unit 1 reads units 1 and 2, $\tanh(0.5 \cdot 0.6) = 0.2913$; unit 2 keeps 0.4. Units may stand in any order.


# %% exercise="clockwork_step" minutes=15
def clockwork_step(p, x, h, periods, t):
    ### BEGIN SOLUTION
    # Why: Entry (i, j) of W_h carries unit i to unit j, so its mask compares the sender's
    # period, along the rows, with the receiver's, along the columns. A slow unit stays undisturbed by
    # fast ones, and at rest its state is passed on unchanged: for it the gradient's factor is 1.
    runs = t % periods == 0
    feeds = periods[:, None] >= periods[None, :]
    h_new = np.tanh(x @ p.W_x + h @ (p.W_h * feeds) + p.b)
    return np.where(runs, h_new, h)
    ### END SOLUTION


# %% check="clockwork_step" points=3
check_clockwork_step(clockwork_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_clockwork_step

check_clockwork_step(clockwork_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two masks. One has shape $(H,)$ and says who runs. The other has shape $(H, H)$ and says which entries of $W_h$ count. Which period must be at least as long as the other, that of $i$ or that of $j$?
#
# </details>
#
# [Worked solution]()
#
# Of 8 groups with periods 1 to 128, 1.99 run on average; at every second step, one. The cell counts products, and times your function, which computes all units and throws most away, beside one that multiplies only the columns of those that run.

# %% experiment=4 volatile
figures.show_map_at("clocks")
clock = yours(clockwork_step, check_clockwork_step, states.clockwork_step)
figures.print_clocks(*speeds.clockwork_costs(clock, group=64, groups=8, D=32, B=16))

# %% [markdown]
# Counted, 78 % of the work is gone, and nearly as much of the time if the columns are sliced from a matrix that was masked once. Your function takes about twice the Elman network's time. Section 3's figure shows what the clock buys besides: at lag 100 a tenth of the gradient is left. Its price: it does not look at the input.
#
# ### Optional: five more steps
#
# <details><summary>Coupled gates: 10 minutes</summary>
#
# ### Exercise 5.9 coupled_step
#
# **10 minutes, 0 points.** `coupled_step(p, x, h, c)` is an LSTM step without peepholes whose forget gate is $f = 1 - i$. `p` has `W_x (D, 3H)`, `W_h (H, 3H)`, `b (3H,)` with the blocks i, g, o. It returns `h_next`, `c_next`, both $(B, H)$.
#
# By hand, with $H = 1$, all weights 0, the biases $(\ln 3, 0, 0)$ and $c = 2$: $i = 0.75$, $g = 0$, $c_{next} = 0.25 \cdot 2 = 0.5$ and $h_{next} = 0.5 \tanh 0.5 = 0.2311$.
#
# </details>


# %% exercise="coupled_step" minutes=10 optional
def coupled_step(p, x, h, c):
    ### BEGIN SOLUTION
    # Why: As much is forgotten as is written, so each memory is a weighted mean of the old one
    # and the candidate, and stays in [-1, 1] if it starts there.
    a_i, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 3, axis=1)
    i, g, o = sigmoid(a_i), np.tanh(a_g), sigmoid(a_o)
    c_next = (1 - i) * c + i * g
    return o * np.tanh(c_next), c_next
    ### END SOLUTION


# %% check="coupled_step" points=0
check_coupled_step(coupled_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_coupled_step

check_coupled_step(coupled_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Three blocks, not four. At $i = 1$ the memory is written anew: what is then left of the old one?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>A GRU over a whole sequence: 5 minutes</summary>
#
# ### Exercise 5.10 gru_forward
#
# **5 minutes, 0 points.** `gru_forward(p, xs, h0)` takes `xs (T, B, D)` and `h0 (B, H)`. It returns `hs (T, B, H)`, the states after each step, and the list of the $T$ caches. Call `cells.gru_step(p, x, h)`, or your own.
#
# By hand: with $T = 2$ the first step reads `xs[0]` and `h0` and its result is `hs[0]`; the second reads `xs[1]` and `hs[0]`.
#
# </details>


# %% exercise="gru_forward" minutes=5 optional
def gru_forward(p, xs, h0):
    ### BEGIN SOLUTION
    # Why: The state that a step returns is the one the next step reads, and the weights are
    # the same at every step.
    h, hs, caches = h0, [], []
    for x in xs:
        h, cache = cells.gru_step(p, x, h)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches
    ### END SOLUTION


# %% check="gru_forward" points=0
check_gru_forward(gru_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_gru_forward

check_gru_forward(gru_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The loop of module 01. Which state does step $t$ read, and is it stored before or after the step?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>One gate for two jobs: 10 minutes</summary>
#
# ### Exercise 5.11 minimal_gated_step
#
# **10 minutes, 0 points.** `minimal_gated_step(p, x, h)` is a minimal gated unit. `p` has `W_x (D, 2H)`, `W_h (H, 2H)`, `b (2H,)` with the blocks f, n. The gate is $f = \sigma(x W_{xf} + h W_{hf} + b_f)$. It resets, $n = \tanh(x W_{xn} + (f \odot h) W_{hn} + b_n)$, and it updates, $h_{next} = (1 - f) \odot h + f \odot n$. It returns `h_next (B, H)`.
#
# By hand, with $H = 1$, the biases $(\ln 3, 0)$, $W_{hn} = 1$, all other weights 0, and $h = 1$: $f = 0.75$, $n = \tanh 0.75 = 0.6351$ and $h_{next} = 0.25 + 0.75 \cdot 0.6351 = 0.7264$.
#
# </details>


# %% exercise="minimal_gated_step" minutes=10 optional
def minimal_gated_step(p, x, h):
    ### BEGIN SOLUTION
    # Why: One gate does both jobs, so a unit that wants to keep its state, f = 0, also stops
    # reading the others: the two wishes cannot be set apart. The f of the paper is the share of the new.
    W_hf, W_hn = np.split(p.W_h, 2, axis=1)
    a_f, a_n = np.split(x @ p.W_x + p.b, 2, axis=1)
    f = sigmoid(a_f + h @ W_hf)
    n = np.tanh(a_n + (f * h) @ W_hn)
    return (1 - f) * h + f * n
    ### END SOLUTION


# %% check="minimal_gated_step" points=0
check_minimal_gated_step(minimal_gated_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_minimal_gated_step

check_minimal_gated_step(minimal_gated_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# As 5.4 with $f$ in both places. Is the share of the new candidate $f$ or $1 - f$?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>A recurrent matrix that depends on the input: 10 minutes</summary>
#
# ### Exercise 5.12 multiplicative_step
#
# **10 minutes, 0 points.** `multiplicative_step(p, x, h)` is a multiplicative RNN. `p` has `W_mx (D, H)`, `W_mh (H, H)`, `W_x (D, H)`, `W_m (H, H)`, `b (H,)`. With $m = (x W_{mx}) \odot (h W_{mh})$ it returns $h_{next} = \tanh(x W_x + m W_m + b)$, `h_next (B, H)`.
#
# By hand, with $D = H = 1$, all weights 1, $b = 0$, $x = 2$, $h = 0.5$: $m = 2 \cdot 0.5 = 1$ and $h_{next} = \tanh(2 + 1) = 0.9951$.
#
# </details>


# %% exercise="multiplicative_step" minutes=10 optional
def multiplicative_step(p, x, h):
    ### BEGIN SOLUTION
    # Why: Entry by entry, x W_mx scales h W_mh, as if h met the matrix W_mh diag(x W_mx) W_m,
    # one for every x, at the price of two matrices instead of one for each symbol.
    m = (x @ p.W_mx) * (h @ p.W_mh)
    return np.tanh(x @ p.W_x + m @ p.W_m + p.b)
    ### END SOLUTION


# %% check="multiplicative_step" points=0
check_multiplicative_step(multiplicative_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_multiplicative_step

check_multiplicative_step(multiplicative_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two products of shape $(B, H)$, multiplied entry by entry; the result takes the place of $h$ in an Elman step. Nothing is squashed on the way to $m$.
#
# </details>
#
# [Worked solution]()
#
# <details><summary>Eight variants in one function: 15 minutes</summary>
#
# ### Exercise 5.13 ablated_step
#
# **15 minutes, 0 points.** `ablated_step(p, x, h, c, variant)` is `peephole_step` with one change, named by a text: `"V"` changes nothing; `"NIG"`, `"NFG"`, `"NOG"` set the input, forget or output gate to 1; `"NIAF"` leaves out the tanh of the candidate, `"NOAF"` the tanh of $c_{next}$; `"NP"` leaves out all three peepholes; `"CIFG"` sets $f = 1 - i$. It returns `h_next`, `c_next`, both $(B, H)$.
#
# By hand, in the case of 5.7: `"NFG"` has $c_{next} = 2$, `"NOAF"` has $h_{next} = 0.7311 \cdot 1$, `"NP"` has $h_{next} = 0.5 \tanh 1 = 0.3808$.
#
# </details>


# %% exercise="ablated_step" minutes=15 optional
def ablated_step(p, x, h, c, variant):
    ### BEGIN SOLUTION
    # Why: All eight share the same lines, and each name changes a single one. A gate set to 1
    # keeps its weights but does not use them, and CIFG's f, computed last, replaces f's own.
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    peep = 0 if variant == "NP" else 1
    i = 1 if variant == "NIG" else sigmoid(a_i + peep * p.p_i * c)
    f = 1 if variant == "NFG" else sigmoid(a_f + peep * p.p_f * c)
    f = 1 - i if variant == "CIFG" else f
    g = a_g if variant == "NIAF" else np.tanh(a_g)
    c_next = f * c + i * g
    o = 1 if variant == "NOG" else sigmoid(a_o + peep * p.p_o * c_next)
    return o * (c_next if variant == "NOAF" else np.tanh(c_next)), c_next
    ### END SOLUTION


# %% check="ablated_step" points=0
check_ablated_step(ablated_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m05_gru_family import check_ablated_step

check_ablated_step(ablated_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Begin with your `peephole_step` and put one condition into each line that a variant changes. Which lines does `"NP"` change?
#
# </details>
#
# [Worked solution]()
#
# ## 8 Your GRU writes names
#
# Your two functions train the network of the first page again, with another seed: 400 updates, every gradient yours. Then it writes, at temperature 0.7 (logits divided by 0.7; module 08).

# %% experiment=8 volatile
from helpers.experiments import names_model, names_scratch
from helpers.experiments.m05_gru_family.names_written import judge

figures.show_map_at("names")
data, options = names_model.corpus(3), {"H": 64, "rate": 0.01, "updates": 400, "bar": True}
backward = yours(gru_step_backward, check_gru_step_backward, cells.gru_step_backward)
p, _ = names_scratch.train_names(data, 3, **options, step=after, step_backward=backward)
found = judge(p, data, seed=3, each=40, tau=0.7, step=after)
figures.print_names(found["names"])
figures.print_judged(found, written.results)

# %% [markdown]
# The judge is a table of counts of three letters for each language. It guesses it for about 70 % of the written names and over 80 % of unseen real ones; at most 1.1 % of what is written are training names.
#
# <details><summary>More names</summary>
#
# In a cell of your own: `names_scratch.write(p, [data.symbol("finnish")] * 10, np.random.default_rng().uniform(size=(20, 10)), tau=0.7)`. Other languages and temperatures are as easy.
#
# </details>
#
# ## 9 Claimed and measured
#
# | claimed, and where | measured here | holds? |
# |---|---|---|
# | GRUs are faster than LSTMs (many tutorials) | forward and backward, GRU over LSTM in eight runs: 1.2 to 1.5 in PyTorch, 0.74 to 0.78 in NumPy (this run: section 5); three quarters of the products | not in PyTorch on this CPU |
# | A GRU is as good as an LSTM (Chung et al. 2014) | names, 18,800 weights, 5 seeds, GRU minus LSTM with forget bias 1: +0.014 [$-0.003$, 0.031]; at 300 updates $-0.058$ [$-0.098$, $-0.019$]; at equal seconds +0.093 [$-0.041$, 0.226]; with a bias of 1 on $z$ too, +0.020 [0.007, 0.033] and, at 300 updates, $-0.061$ [$-0.089$, $-0.033$] | open; better per update, not per second |
# | Being additive, a GRU does not suffer from vanishing gradients (many tutorials) | norm at lag 50 before training, 5 seeds: RNN 1e-10, GRU 1e-9, with bias 1 on $z$ 8e-6, LSTM with forget bias 1 2.5e-5 | only as far as $z$ is near 1 |
# | Peepholes are needed for precise timing (Gers & Schmidhuber 2000) | one unit, weights by hand: exact for $N = 10$ and 100; trained to fire at every 10th step: 12 of 40 networks without peepholes, 6 of 40 with | by construction yes; not in training ($p = 0.18$) |
# | The forget gate and the output tanh matter most; coupled gates cost nothing (Greff et al. 2015) | updates to an error of 0.02 on adding, median of 5: V 200, NIG 400, NFG 200, NOAF 250, CIFG 150; names, minus V, equal weights: NFG +0.001 [$-0.009$, 0.011], NIG +0.025 [0.012, 0.038], NOAF +0.038 [0.014, 0.063], CIFG +0.001 [$-0.017$, 0.019] | tanh on names, forget gate on neither; coupling yes |
# | A clockwork RNN is cheaper (Koutník et al. 2014) | 8 groups of 64: 0.22 of the products; 0.23 to 0.27 of the time sliced, about twice as much computed in full | if sliced |
#
# ## 10 Limits
#
# - **Hardly tuned.** Three learning rates, two for the family, one for Greff's variants.
# - **Names are not languages.** 240 per language, in ASCII, chosen by the course's authors.
#
# ## 11 Summary
#
# - A GRU computes its leak: $h_{next} = (1 - z) \odot n + z \odot h$.
# - Three moves from the LSTM: couple the gates, keep one state, add a reset.
# - $h$ reaches the loss in four ways; the direct one multiplies by $z$. At bias 0 that is one half.
# - $z$ runs either way, the reset stands before or after: check before you move weights.
# - Fewer weights is not less time: measure on the program you use.
# - Hold weights, updates, seconds equal in turn; pair by seed; with five seeds, use a t interval.
#
# Module 06 also reads what follows.
#
# ### Essay: a benchmark in a blog
#
# **20 minutes, 4 points, graded by hand.** 150 to 300 words. A blog reports: "We replaced our LSTM (256 units) by a GRU (256 units). After 10 epochs the GRU's perplexity was 81.2, the LSTM's 82.9. GRUs are better, and they train faster." One point each: what was held equal and what was not; what one run each can show; two measurements you would add; what has to be measured for "faster", and why it may differ elsewhere.

# %% [markdown] essay="a_benchmark" points=4 minutes=20
# **Rubric.**
#
# - 1 point: units and epochs are equal; weights are not (the GRU has three quarters), nor seconds, nor, as far as we know, the tuning of learning rates.
# - 1 point: with one seed each the difference of 1.7 cannot be told from luck; the spread over seeds is not known.
# - 1 point: two of: several seeds paired by split, with a t interval; equal weights; each network's rate and stopping chosen on validation data; the strongest cheap baseline; a forget bias of 1 or its absence.
# - 1 point: seconds per update, or until a given loss, on a named machine and library; kernels differ (on PyTorch's CPU the GRU is the slower one), and fewer updates may be needed or more.
#
# **A good answer** keeps apart the cell as an equation, the program that computes it, and this one run.

# %% [markdown]
# ## Sources, read critically
#
# - K. Cho and others (2014), *Learning phrase representations using RNN encoder-decoder for statistical machine translation*, EMNLP. No biases. $z$ is the share that is kept. The reset stands after the product in the first version on arXiv, before it in the third.
# - J. Chung, C. Gulcehre, K. Cho & Y. Bengio (2014), *Empirical evaluation of gated recurrent neural networks on sequence modeling*, arXiv:1412.3555. $z$ the other way round, the reset before the product. About equally many weights for each cell; music and speech.
# - F. A. Gers & J. Schmidhuber (2000), *Recurrent nets that time and count*, IJCNN. Peepholes; gradients truncated as in 1997, one sequence at a time, far longer training than here.
# - K. Greff, R. K. Srivastava, J. Koutník, B. Steunebrink & J. Schmidhuber (2015), *LSTM: a search space odyssey*, arXiv:1503.04069. Random search of all settings for each variant, which is what makes it strong; three tasks.
# - R. Jozefowicz, W. Zaremba & I. Sutskever (2015), *An empirical exploration of recurrent network architectures*, ICML. Of ten thousand cells about a thousand passed a first, simple task and were tried further.
# - G.-B. Zhou, J. Wu, C.-L. Zhang & Z.-H. Zhou (2016), *Minimal gated unit for recurrent neural networks*, International Journal of Automation and Computing 13. What they call forget gate is the share of the new.
# - I. Sutskever, J. Martens & G. Hinton (2011), *Generating text with recurrent neural networks*, ICML; B. Krause, L. Lu, I. Murray & S. Renals (2016), *Multiplicative LSTM for sequence modelling*, arXiv:1609.07959. Characters of text; large, and trained far longer than here.
# - J. Koutník, K. Greff, F. Gomez & J. Schmidhuber (2014), *A clockwork RNN*, ICML. A period for each group; here one for each unit.
# - B. Efron (1979), *Bootstrap methods: another look at the jackknife*, Annals of Statistics 7. The method; it needs samples larger than ours. Student (1908), *The probable error of a mean*, Biometrika 6: the t of samples as small as ours.
