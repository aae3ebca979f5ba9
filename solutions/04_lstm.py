# %% [markdown]
# # 04 LSTM
#
# **210 minutes.** (Essay included; half an hour more for slow reading, 25 minutes for optional exercises.) You will build an LSTM, and at the end it reads its own source. After this module you can
#
# - say what a memory cell is for, and which failure each of its gates prevents;
# - derive the LSTM's backward pass, and follow the two ways from a memory cell to the loss;
# - compute how long a cell remembers, and set the bias that decides it before training;
# - train an LSTM of your own, and show that it is PyTorch's;
# - find a unit that follows what a text does, and say how far to trust such a find.
#
# You need module 01 (the backward pass through time) and module 03 (why gradients fade).

# %% setup
import numpy as np

from helpers.checks.m04_lstm import (
    check_best_unit_for,
    check_highway_factor,
    check_latch_weights,
    check_lstm_1997_step,
    check_lstm_backward,
    check_lstm_forward,
    check_lstm_param_count,
    check_lstm_step,
    check_lstm_step_backward,
    check_scalar_lstm,
    check_to_torch,
)
from helpers.datasets import tasks
from helpers.scratch import cells, gradient_flow, init
from helpers.scratch.cells import LSTMCache, LSTMParams
from helpers.scratch.modules import m04_lstm as reference
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants.lstm import ThreeBlockCache

# %% [markdown]
# An LSTM with 128 memory cells was trained to predict the next character of Python's standard library, with all docstrings taken out. Below is a file that it never saw. The background of each character shows the value of *one* of the 128 cells after that character was read; the caption says which way the shades run.

# %% volatile
from helpers.datasets import source_code
from helpers.experiments import source_reader
from helpers.plots.modules import m04_lstm as figures

weights = source_reader.load_reader()
paths, ids, signals = source_code.code_windows(source_code.split_code()[1], 40, 1200)
tanh_c, quoted = np.tanh(source_reader.read(weights, ids)[1]), signals["inside '...'"]
unit, r = source_code.best_unit_for(tanh_c.reshape(-1, 128), quoted.ravel())
row, at = figures.busiest(quoted > 0)
print(f"{paths[row]}: cell {unit} of 128")
figures.show_opening(ids[at:, row], tanh_c[at:, row, unit], r)
figures.show_map_at()

# %% [markdown]
# The network was trained without a word on what a string is. One of its numbers came to follow whether a quotation mark is open. In section 7 your own function finds it, and we ask how good such a cell really is.
#
# ### Recall
#
# Three questions on earlier modules, each answered in place of `None`.
#
# **One.** A gradient is multiplied by 0.9 at each step back (module 03). How many percent of it are left after 50 steps? (To two decimals.)

# %% predict="recall_factor"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall
from helpers.checks.yours import yours

score_recall(prediction, 0.515, "0.9 to the power of 50 is 0.00515: small losses multiply.")

# %% [markdown]
# **Two.** A tanh unit holds a bit safely in one of two stable states (module 03). How does its gradient with respect to a state ten steps back compare with 1? (a) it is near 1, (b) it is far below 1, (c) it is far above 1.

# %% predict="recall_latch"
prediction = None

# %%
score_recall(prediction, "b", "What pulls a state back shrinks a gradient, too.")

# %% [markdown]
# **Three.** An Elman network's state (module 01) feeds its readout and its next step. Its gradient is (a) the next step's share, (b) the mean of both shares, (c) their sum.

# %% predict="recall_fan_out"
prediction = None

# %%
score_recall(prediction, "c", "Fan-out adds: each way to the loss counts in full.")

# %% [markdown]
# ## 1 What is wanted
#
# Module 03 ended in a dilemma. A state that is squashed anew at every step can hold a bit only near a stable fixed point, and there the gradient's factor for a step is below 1. Hochreiter and Schmidhuber (1997) began at the other end: *ask for the factor first*. A gradient is neither to shrink nor to grow on its way through a unit, so the factor has to be 1, at every step, whatever the state is.
#
# Let $c$ be the state of such a unit. A factor $\partial c_{t+1} / \partial c_t = 1$ for all values means $c_{t+1} = c_t + {}$something that does not depend on $c_t$. (It will, by way of $h$; the authors then left that part of the gradient out.) What is left is a plain sum: a conveyor belt that carries on unchanged what is put on it. The authors called it the *constant error carousel*. It solves the gradient's problem, and creates three others.
#
# ## 2 A sum, broken three times
#
# ### Everything is written
#
# Let $x$ $(B, D)$ be the input and $h$ $(B, H)$ what the unit shows to the rest of the network. The thing to put on the belt, the *candidate*, is computed as in module 01:
#
# $$ g = \tanh(x W_{xg} + h W_{hg} + b_g), \qquad c_{next} = c + g. $$
#
# All are $(B, H)$. (`X_next` is `X` one step later.) Now give it the simplest task: among $T$ numbers one is marked, and at the end $c$ should hold that one.
#
# **Predict first.** Numbers are uniform on $[-1, 1]$, and the candidate is the tanh of the number, with a standard deviation of 0.49. All are added up. Over $T = 100$ steps the sum is off by 4.9 (root mean square). By how much over $T = 10{,}000$? (The second sum that is printed, `c + i * g`, is explained below.)

# %% predict="everything_written"
prediction = None

# %% experiment=2
figures.show_map_at("memory", cell="additive")
off = {}
for T in (100, 10_000):
    rng = np.random.default_rng(0)
    g, marks = np.tanh(rng.uniform(-1, 1, size=(T, 1000))), np.zeros((T, 1000))
    marks[rng.integers(T, size=1000), np.arange(1000)] = 1.0
    wanted, i = (marks * g).sum(axis=0), sigmoid(20 * marks - 10)
    off[T] = [np.sqrt(np.mean((c - wanted) ** 2)) for c in (g.sum(axis=0), (i * g).sum(axis=0))]
    print(f"T = {T:6,d}: off by {off[T][0]:6.2f} with c + g, by {off[T][1]:.4f} with c + i * g")
score_prediction(prediction, off[10_000][0], unit="(root mean square)", within=8)

# %% [markdown]
# A sum of independent numbers grows with the root of their count: a hundred times as many, about ten times the error. The second column is the remedy. An **input gate** $i$ decides at each step how much of the candidate is put on the belt:
#
# $$ i = \sigma(x W_{xi} + h W_{hi} + b_i), \qquad c_{next} = c + i \odot g. $$
#
# Here $\sigma(a) = 1/(1 + e^{-a})$ lies between 0 and 1 (from now on $\sigma$ is no norm, and $g$ no gain, as in module 03), and $\odot$ multiplies entry by entry. Above, the gate looks at the mark only: $\sigma(10) = 0.99995$ with a mark, $\sigma(-10) = 0.00005$ without one. A gate is learned like the rest. It cannot close completely: independent leaks add up by the same root law, leaks of one sign in proportion to $T$.
#
# ### Everything is read
#
# The rest of the network sees the memory as $h = \tanh(c)$. It sees it also while the memory is only waiting. Suppose the value is needed at one step in ten, and at all others the answer is 0. A linear readout $y = w \cdot h$ is fitted to that, with the best single weight $w$.

# %% experiment=1
figures.show_map_at("output", cell="lstm_1997")
rng = np.random.default_rng(0)
held, asked = rng.uniform(-1, 1, size=100_000), rng.uniform(size=100_000) < 0.1
target = asked * np.tanh(held)
for name, o in (("h = tanh(c)", 1.0), ("h = o * tanh(c)", sigmoid(20.0 * asked - 10))):
    h = o * np.tanh(held)
    w = (h @ target) / (h @ h)
    left = np.mean((w * h - target) ** 2) / np.mean(target**2)
    print(f"{name:16s} best w = {w:.3f}, error left {left:.4f} of the target's mean square")

# %% [markdown]
# One weight has two tasks, and nine tenths of the error stay: at one step in ten it should be 1, at the others 0, and the best compromise is 0.1. Hochreiter and Schmidhuber called this a *weight conflict*. The remedy is an **output gate**,
#
# $$ o = \sigma(x W_{xo} + h W_{ho} + b_o), \qquad h_{next} = o \odot \tanh(c_{next}). $$
#
# Two states leave the step: the memory $c$ is what the cell *keeps*, $h$ is what it *shows*.
#
# ### The cell of 1997
#
# Candidate, input gate, output gate and a sum: these are the parts of the LSTM as it was published (how ours differs is said under *Limits*). The exact gradient, which this module derives and trains with, came with Graves and Schmidhuber (2005).
#
# <details><summary>The gradient of 1997</summary>
#
# It was not the exact one. A loss also reaches $c$ through the gates and the candidate of later steps, since they read $h$. Hochreiter and Schmidhuber cut those ways (the *truncated* gradient). What remains on the way back is $c$'s own factor, which is exactly 1. A derivative for each weight is carried forward beside $c$, so that no past step has to be stored, and the gradient does not see how a memory influences later gates.
#
# </details>
#
# ### Optional: lstm_1997_step
#
# <details><summary>The cell as it was published first: 10 minutes</summary>
#
# ### Exercise 4.1 lstm_1997_step
#
# **10 minutes, 0 points.** `lstm_1997_step(p, x, h, c)` is one step of the cell without a forget gate, $c_{next} = c + i \odot g$. The weights `p` are `ThreeBlockParams`: `p.W_x (D, 3H)`, `p.W_h (H, 3H)` and `p.b (3H,)`, in three blocks of $H$ columns in the order i, g, o. `x (B, D)`, `h (B, H)` and `c (B, H)` give `h_next (B, H)`, `c_next (B, H)` and a cache, `ThreeBlockCache(x, h, c, i, g, o, tanh_c)`, where `tanh_c` is $\tanh c_{next}$.
#
# By hand, with $i = 0.5$, $g = 0.8$, $o = 0.6$ and $c = 1$: $c_{next} = 1 + 0.4 = 1.4$ and $h_{next} = 0.6 \tanh 1.4 = 0.5312$.
#
# </details>


# %% exercise="lstm_1997_step" minutes=10 optional
def lstm_1997_step(p, x, h, c):
    ### BEGIN SOLUTION
    # Why: One product makes all three sums, and each block gets its own function. The memory is
    # added to and never multiplied, so it can only stay or move by i * g, less than 1 a step.
    a_i, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 3, axis=-1)
    i, g, o = sigmoid(a_i), np.tanh(a_g), sigmoid(a_o)
    c_next = c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, ThreeBlockCache(x, h, c, i, g, o, tanh_c)
    ### END SOLUTION


# %% check="lstm_1997_step" points=0
check_lstm_1997_step(lstm_1997_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_lstm_1997_step

check_lstm_1997_step(lstm_1997_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# All three sums are one expression, $(B, 3H)$. `np.split(a, 3, axis=-1)` cuts it into blocks. Two of them are gates and go through the sigmoid; what is written, $g$, may be negative.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ### Nothing is ever removed
#
# The 1997 cell was tested on sequences with a beginning and an end, and its state was set to 0 in between. Gers, Schmidhuber and Cummins (2000) let it run on a stream. Our stream: numbers on $[-1, 1]$, each marked with probability 0.1, and at each step the answer is the number marked *last*. The networks have 16 cells, input gates that start nearly closed (bias $-3$), and were trained on sequences of 50 steps. They are tested on one of 5,000, without a reset.
#
# **Predict first.** In the first 500 steps the 1997 network of seed 0 has a mean squared error of 0.07 (always answering 0 scores 0.333). What is it in the last 500?

# %% predict="on_a_stream"
prediction = None

# %% experiment=9 volatile
from helpers.experiments import stored
from helpers.experiments.m04_lstm import streams

figures.show_map_at("memory", cell="lstm_1997")
live = streams.train_stream(streams.CELLS["1997"], seed=0, **streams.SETTINGS)
errors, sizes = streams.measure_stream(live)
print(f"1997, seed 0, live: rms of c is first {sizes[0]:.0f} and at the end {sizes[-1]:.0f}")
score_prediction(prediction, errors[-1], unit="(mean square)", within=0.06)
figures.show_streams(stored("streams"))

# %% [markdown]
# On every one of five seeds the error rises, on two of them above that of always answering 0. To replace an old value, the 1997 cell has to write the *difference* between the new value and the old, and whatever it misses by stays in $c$ for good. $c$ drifts off, to between 18 and 333 (root mean square); a cell as far off as that has a $\tanh(c)$ of $-1$ or 1, whatever is written. The second network in the figure, at 0.000 on every seed, has one gate more.
#
# ## 3 The forget gate
#
# The remedy is one more factor. A **forget gate** $f$ decides how much of the old memory stays. All four pre-activations come from one product each with $x$ $(B, D)$ and $h$ $(B, H)$, and stand side by side in blocks of $H$ in the order i, f, g, o:
#
# $$ [a_i, a_f, a_g, a_o] = x W_x + h W_h + b \quad (B, 4H), $$
# $$ i = \sigma(a_i), \quad f = \sigma(a_f), \quad g = \tanh(a_g), \quad o = \sigma(a_o), $$
# $$ c_{next} = f \odot c + i \odot g, \qquad h_{next} = o \odot \tanh(c_{next}). $$
#
# Here $W_x$ is $(D, 4H)$, $W_h$ is $(H, 4H)$ and $b$ is $(4H,)$; everything else is $(B, H)$. With $f = 1$ it is the 1997 cell; with $f = 0$ the past is gone in one step. The factor that a gradient meets is now $f$: *no longer always 1, but chosen by the network, for each cell and each step*.
#
# Gers and Schmidhuber (2000) let gates see $c$ as well, through *peepholes*; Greff et al. (2015) took the cell apart, part by part, as module 05 will. What most libraries call LSTM is the cell above.
#
# ### Exercise 4.2 lstm_step
#
# **15 minutes, 3 points.** `lstm_step(p, x, h, c)` takes `x (B, D)`, `h (B, H)` and `c (B, H)`. The weights `p` are `LSTMParams`: `W_x (D, 4H)`, `W_h (H, 4H)`, `b (4H,)`, in blocks of $H$ columns in the order i, f, g, o. It returns `h_next (B, H)`, `c_next (B, H)` and the cache, `LSTMCache(x, h, c, i, f, g, o, tanh_c)`, where `h` and `c` are the states before the step and `tanh_c` is $\tanh c_{next}$. Sums may reach 1000; `sigmoid` is given, and safe for them.
#
# By hand, with $i = 0.5$, $f = 0.9$, $g = 0.8$, $o = 0.6$ and $c = 1$: $c_{next} = 0.9 + 0.4 = 1.3$ and $h_{next} = 0.6 \tanh 1.3 = 0.5170$.


# %% exercise="lstm_step" minutes=15
def lstm_step(p, x, h, c):
    ### BEGIN SOLUTION
    # Why: One product for all four sums, then each block its own function: three gates from 0 to
    # 1, one candidate from -1 to 1. The memory is scaled and added to, and only its copy on the
    # way out is squashed.
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, LSTMCache(x, h, c, i, f, g, o, tanh_c)
    ### END SOLUTION


# %% check="lstm_step" points=3
check_lstm_step(lstm_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_lstm_step

check_lstm_step(lstm_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The pre-activations of all four blocks are one expression, $(B, 4H)$, as in the Elman cell. `np.split(a, 4, axis=-1)` cuts it into $(B, H)$ each. Three of them are gates. Then two lines, one for each state; every product in them is entry by entry.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ### Optional: lstm_param_count
#
# <details><summary>What a cell costs in weights: 5 minutes</summary>
#
# ### Exercise 4.3 lstm_param_count
#
# **5 minutes, 0 points.** `lstm_param_count(D, H)` returns how many numbers an `LSTMParams` of these sizes holds, a whole number.
#
# By hand, with $D = 1$ and $H = 2$: `W_x` is (1, 8), `W_h` (2, 8) and `b` (8,), so $8 + 16 + 8 = 32$.
#
# </details>


# %% exercise="lstm_param_count" minutes=5 optional
def lstm_param_count(D, H):
    ### BEGIN SOLUTION
    # Why: Each of the four blocks is an Elman cell's worth of weights: D inputs, H states and a
    # bias into each of H units.
    return 4 * (D * H + H * H + H)
    ### END SOLUTION


# %% check="lstm_param_count" points=0
check_lstm_param_count(lstm_param_count)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_lstm_param_count

check_lstm_param_count(lstm_param_count, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Count an Elman cell first: how many arrows end in one unit? Then: how many such cells is an LSTM?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ### Exercise 4.4 lstm_forward
#
# **10 minutes, 2 points.** `lstm_forward(p, xs, h0, c0)` takes `xs (T, B, D)` and the two first states, `h0` and `c0`, both `(B, H)`. It returns `hs (T, B, H)` and `cs (T, B, H)`, the states after each step (the first ones are not in them), and a list of the $T$ caches, first step first. Call `cells.lstm_step(p, x, h, c)`, or your own.
#
# By hand: 4.2 once more, and then a step with $i = 0.4$, $f = 0.7$, $g = -0.5$, $o = 0.8$: `cs` holds 1.3 and $0.7 \cdot 1.3 - 0.2 = 0.71$, and `hs` holds 0.5170 and $0.8 \tanh 0.71 = 0.4885$.


# %% exercise="lstm_forward" minutes=10
def lstm_forward(p, xs, h0, c0):
    ### BEGIN SOLUTION
    # Why: Two variables carry the two states; what a step returns is what the next one gets. The
    # states are collected in lists and stacked once at the end.
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        h, c, cache = cells.lstm_step(p, x, h, c)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches
    ### END SOLUTION


# %% check="lstm_forward" points=2
check_lstm_forward(lstm_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_lstm_forward

check_lstm_forward(lstm_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# It is module 01's `rnn_forward` with a second variable. Which two of the step's three results does the next step need?
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Now the bit of module 03. There, one tanh unit with $w = 2$ held it, and no gradient came back.
#
# ### Exercise 4.5 latch_weights
#
# **30 minutes, 3 points.** `latch_weights()` returns `LSTMParams` of one unit with two inputs, `W_x (2, 4)`, `W_h (1, 4)`, `b (4,)`, set by hand. The input at each step is $x = (\textit{value}, \textit{marker})$. The marker is 1 at exactly one of the first 100 steps, and 0 at all others. At the marked step the value is the *bit*, $-1$ or 1; at all others it is any number from $-1$ to 1, before the mark as well as after it. From $h_0 = c_0 = 0$, the unit must keep the bit for 200 steps:
#
# - before the mark $|h| \le 0.1$, also if all values are $-1$, so that what leaks in adds up step by step;
# - from the marked step to 200 steps later $h$ has the sign of the bit, and $|h| \ge 0.5$.
#
# By hand: if the marked step leaves $c = 0.9$ and the output gate is open, $h = \tanh 0.9 = 0.7163$. A forget gate of 0.99 leaves $0.9 \cdot 0.99^{200} = 0.1206$ of it, too little; one of 0.999 leaves 0.7368.


# %% exercise="latch_weights" minutes=30
def latch_weights():
    ### BEGIN SOLUTION
    # Why: Only the marker opens the input gate: -10 without it, 10 with it. The candidate is the
    # value, enlarged so that tanh is near -1 or 1. Forget gate and output gate are open by their
    # biases alone: sigmoid(10)**200 = 0.991. Nothing depends on h.
    W_x = np.zeros((2, 4))
    W_x[0, 2] = 3
    W_x[1, 0] = 20
    W_h = np.zeros((1, 4))
    b = np.array([-10.0, 10.0, 0.0, 10.0])
    return LSTMParams(W_x, W_h, b)
    ### END SOLUTION


# %% check="latch_weights" points=3
check_latch_weights(latch_weights)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_latch_weights

check_latch_weights(latch_weights, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Fill a table with a row for "marked" and one for "unmarked", and in it what $i$, $f$, $g$ and $o$ should be. A gate that is the same in both rows needs a bias only. A gate that follows the marker needs a weight and a bias: which two sums, one far below 0 and one far above? In `x @ W_x`, row 0 belongs to the value and row 1 to the marker; the columns are i, f, g, o. Then ask what 200 steps make of $\sigma(5)$, and of $\sigma(10)$.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Your latch runs on 100 sequences of 1,000 steps, with the mark at the first. A gradient on $c$ is multiplied by $f$ at each step.

# %%
figures.show_map_at("forget")
forward = yours(lstm_forward, check_lstm_forward, reference.lstm_forward)
latch = yours(latch_weights, check_latch_weights, reference.latch_weights)()
rng, zeros = np.random.default_rng(0), np.zeros((100, 1))
xs = np.stack([rng.uniform(-1, 1, size=(1000, 100)), np.zeros((1000, 100))], axis=-1)
xs[0] = np.stack([rng.choice([-1.0, 1.0], size=100), np.ones(100)], axis=-1)
hs, _, caches = forward(LSTMParams(*map(np.float64, latch)), xs, zeros, zeros)
for t in (10, 200, 999):
    right = np.mean(np.sign(hs[t]) == xs[0, :, :1])
    left = np.prod([cache.f for cache in caches[1 : t + 1]], axis=0).mean()
    print(f"{t:3d} steps on: h right in {right:.0%}, gradient on c times {left:.3f}")

# %% [markdown]
# Module 03's latch had less than $10^{-6}$ left after *ten* steps, from most starts. Its argument still holds, for a state that is squashed at each step. $c$ is squashed only on its way *out*: with $f$ near 1 every value of it is nearly a fixed point. What keeps the bit safe is not an attractor but a closed input gate.
#
# ## 4 Backward, first on paper
#
# A memory has **two ways to the loss**. In the same step it is shown: $c_{next} \to \tanh \to o \to h_{next}$. And it is kept: $c_{next}$ is the $c$ of the next step.
#
# ### Exercise 4.6 scalar_lstm
#
# **30 minutes, 3 points.** On paper. One unit, two steps, and the gates are *given*: they do not depend on $h$. The memory starts at $c_0 = 1$.
#
# | step | $i$ | $f$ | $g$ | $o$ | target |
# |---|---|---|---|---|---|
# | 1 | 0.5 | 0.9 | 0.8 | 0.6 | 0.2 |
# | 2 | 0.4 | 0.7 | -0.5 | 0.8 | 1.0 |
#
# The loss is $L = \tfrac12 (h_1 - 0.2)^2 + \tfrac12 (h_2 - 1)^2$. `scalar_lstm()` returns twelve numbers, right to 0.0005, in a dict with the keys, in this order: `c_1`, `h_1`, `c_2`, `h_2`; `dh_2`, `do_2`, `dc_2`, `df_2` (the gradients of $L$ with respect to $h_2$, the gate $o_2$, $c_2$, the gate $f_2$); `dh_1`; `way_h` and `way_c`, the parts of $dc_1$ that come by way of $h_1$ and by way of $c_2$; `dc_1`. The check names the first that is off.
#
# By hand, the first two: $c_1 = 0.9 \cdot 1 + 0.5 \cdot 0.8 = 1.3$ and $h_1 = 0.6 \tanh 1.3 = 0.5170$.


# %% exercise="scalar_lstm" minutes=30
def scalar_lstm():
    ### BEGIN SOLUTION
    # Why: c_1 is used twice. By way of h_1 its gradient passes the output gate and the slope of
    # tanh; by way of c_2 it passes one number, the forget gate. The two parts add up.
    c_1, h_1, c_2, h_2 = 1.3, 0.5170, 0.71, 0.4885
    dh_2 = h_2 - 1
    do_2 = dh_2 * 0.6107
    dc_2 = dh_2 * 0.8 * (1 - 0.6107**2)
    df_2 = dc_2 * c_1
    dh_1 = h_1 - 0.2
    way_h = dh_1 * 0.6 * (1 - 0.8617**2)
    way_c = dc_2 * 0.7
    numbers = {"c_1": c_1, "h_1": h_1, "c_2": c_2, "h_2": h_2}
    numbers |= {"dh_2": dh_2, "do_2": do_2, "dc_2": dc_2, "df_2": df_2}
    return numbers | {"dh_1": dh_1, "way_h": way_h, "way_c": way_c, "dc_1": way_h + way_c}
    ### END SOLUTION


# %% check="scalar_lstm" points=3
check_scalar_lstm(scalar_lstm)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_scalar_lstm

check_scalar_lstm(scalar_lstm, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Draw the two steps with an arrow for each use of a number, and write on each arrow what it multiplies by: from $c_2$ to $h_2$ that is $o_2 (1 - \tanh^2 c_2)$. A gradient is the sum, over all ways to the loss, of the product along the way. $h_1$ has one way only, as the gates are given.
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The general formula (open it when the check has passed)</summary>
#
# With the gates held fixed, $dc_t = dh_t \odot o_t \odot (1 - \tanh^2 c_t) + dc_{t+1} \odot f_{t+1}$: what this step shows, and what the next one keeps. For the gates themselves $do_t = dh_t \odot \tanh c_t$, $df_t = dc_t \odot c_{t-1}$, $di_t = dc_t \odot g_t$ and $dg_t = dc_t \odot i_t$.
#
# </details>

# %% [markdown]
# ### From numbers to matrices
#
# One step gets two gradients from outside: `dh_next` $(B, H)$, which reaches $h_{next}$, and `dc_next` $(B, H)$, the part that reaches $c_{next}$ *by way of later steps*. As in 4.6, the whole gradient of $c_{next}$ is the sum of both ways; call it $dc_{both}$ $(B, H)$.
#
# From $c_{next} = f \odot c + i \odot g$ it goes on to $f$, $c$, $i$ and $g$. In a product each factor gets the gradient times its partner. The output gate stands in $h_{next} = o \odot \tanh(c_{next})$ only: which of the two gradients does it see? Last, each block goes back through its own function, to its pre-activation. A sigmoid with the value $s$ has the slope $s(1 - s)$, and $\tanh$ with the value $g$ has $1 - g^2$.
#
# That makes $da_i, da_f, da_g, da_o$, $(B, H)$ each. Finding these four lines is the exercise. Side by side they are one array `da` $(B, 4H)$, and from there on it is module 01's cell with $4H$ columns, for what comes back to $x$, to $h$ and to the weights.
#
# ### Exercise 4.7 lstm_step_backward
#
# **25 minutes, 4 points.** `lstm_step_backward(p, cache, dh_next, dc_next)` takes the cache of one step and the gradients that reach its two results from elsewhere, `dh_next (B, H)` and `dc_next (B, H)`. It returns `dx (B, D)`, `dh (B, H)`, `dc (B, H)` and `dp`, `LSTMParams` of gradients, summed over the batch. Neither gradient that it is given may be changed. Mind the name: this `dc` is what the step passes back *by way of $c_{next}$*, `way_c` in 4.6; the `dc_1` of 4.6 was the sum of both ways.
#
# By hand, with the gates of 4.2 ($i = 0.5$, $f = 0.9$, $g = 0.8$, $o = 0.6$, $c = 1$, $c_{next} = 1.3$), $dh_{next} = 1$ and $dc_{next} = 0.5$: $c_{next}$ has the gradient $0.5 + 0.6\,(1 - 0.8617^2) = 0.6545$, so $dc = 0.9 \cdot 0.6545 = 0.5890$, and the forget gate's sum gets $da_f = 0.6545 \cdot 1 \cdot 0.9 \cdot 0.1 = 0.0589$.


# %% exercise="lstm_step_backward" minutes=25
def lstm_step_backward(p, cache, dh_next, dc_next):
    ### BEGIN SOLUTION
    # Why: c_next has two ways to the loss, so its gradient is a sum, made in a new array. Each
    # block's sum gets that gradient, times what the block multiplies, times its own slope; o sits
    # in h_next only. From there on it is the Elman cell's three products, with 4H columns.
    x, h, c, i, f, g, o, tanh_c = cache
    dc_both = dc_next + dh_next * o * (1 - tanh_c**2)
    da_i = dc_both * g * i * (1 - i)
    da_f = dc_both * c * f * (1 - f)
    da_g = dc_both * i * (1 - g**2)
    da_o = dh_next * tanh_c * o * (1 - o)
    da = np.hstack([da_i, da_f, da_g, da_o])
    dp = LSTMParams(x.T @ da, h.T @ da, da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dc_both * f, dp
    ### END SOLUTION


# %% check="lstm_step_backward" points=4
check_lstm_step_backward(lstm_step_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_lstm_step_backward

check_lstm_step_backward(lstm_step_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Five lines, then module 01. First the whole gradient of $c_{next}$, both ways. Then one line for each block: what does it multiply, and what is the slope of its own function in terms of its value? A sigmoid's slope is $s(1 - s)$. Join the four in the order of the weights, $(B, 4H)$; `dx`, `dh` and `dp` follow as for the Elman cell. What is left is $dc$: what multiplies $c$?
#
# </details>
#
# [Worked solution]()
#
# <details><summary>The derivation (open it when the check has passed)</summary>
#
# $h_{next} = o \odot \tanh(c_{next})$ shows the memory, and later steps keep it, so
#
# $$ dc_{both} = dc_{next} + dh_{next} \odot o \odot (1 - \tanh^2 c_{next}). $$
#
# From $c_{next} = f \odot c + i \odot g$: $di = dc_{both} \odot g$, $df = dc_{both} \odot c$, $dg = dc_{both} \odot i$, and $dc = dc_{both} \odot f$. From $h_{next}$: $do = dh_{next} \odot \tanh c_{next}$. Each times the slope of its own function:
#
# $$ da_i = dc_{both} \odot g \odot i \odot (1 - i), \qquad da_f = dc_{both} \odot c \odot f \odot (1 - f), $$
# $$ da_g = dc_{both} \odot i \odot (1 - g^2), \qquad da_o = dh_{next} \odot \tanh c_{next} \odot o \odot (1 - o). $$
#
# With $a = x W_x + h W_h + b$ and $da = [da_i, da_f, da_g, da_o]$: $dx = da\,W_x^\top$, $dh = da\,W_h^\top$, $dW_x = x^\top da$, $dW_h = h^\top da$, and $db$ is the sum of $da$ over the batch.
#
# </details>

# %% [markdown]
# ### Exercise 4.8 lstm_backward
#
# **15 minutes, 3 points.** `lstm_backward(p, caches, dhs_direct)` takes the $T$ caches and `dhs_direct (T, B, H)`, the part of each $h_t$'s gradient that does not come by way of the next step. It returns `dxs (T, B, D)`, `dh0 (B, H)`, `dc0 (B, H)` and `dp`, summed over the steps. After the last step nothing reads the memory, so there $dc_{next} = 0$. Call `cells.lstm_step_backward(p, cache, dh_next, dc_next)`, or your own; do not change `dhs_direct`.
#
# By hand, with the gates of 4.6 given: `dhs_direct` is 0.3170 and $-0.5115$. Step 2 returns $dc = -0.2566 \cdot 0.7 = -0.1796$ (`way_c`). Step 1 gets that as its `dc_next`, and 0.3170 as its `dh_next`; $c_1$ has the gradient $-0.1306$, and $dc_0 = 0.9 \cdot (-0.1306) = -0.1176$.


# %% exercise="lstm_backward" minutes=15
def lstm_backward(p, caches, dhs_direct):
    ### BEGIN SOLUTION
    # Why: Two gradients walk back side by side. What a step returns for h meets the loss's own
    # part at the step before; what it returns for c is passed on as it is. The copies of the
    # weights add up.
    dh, dc = np.zeros_like(dhs_direct[0]), np.zeros_like(dhs_direct[0])
    dp = LSTMParams(*(np.zeros_like(weight) for weight in p))
    dxs = [None] * len(caches)
    for t in reversed(range(len(caches))):
        dx, dh, dc, dp_t = cells.lstm_step_backward(p, caches[t], dh + dhs_direct[t], dc)
        dxs[t] = dx
        dp = LSTMParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
    return np.stack(dxs), dh, dc, dp
    ### END SOLUTION


# %% check="lstm_backward" points=3
check_lstm_backward(lstm_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_lstm_backward

check_lstm_backward(lstm_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# It is module 01's `rnn_backward` with a second variable that walks back. Only one of the two meets `dhs_direct`. `LSTMParams` is a tuple, so `+` joins it to another: add field by field.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# ### Your LSTM learns
#
# Module 03's tanh network stayed at 0.166 (median of three seeds) on the adding problem over 50 steps: two numbers among 50 are marked, and at the end the answer is their sum (always answering 1 scores $\tfrac16$). Now your two functions are trained on it: Adam, 400 updates, gradients clipped at norm 1.


# %%
backward = yours(lstm_backward, check_lstm_backward, reference.lstm_backward)


def adding_gradients(params, xs, targets):
    """Mean squared error, and its gradients in the form of params = (p, W_y, b_y)."""
    p, W_y, b_y = params
    zeros = np.zeros((xs.shape[1], len(p.W_h)))
    hs, _, caches = forward(p, xs, zeros, zeros)
    errors = hs[-1] @ W_y + b_y - targets[:, None]
    dy, dhs_direct = 2 * errors / len(errors), np.zeros_like(hs)
    dhs_direct[-1] = dy @ W_y.T
    dp = backward(p, caches, dhs_direct)[3]
    return np.mean(errors**2), (dp, hs[-1].T @ dy, dy.sum(axis=0))


# %% experiment=9 volatile
from helpers.experiments.adding_scratch import SETTINGS, adding_test, train_adding

params, errors = train_adding(adding_gradients, forget_bias=1.0, **SETTINGS)
figures.show_learning({"forget bias 1": errors}, tasks.ADDING_BASELINE)

# %% [markdown]
# No library computed a gradient here. Does one agree?
#
# ### Optional: to_torch
#
# <details><summary>The same weights for torch.nn.LSTM: 10 minutes</summary>
#
# ### Exercise 4.9 to_torch
#
# **10 minutes, 0 points.** `to_torch(p)` returns a dict of NumPy arrays that can be loaded into a one-layer `torch.nn.LSTM` with the same numbers: `weight_ih_l0 (4H, D)`, `weight_hh_l0 (4H, H)`, `bias_ih_l0 (4H,)` and `bias_hh_l0 (4H,)`. PyTorch computes $W_{ih}\,x + b_{ih} + W_{hh}\,h + b_{hh}$ for columns $x$ and $h$; its blocks have the same order, i, f, g, o.
#
# By hand, with $D = 2$ and $H = 1$: column 1 of `W_x`, the forget gate's weights of both inputs, becomes row 1 of `weight_ih_l0`.
#
# </details>


# %% exercise="to_torch" minutes=10 optional
def to_torch(p):
    ### BEGIN SOLUTION
    # Why: x @ W with rows is W.T times x with columns, so both matrices are transposed. PyTorch
    # adds two biases, so one of them holds b and the other zeros.
    weights = {"weight_ih_l0": p.W_x.T, "weight_hh_l0": p.W_h.T}
    return weights | {"bias_ih_l0": p.b, "bias_hh_l0": np.zeros_like(p.b)}
    ### END SOLUTION


# %% check="to_torch" points=0
check_to_torch(to_torch)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_to_torch

check_to_torch(to_torch, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Compare the shapes: which operation leads from $(D, 4H)$ to $(4H, D)$ and keeps each gate's block together? One of the two biases is enough.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The trained weights go into `torch.nn.LSTM`, and both read the same sequences.

# %% experiment=1 volatile
import torch

weights_for = yours(to_torch, check_to_torch, reference.to_torch)
test, H = adding_test(SETTINGS["T"]), SETTINGS["H"]
layer = torch.nn.LSTM(2, H).double()
layer.load_state_dict({k: torch.from_numpy(w) for k, w in weights_for(params[0]).items()})
theirs = layer(torch.from_numpy(test[0]))[0]
ours, _, caches = forward(params[0], test[0], np.zeros((500, H)), np.zeros((500, H)))
figures.print_both(ours, theirs.detach().numpy(), test[1], params[1:])
dhs = rng.normal(size=ours.shape)
theirs.backward(torch.from_numpy(dhs))
figures.print_gradients(backward(params[0], caches, dhs)[3], layer)

# %% [markdown]
# ## 5 How long does it remember?
#
# Follow one cell back with all gates held fixed. Each step multiplies by its forget gate, and by nothing else:
#
# $$ \frac{\partial c_T}{\partial c_0} = \prod_{t=1}^{T} f_t \qquad \text{(the direct way)}. $$
#
# The rest of the gradient runs through $h$, into gates and candidates of later steps, and comes back from there.
#
# ### Exercise 4.10 highway_factor
#
# **5 minutes, 1 point.** `highway_factor(fs)` takes the forget gates of one sequence, `fs (T, H)`, and returns $\partial c_T / \partial c_0$ for each unit with the gates held fixed, `(H,)`, in float64. `fs` may be float32, as PyTorch returns it, with $T = 200$: the smallest number that float32 can hold is about $10^{-45}$, and $0.5^{200}$ is $6 \cdot 10^{-61}$.
#
# By hand: gates 0.9 and 0.7 of one unit give 0.63.


# %% exercise="highway_factor" minutes=5
def highway_factor(fs):
    ### BEGIN SOLUTION
    # Why: Each step multiplies c by its forget gate, so T steps multiply it by the product over
    # time. The conversion comes first: a product that float32 has rounded to 0 stays 0.
    wide = fs.astype(np.float64)
    return np.prod(wide, axis=0)
    ### END SOLUTION


# %% check="highway_factor" points=1
check_highway_factor(highway_factor)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_highway_factor

check_highway_factor(highway_factor, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# In $c_t = f_t \odot c_{t-1} + i_t \odot g_t$ only one factor stands before $c_{t-1}$. Over which axis do such factors follow each other? `.astype(np.float64)` makes a copy in double precision.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# The best-known explanation of LSTMs (Olah 2015) says that remembering for a long time is what they do by default, and many lectures repeat it. Before training, the forget gates are near $\sigma(b_f)$.
#
# **Predict first.** With the much recommended $b_f = 1$ a forget gate is $\sigma(1) = 0.73$. What is left of a memory after 100 steps? (a) about a half, (b) about a hundredth, (c) less than $10^{-10}$.

# %% predict="default"
prediction = None

# %%
figures.show_map_at("direct")
highway = yours(highway_factor, check_highway_factor, reference.highway_factor)
pull = yours(lstm_step_backward, check_lstm_step_backward, cells.lstm_step_backward)
for b_f in (0.0, 1.0, 2.0, 5.0):
    left = highway(np.full((100, 1), sigmoid(np.array(b_f))))[0]
    print(
        f"forget bias {b_f:g}: gate {sigmoid(np.array(b_f)):.4f}, left after 100 steps {left:.2g}"
    )
score_recall(prediction, "c", "0.73 to the power of 100 is 2e-14.")

# %% [markdown]
# So remembering is *not* the default of this cell. It is *within reach*, at the price of one number, and in a tanh network no bias does it.
#
# That was arithmetic with constant gates. Now LSTMs of 64 cells are drawn and driven by normal inputs, and a gradient on $c_T$ is pulled back with your step: the whole gradient of each earlier $c$, both ways added, and beside it the direct way alone.


# %%
def lag_norms(forget_bias, seed, T=100, H=64):
    """Norm of c's gradient by lag, (T + 1,): of the whole one, and of the direct way alone."""
    rng, zeros = np.random.default_rng(seed), np.zeros((1, H))
    p = init.init_lstm(rng, 8, H, forget_bias)
    caches = forward(p, rng.normal(size=(T, 1, 8)), zeros, zeros)[2]
    dc_T, fs = rng.normal(size=(1, H)), np.concatenate([cache.f for cache in caches])
    direct = [dc_T * highway(fs[T - k :]) for k in range(T + 1)]
    dh, dc, whole = zeros, dc_T, []
    for cache in reversed(caches):
        whole.append(dc + dh * cache.o * (1 - cache.tanh_c**2))  # both ways from this step's c_next
        _, dh, dc, _ = pull(p, cache, dh, dc)
    return np.linalg.norm([[*whole, dc], direct], axis=(2, 3)) / np.linalg.norm(dc_T)


# %% experiment=3
figures.show_map_at("way_h", "way_c")
norms, direct = {}, {}
for b_f in (0.0, 1.0, 5.0):
    runs = np.array([lag_norms(b_f, seed) for seed in range(5)])
    norms[f"LSTM, bias {b_f:g}"], direct[f"LSTM, bias {b_f:g}"] = np.median(runs, axis=0)
by_lag = [gradient_flow.reach("plain tanh", 1.0, seed) for seed in range(5)]
norms["tanh network"] = np.median(by_lag, axis=0)
figures.show_two_ways(norms, direct)

# %% [markdown]
# At bias 0 the untrained LSTM is *no better than the tanh network*, 2.5e-20 against 1.3e-20 at lag 100. At bias 1 it is at 5e-9. The direct way, dashed, is only a part of that, and before training the smaller part: at bias 1 and lag 100 it is 4e-15, a millionth of the whole. Most of the gradient comes back through $h$, the gates and $W_h$. At bias 5 this part makes the norm *grow*, to 7.9: an LSTM does not rule out explosion, so clip.
#
# **The forget bias.** Gers et al. (2000) already started it above 0; Jozefowicz, Zaremba and Sutskever (2015) recommend 1 after a search over ten thousand cells. `torch.nn.LSTM` starts near 0.
#
# **A residual network in time.** With $f = 1$ the step is $c_{next} = c + {}$a function of $x$ and $h$, as a block of a residual network is in depth (He et al. 2016). Highway networks (Srivastava, Greff & Schmidhuber 2015) have the gate as well.
#
# ## 6 What the gates buy
#
# ### Adding over 100 steps
#
# All cells of this module on $T = 100$: 64 units, rate 0.005 (tanh also 0.001, as in module 03), 1,500 updates at most, five seeds. The 1997 cell starts with input gates half open (bias 0) or nearly closed ($-3$).
#
# The cell then trains *your* functions over 50 steps with the other two biases.
#
# **Predict first.** On how many of the five seeds does the LSTM with forget bias **0** learn the task (test error below 0.02)?

# %% predict="bias_0_seeds"
prediction = None

# %% experiment=19 volatile
cells_100, rnn_100 = stored("adding_cells"), stored("adding_100")
groups = figures.show_adding(cells_100, rnn_100, stored("adding_rate"))
learned = sum(at is not None for at in groups["LSTM, forget bias 0"])
score_prediction(prediction, learned, unit="of 5 seeds")
by_bias = {"forget bias 1": errors}
for b in (0.0, 5.0):
    by_bias[f"forget bias {b:g}"] = train_adding(adding_gradients, b, **SETTINGS)[1]
figures.show_learning(by_bias, tasks.ADDING_BASELINE)

# %% [markdown]
# All five, although in section 5 a gradient of $10^{-20}$ was left at lag 100 with this bias! (That was measured on normal inputs before training, not on this task.) And bias 5, with the best reach at the start, learns late and on four seeds of five. So the start does not decide alone. A likely reason (not tested here): marks near the end do reach the gates, which open a little, and marks further back come into reach; tanh networks have nothing to open. At bias 5 nothing is forgotten at first, and $c$ collects everything, as in the 1997 cell with input gates half open. With nearly closed ones that cell needs 300 to 600 updates, no more than the best LSTM's 400 to 600.
#
# Over 50 steps your cell gets there within 400 updates with all three biases (one seed each).
#
# ### Counting
#
# A cell that adds 1 for each *a* and takes 1 away for each *b* can tell when $a^n b^n$ ends (module 02 scored the loss of such strings). A squashed state has no room for that with rounded numbers (Weiss, Goldberg & Yahav 2018); $c$ has. Networks with about 1,600 weights learn strings with $n \le 30$, and are then asked to close longer ones: after $a^n b$ the likeliest symbol has to be *b* until there are $n$, and then the end.
#
# **Predict first.** All strings up to which $n$ does the LSTM close right? (Median of five seeds, 30 in training.)

# %% predict="counts_to"
prediction = None

# %% experiment=10 volatile
from helpers.experiments.m04_lstm import counting

model = counting.train_counter("lstm", seed=0, **counting.SETTINGS)
memory = counting.cells_while_reading(model, 30)
count = np.concatenate([np.arange(31), np.arange(29, -1, -1)])
counter = memory[:, source_code.best_unit_for(memory, count)[0]]
result = stored("counting")
reached = figures.show_counting(counter, 30, result, counting.longest_closed)
score_prediction(prediction, float(np.median(reached["LSTM"])), within=5)

# %% [markdown]
# All five LSTMs go beyond what they were trained on, to 40 at least and 87 at most. The GRU (a relative, module 05) and Elman's network stop at 33 at most; two of Elman's fail within the training range, and two GRUs at $n = 1$ alone. The left figure shows how it is done: one cell moves by nearly the same step for each *a*, and back for each *b*. Nearly: the differences add up.
#
# ## 7 What single cells hold
#
# Karpathy, Johnson and Fei-Fei (2015) coloured text by single LSTM cells and found ones that follow quotation marks, brackets, indentation, the place in a line. They chose by eye. We choose by a number, the correlation of a cell's $\tanh(c)$ with a signal that Python's own tokenizer computes; and we choose on some files and measure on others.
#
# ### Exercise 4.11 best_unit_for
#
# **15 minutes, 2 points.** `best_unit_for(memory, signal)` takes the `memory (T, H)` of one run, used as it is, and a `signal (T,)`, for example 1 inside a string and 0 outside. It returns the index of the unit whose correlation with the signal is largest in absolute value, and that correlation with its sign, a whole number and a float. A constant unit has correlation 0, and so has every unit if the signal is constant; then the index is 0.
#
# By hand: signal $(0, 0, 1, 1)$, units $(1, 2, 1, 2)$ and $(3, 3, 1, 1)$. The first one's correlation is 0, the second one's $-1$: the result is 1 and $-1.0$.


# %% exercise="best_unit_for" minutes=15
def best_unit_for(memory, signal):
    ### BEGIN SOLUTION
    # Why: A correlation is the mean product of two deviations, divided by both standard
    # deviations, so neither offset nor size of a unit counts. Where one of them is 0 the quotient
    # is not computed at all. A falling unit tells as much as a rising one.
    units, wanted = memory - memory.mean(axis=0), signal - signal.mean()
    scales = np.sqrt((units**2).sum(axis=0) * (wanted**2).sum())
    correlations = np.zeros(memory.shape[1])
    moving = (np.ptp(memory, axis=0) > 0) & (np.ptp(signal) > 0)
    correlations[moving] = (wanted @ units)[moving] / scales[moving]
    index = int(np.abs(correlations).argmax())
    return index, float(correlations[index])
    ### END SOLUTION


# %% check="best_unit_for" points=2
check_best_unit_for(best_unit_for)
### BEGIN HIDDEN TESTS
from helpers.checks.m04_lstm import check_best_unit_for

check_best_unit_for(best_unit_for, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# $r = \sum_t (u_t - \bar u)(s_t - \bar s) \,/\, \sqrt{\sum_t (u_t - \bar u)^2 \sum_t (s_t - \bar s)^2}$ for a unit $u$ and the signal $s$. For which units is the denominator 0? Give those their 0 before you divide. `np.argmax` takes the first of equal entries.
#
# </details>
#
# [Worked solution]()

# %% [markdown]
# Your `lstm_forward` reads windows of 40 training files and 40 others, 1,200 characters each; the first 200 are not counted.

# %% experiment=9 volatile
from helpers.experiments.m04_lstm import source_lstm

best, found = yours(best_unit_for, check_best_unit_for, source_code.best_unit_for), {}


def run(weights, ids):
    zeros = np.zeros((ids.shape[1], 128))
    return forward(weights.lstm, weights.E[ids], zeros, zeros)[:2]


sides = [source_lstm.cells_of(weights, sources, run) for sources in source_code.split_code()]
(seen, _, wanted), (new, new_ids, signals) = sides
for name in source_code.SIGNALS:
    unit, _ = best(source_lstm.flat(seen), wanted[name].ravel())
    found[name] = {"unit": unit, **source_lstm.on_held_out(unit, new, signals[name])}
figures.show_units(found, stored("source_lstm"))

# %% [markdown]
# Indentation and brackets each have a cell that stands far out, 0.82 and 0.85, and no group of files is below 0.66. *Inside a string* is a let-down: 0.47, and anything from 0.01 to 0.69 by group. Why? The next two rows answer it. The cell does not follow strings but *single* quotation marks, at 0.75. For double ones no cell stands out: the chosen one, a different cell, has 0.25, and another has 0.27. So it was in all three trainings: the best cell for strings was the one for single marks, and another was best for double ones. Had we looked at one file only, we would have announced a string cell. A network has no reason to use our categories.

# %% [markdown]
# **Predict first.** Having been fooled once: which brackets does the bracket cell follow? (a) all kinds alike, (b) round ones, (c) square ones.

# %% predict="which_brackets"
prediction = None

# %% experiment=1 volatile
bracket, counts = found["bracket depth"], {}
cell, depth = new[..., bracket["unit"]], signals["bracket depth"]
counted = np.diff(depth, axis=0, prepend=depth[:1]) != 0  # brackets in strings and comments are not
for kind, (opening, closing) in {"round": "()", "square": "[]", "curly": "{}"}.items():
    counts[kind] = source_code.depth_of(new_ids, opening, closing, counted)
    counts[kind] -= counts[kind].min(axis=0)  # below 0: open before the window began
letter = figures.print_kinds(cell, counts, depth)
score_recall(prediction, letter, "Square brackets alone leave it nearly where it is outside.")
row, at = figures.busiest(signals["bracket depth"] > 1)
figures.show_brackets(new_ids[at:, row], cell[at:, row], bracket["r"])

# %% [markdown]
# ### Train one yourself
#
# <details><summary>The code, about two minutes</summary>
#
# The weights above were made by `course experiments source_lstm` (three seeds). In a cell of your own, this trains for about two minutes; then run the cells of this section again.
#
# ```python
# text = source_reader.training_ids(source_code.split_code()[0], np.random.default_rng(1))
# mine = source_reader.train_reader(text, seed=1, **source_lstm.SETTINGS, bar=True)
# weights = source_reader.rounded(mine)
# ```
#
# </details>

# %% [markdown]
# ## 8 Claimed and measured
#
# What is said of LSTMs, beside what was measured above.

# %% experiment=0 volatile
figures.show_claims(
    norms,
    stored("streams"),
    cells_100,
    rnn_100,
    result,
    counting.longest_closed,
    stored("source_lstm"),
)

# %% [markdown]
# ## 9 Limits
#
# - **Learning rates were not searched.** That a cell learned is shown; that another cannot is not.
# - **Our 1997 cell is not the authors':** exact gradient, other squashing functions, one cell to a pair of gates.
# - **A correlation is not a cause.** Whether the network *uses* a cell that follows brackets would show if one changed it and watched the predictions.
# - **A memory of $H$ numbers stays one.** An LSTM keeps longer, not more. Modules 09 and 10 look things up instead.
#
# ## 10 Summary
#
# - A sum carries gradients on unchanged; gates choose what is written (input), shown (output) and kept (forget).
# - $c$ has two ways to the loss, and its gradient is the sum of both.
# - With gates fixed, $\partial c_T / \partial c_0$ is the product of the forget gates. Before training it is tiny unless the bias is large.
# - The rest of the gradient runs through $h$. It is not small, and it can grow: clip.
# - Single cells can be read now and then. Choose on some files, measure on others, and ask what *else* a cell may follow.
# - Next: which of these gates can go? (Module 05.)
#
# ### Essay: what an LSTM does about vanishing gradients
#
# **20 minutes, 4 points, graded by hand.** 150 to 300 words. A colleague writes: "We use an LSTM, so gradients do not vanish, and since $c$ is a sum, nothing can explode. Long dependencies are therefore learned by default." Answer her. One point each: what is right about the sum, with the formula of the direct way; why "by default" is wrong, with a number; why gradients can grow all the same; what you would set or measure before training on dependencies of 200 steps.

# %% [markdown] essay="what_an_lstm_does" points=4 minutes=20
# **Rubric.**
#
# - 1 point: the memory is scaled by $f$ and added to, so with gates fixed $\partial c_T / \partial c_0 = \prod f_t$, with no matrix and no tanh in it.
# - 1 point: with the usual initial weights $f$ is about $\sigma(b_f)$: 0.5 to the power of 100 is 8e-31 at bias 0, 0.73 to the power of 100 is 2e-14 at bias 1. (A number from the notebook's experiments serves as well: at bias 0 the gradient is as small as a tanh network's.)
# - 1 point: the whole gradient also runs through $h$ into gates and candidates, by way of $W_h$, and that part can grow; measured at bias 5 the norm is above 1 at lag 100. Hence clipping.
# - 1 point: a forget bias fitting the length, such as $\sigma(5)^{200} = 0.26$, or a measurement: the gradient by lag, the product of the forget gates, the task at a shorter length against its baseline.
#
# **A good answer** keeps apart the direct way and the whole gradient, and initial weights and trained ones.

# %% [markdown]
# ## Last, your LSTM reads its own source
#
# The bracket cell of section 7, while your `lstm_forward` reads the code of `lstm_forward`. Copy the cell, and give it other code between triple quotes.

# %% experiment=1 volatile
import inspect

text = "\n" + inspect.getsource(forward)
ids = source_code.CODE_VOCAB.encode(text)
read = np.tanh(run(weights, ids[:, None])[1])[:, 0, bracket["unit"]]
figures.show_brackets(ids, read, bracket["r"], "while it reads this code")

# %% [markdown]
# ## Sources, read critically
#
# - S. Hochreiter & J. Schmidhuber (1997), *Long short-term memory*, Neural Computation 9. The carousel, both gates, the truncated gradient. Their squashing functions reach from $-2$ to 2 and from $-1$ to 1; several cells may share a pair of gates.
# - F. A. Gers, J. Schmidhuber & F. Cummins (2000), *Learning to forget: continual prediction with LSTM*, Neural Computation 12. The forget gate, with a positive bias at the start. Their stream is made of Reber strings; ours is simpler.
# - F. A. Gers & J. Schmidhuber (2000), *Recurrent nets that time and count*, IJCNN. Peepholes.
# - A. Graves & J. Schmidhuber (2005), *Framewise phoneme classification with bidirectional LSTM and other neural network architectures*, Neural Networks 18. The exact gradient.
# - R. Jozefowicz, W. Zaremba & I. Sutskever (2015), *An empirical exploration of recurrent network architectures*, ICML. The forget bias of 1.
# - K. Greff, R. K. Srivastava, J. Koutník, B. Steunebrink & J. Schmidhuber (2015), *LSTM: a search space odyssey*, arXiv:1503.04069. Which parts matter; module 05.
# - A. Karpathy, J. Johnson & L. Fei-Fei (2015), *Visualizing and understanding recurrent networks*, arXiv:1506.02078. Cells chosen by eye, on C code and a novel, where one kind of quotation mark is used.
# - C. Olah (2015), *Understanding LSTM networks*, blog. The clearest pictures there are; on memory by default it says too much.
# - R. K. Srivastava, K. Greff & J. Schmidhuber (2015), *Highway networks*, arXiv:1505.00387; K. He, X. Zhang, S. Ren & J. Sun (2016), *Deep residual learning for image recognition*, CVPR. The same step, in depth.
# - G. Weiss, Y. Goldberg & E. Yahav (2018), *On the practical computational power of finite precision RNNs for language recognition*, ACL. Counting, trained up to $n = 100$.
