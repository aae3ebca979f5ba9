# %% [markdown]
# # 01 Unrolling and backpropagation through time
#
# **180 minutes.** After this module you can
#
# - say why a sequence needs a *state*, and what sharing weights over time buys;
# - run an Elman network forward, and derive its gradient through time with pen and paper;
# - write backpropagation through time (BPTT), full and truncated, and test it against numbers;
# - set a recurrent network's weights by hand, so that it computes something no window can;
# - train a character model, in NumPy alone, on real English text, and know how good its loss is.
#
# You need the chain rule, matrix products, and module 00. Only the exercises are yours to write: everything below an exercise uses the course's reference, so you may skip one and go on.

# %% setup
import numpy as np

from helpers.checks.m01_unrolling import (
    check_chunk_bounds,
    check_embed_backward,
    check_language_model_gradients,
    check_parity_weights,
    check_rnn_backward,
    check_rnn_forward,
    check_rnn_step,
    check_rnn_step_backward,
    check_sequence_loss,
    check_sgd_step,
    check_truncated_backward,
)
from helpers.scratch import bptt, cells, gradcheck, init, language_model, ops, optim
from helpers.scratch.cells import RNNCache, RNNParams
from helpers.scratch.language_model import LMParams

# %% [markdown]
# ## 1 A window is not enough
#
# Language is made of sequences: characters make words, words sentences, sentences a discourse. What comes next depends on what came before, sometimes long before.
#
# The simplest memory is a fixed window. Count which character follows each string of $n-1$ characters, and predict from those counts. This is an *$n$-gram model*. A continuation never seen would get probability 0, so 0.05 is added to every count.
#
# The model's score is the mean of $-\ln P(\text{next character})$ over text it has not seen: *nats per character*, smaller is better.
#
# The text is real: the help topics that ship with Python. Whole topics are held out.
#
# Which window, of 0 to 6 characters ($n$ from 1 to 7), is best on held-out text? Guess before you run the cell.

# %% experiment=8 volatile
from helpers.checks.predict import score_prediction
from helpers.datasets.ngrams import ngram_nll
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.plots import curves, figure, show

train_text, test_text = split_topics(pydoc_topics(), seed=0)
vocab = char_vocab(train_text)
V = len(vocab)
train_ids, test_ids = vocab.encode(train_text), vocab.encode(test_text)
orders = np.arange(1, 8)
nlls = [ngram_nll(train_ids, test_ids, V, n, add_k=0.05) for n in orders]
for n, nll in zip(orders, nlls, strict=True):
    seen = {train_text[i : i + n - 1] for i in range(len(train_text))}
    new = np.mean([test_text[i : i + n - 1] not in seen for i in range(len(test_text))])
    print(f"n = {n}: {nll:.3f} nats per character, {new:.1%} of held-out windows never seen")

fig, ax = figure(6, 3)
curves.ngram_orders(ax, orders, nlls)
show(
    fig,
    alt="Held-out nats per character against n for n-gram models: the curve falls, then rises.",
    caption="**A longer window helps, then hurts.** Held-out loss of $n$-gram models.",
)

# %% [markdown]
# A window has two faults.
#
# - **It does not generalise.** A table over windows of $n-1$ characters has $V^{n-1}$ rows, with $V$ the size of the vocabulary. The longer the window, the more often it was never seen in training (the cell's last column), and what other rows learned does not help. (Better smoothing falls back on shorter windows; it softens the rise, not the reason.)
# - **It forgets completely.** What lies one step outside the window does not exist.
#
# We want a memory of fixed size that can, in principle, keep something from any distance.
#
# ## 2 The state, and one set of weights for all time
#
# Let $x_t$ be the input at step $t = 1, \dots, T$. Keep a **state** $s_t$, and let one function $F$ with parameters $\theta$ update it:
#
# $$ s_t = F(s_{t-1}, x_t; \theta). $$
#
# The state is a *lossy summary* of $x_1, \dots, x_t$. It has a fixed size, so it must drop something. Training decides what to keep: that which lowers the loss.
#
# The parameters $\theta$ carry no index $t$. Sharing them in time does three things.
#
# - **Any length.** The same $F$ runs for 3 steps or 3,000.
# - **Size independent of length.** $\theta$ does not grow with $T$.
# - **Symmetry in time.** What is learned at step 5 holds at step 50.
#
# Elman (1990) chose the form that this module uses. His state is called $h_t$ here.
#
# ### Shapes of mapping
#
# A feed-forward net maps one vector to one vector. With a state, inputs and outputs may be sequences too. An *output head* reads the state, and the head follows from the task: a sigmoid for yes or no, a softmax for one of $V$ classes, a linear map for real numbers. Framework layers (`torch.nn.RNN`, for one) stop at the state: they return $h_t$ and leave the head to you.

# %%
from helpers.plots import figure, show, unrolling

fig, axes = figure(9, 2.6, columns=5)
unrolling.mapping_shapes(axes)
show(
    fig,
    alt="Five small diagrams: one to one, one to many, many to one, many to many of the same "
    "length, and many to many through an encoder and a decoder.",
    caption="**What is fed in, and where the head reads.** From left to right, a label for "
    "features, a caption, a sentiment, a tag for each word, a translation: the cell is the same.",
)

fig, axes = figure(8, 3.4, columns=2, width_ratios=(1, 2.6))
unrolling.rolled(axes[0])
unrolling.unrolled(axes[1], T=4)
show(
    fig,
    alt="Left: one recurrent unit with a loop marked W_h. Right: the same unit drawn four times "
    "in a row; every arrow from one state to the next carries the same W_h.",
    caption="**One network, drawn twice.** Left, rolled: the loop is a delay of one step. Right, "
    "unrolled: a deep network whose layers are steps. $x_t$ is the input, $h_t$ the state, $y_t$ "
    "what the head gives. Every arrow of one colour is a copy of "
    "the same matrix.",
)

# %% [markdown]
# Unrolling turns the loop into a directed acyclic graph (DAG): an ordinary feed-forward network, $T$ layers deep, with tied weights.
#
# ## 3 Forward
#
# Axes: $T$ time, $B$ batch (sequences side by side), $D$ input, $H$ hidden. Sequences are time-major: $xs$ is $(T, B, D)$. A vector of the batch is a row, so every product reads `x @ W`. The Elman cell is
#
# $$ a_t = x_t W_x + h_{t-1} W_h + b, \qquad h_t = \tanh(a_t). $$
#
# | symbol | shape | what it is |
# |---|---|---|
# | $x_t$ | $(B, D)$ | the input at step $t$ |
# | $h_{t-1}, h_t$ | $(B, H)$ | the state before and after step $t$; $h_0$ is given |
# | $a_t$ | $(B, H)$ | the pre-activation |
# | $W_x$, $W_h$, $b$ | $(D, H)$, $(H, H)$, $(H,)$ | the parameters, the same at every step |
#
# In code `x`, `h` and `h_next` are $x_t$, $h_{t-1}$ and $h_t$. The backward pass will need them again, so a step also returns them as its *cache*: the NamedTuple `RNNCache(x, h, h_next)`. Parameters come as `p`, an `RNNParams(W_x, W_h, b)`.
#
# ### Exercise 1.1 rnn_step
#
# **10 minutes, 2 points.** `rnn_step(p, x, h)` takes `x (B, D)` and `h (B, H)`, and returns `h_next (B, H)` and the cache.
#
# By hand, with $B = D = H = 1$: $W_x = 0.5$, $W_h = 0.8$, $b = 0$, $x = 1$, $h = 0.5$ give $a = 0.9$ and $h_{next} = \tanh 0.9 = 0.7163$.


# %% exercise="rnn_step" minutes=10
def rnn_step(p, x, h):
    ### BEGIN SOLUTION
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)
    ### END SOLUTION


# %% check="rnn_step" points=2
check_rnn_step(rnn_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_rnn_step

check_rnn_step(rnn_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the shapes under the formula: $(B, D)(D, H)$, then $(B, H)(H, H)$, then $(H,)$, which broadcasts over the batch. All three terms are $(B, H)$ before they are added and squashed. The second result is one call: `RNNCache` wants the three arrays in the order of its name's fields.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.1-rnn_step)
#
# ### Exercise 1.2 rnn_forward
#
# **10 minutes, 2 points.** `rnn_forward(p, xs, h0)` takes `xs (T, B, D)` and `h0 (B, H)`. It returns `hs (T, B, H)`, the states $h_1, \dots, h_T$ without $h_0$, and a list of the $T$ caches, first step first. Call the reference step, `cells.rnn_step(p, x, h)`.
#
# By hand, continuing 1.1 with $x_2 = 0$: $h_2 = \tanh(0.8 \cdot 0.7163) = 0.5176$, so `hs` holds 0.7163 and 0.5176.


# %% exercise="rnn_forward" minutes=10
def rnn_forward(p, xs, h0):
    ### BEGIN SOLUTION
    h, hs, caches = h0, [], []
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches
    ### END SOLUTION


# %% check="rnn_forward" points=2
check_rnn_forward(rnn_forward)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_rnn_forward

check_rnn_forward(rnn_forward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A loop over `xs` goes over its first axis, which is time. One variable carries the state: what a step returns is what the next step gets. Collect in lists, and stack once at the end.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.2-rnn_forward)
#
# ### How long does the state remember?
#
# Take two input sequences that differ in their first token only. Their states part at step 1. From then on both see the same inputs.
#
# **Predict first.** The weights are random, $W_h$ with entries of standard deviation $1/\sqrt{H}$. At which step is the distance between the two states first below a tenth of what it was at step 1?

# %% predict="steps_remembered"
prediction = None

# %%
from helpers.checks.predict import score_prediction
from helpers.plots import states


def two_runs(seed, H, T=30, D=8):
    """States of two inputs that differ in x_1 only, each (T, H)."""
    rng = np.random.default_rng(seed)
    p = init.init_rnn(rng, D, H)
    xs = rng.normal(size=(T, 2, D))
    xs[1:, 1] = xs[1:, 0]
    hs, _ = bptt.rnn_forward(p, xs, np.zeros((2, H)))
    return hs[:, 0], hs[:, 1]


pairs = [two_runs(seed, H=64) for seed in range(10)]
distances = np.array([np.linalg.norm(a - b, axis=1) for a, b in pairs])
steps = np.argmax(distances < 0.1 * distances[:, :1], axis=1) + 1
print("first step under a tenth, for each seed:", *steps)
score_prediction(prediction, float(np.median(steps)), unit="(step)", within=2)

fig, axes = figure(8, 3.4, columns=2)
states.state_paths(axes[0], *two_runs(seed=0, H=2, T=8), labels=("first token A", "first token B"))
states.state_distance(axes[1], distances)
show(
    fig,
    alt="Left: two paths of a two-unit state start apart and meet. Right: the distance between "
    "the states of two runs falls roughly exponentially over 30 steps, ten seeds.",
    caption="**The difference fades.** Left, the state's path for two inputs that differ in their "
    "first token, $H = 2$; grey once the two can no longer be told apart. Right, the distance "
    "between the two states, near a line on a log axis: a steady factor a step. $H = 64$.",
)

# %% [markdown]
# Random weights of this size forget within a few steps; other sizes behave differently (module 03). Keeping what matters must be learned, so we need gradients.
#
# ## 4 Tokens and losses
#
# ### A lookup is a one-hot product
#
# A token is an integer `id` from 0 to $V-1$. Written as a *one-hot* row $e_{id}$ of length $V$, its product with a table $E$ $(V, D)$ is row `id` of $E$: every other row is multiplied by 0. So nobody computes the product: `E[ids]` picks the rows. They are called *embeddings*, and are learned like any weight.
#
# Backward: write $dX$, here and always, for the gradient of the loss with respect to $X$; it has the shape of $X$. The lookup copies, $x_j = E_{id,j}$. So $dE$ is $dx$ in row `id` and 0 elsewhere.
#
# A token that occurs several times used its row several times, and each use adds its part: *a shared weight's gradient is the sum over its copies*.
#
# ### Exercise 1.3 embed_backward
#
# **10 minutes, 2 points.** `embed_backward(ids, dxs, V)` takes `ids (T, B)`, integers, and `dxs (T, B, D)`, and returns `dE (V, D)`.
#
# By hand: $V = 3$, $D = 1$, ids 2, 0, 2 with gradients 1, 10, 100 give $dE = (10, 0, 101)$.


# %% exercise="embed_backward" minutes=10
def embed_backward(ids, dxs, V):
    ### BEGIN SOLUTION
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE
    ### END SOLUTION


# %% check="embed_backward" points=2
check_embed_backward(embed_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_embed_backward

check_embed_backward(embed_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Try `a = np.zeros(3); a[[2, 0, 2]] += 1; print(a)`. Is the 2 counted twice? NumPy reads, adds and writes back once per *distinct* index. Look up `np.add.at`, or loop over the tokens, or build the one-hot matrix and multiply.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.3-embed_backward)
#
# ### The loss: a sum over steps, and when a mean
#
# A language model's head gives *logits* $o_t = h_t W_y + b_y$, shape $(B, V)$, with $W_y$ $(H, V)$ and $b_y$ $(V,)$. Softmax turns a row of logits into probabilities, $P(k) = e^{o_k} / \sum_j e^{o_j}$. The loss of a step is $-\ln P(\text{target})$, and the loss of a sequence is the **sum** over its steps: probabilities of successive tokens multiply, so their logs add.
#
# To compare texts of different length, divide by the number of tokens: the **mean**, in nats per token. Sequences of a batch may differ in length. The shorter ones are padded, and a `mask` $(T, B)$ is 1 on real steps and 0 on padding. Padding is no token: it adds nothing to the sum, and it does not count in the mean.
#
# ### Exercise 1.4 sequence_loss
#
# **15 minutes, 2 points.** `sequence_loss(logits, targets, mask, reduction)` takes `logits (T, B, V)`, `targets (T, B)`, `mask (T, B)`, and `reduction`, which is `"sum"` or `"mean"`. It returns one number, in nats: the sum over all real tokens of the batch, or that sum divided by their number. Logits may be as large as 1000.
#
# By hand: two steps, $B = 1$, $V = 2$, all logits 0, mask 1 then 0. The sum is $\ln 2 = 0.6931$ and the mean is $0.6931 / 1$, not $0.6931 / 2$.


# %% exercise="sequence_loss" minutes=15
def sequence_loss(logits, targets, mask, reduction):
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
    total = -(picked * mask).sum()
    return total / mask.sum() if reduction == "mean" else total
    ### END SOLUTION


# %% check="sequence_loss" points=2
check_sequence_loss(sequence_loss)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_sequence_loss

check_sequence_loss(sequence_loss, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# $\ln P(k) = o_k - \ln \sum_j e^{o_j}$. What does `np.exp(1000)` give? Subtracting the same number from all logits of a row changes no probability: which number keeps every exponent at 0 or below? To pick one entry per row, see `np.take_along_axis`.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.4-sequence_loss)
#
# ### What is the loss before any training?
#
# **Predict first.** A model of $V = 65$ characters has a readout $W_y$ with entries of standard deviation 0.01 and $b_y = 0$. What is its loss, in nats per character, before the first update?

# %% predict="loss_at_start"
prediction = None

# %%
from helpers.plots import curves


def loss_at_start(readout_sd, seed, V=65, T=32, B=8):
    rng = np.random.default_rng(seed)
    p = language_model.init_language_model(rng, V, D=16, H=64, readout_sd=readout_sd)
    ids, targets = rng.integers(V, size=(2, T, B))
    return language_model.language_model_loss(p, ids, targets, np.zeros((B, 64)))[0]


sds = np.array([0.01, 0.03, 0.1, 0.3, 1.0, 3.0])
losses = np.array([[loss_at_start(sd, seed) for sd in sds] for seed in range(5)])
print("readout sd  ", *[f"{sd:6.2f}" for sd in sds])
print("mean loss   ", *[f"{loss:6.2f}" for loss in losses.mean(axis=0)])
print(f"ln 65 = {np.log(65):.3f}")
score_prediction(prediction, float(losses[:, 0].mean()), unit="nats", within=0.05)

fig, ax = figure(6, 3)
curves.loss_at_start(ax, sds, losses, np.log(65))
show(
    fig,
    alt="Loss before training against the readout's standard deviation: flat at ln 65, then rising.",
    caption="**A first test of any model.** With a small readout the loss starts at $\\ln V$. "
    "With a large one the untrained model is confidently wrong. Five seeds.",
)

# %% [markdown]
# With tiny logits the softmax is nearly uniform: each target has probability near $1/V$ and costs about $\ln V$. With a large readout some random character gets nearly all the probability, and the target costs far more. So a first loss far above $\ln V$ points at the readout.
#
# ## 5 Backpropagation through time
#
# Unrolled, the network is a DAG, and backpropagation on a DAG is well known (Werbos 1990; Rumelhart, Hinton & Williams 1986). Two facts carry the whole derivation.
#
# 1. **Fan-out adds.** If $h$ feeds two places, $dh$ is the sum of what comes back from both.
# 2. **Copies add.** Pretend each step has its own $W_h^{(t)}$, all equal to $W_h$. Then the loss $L$ is a function of all copies, $\partial W_h^{(t)} / \partial W_h$ is the identity, and the chain rule gives $dW_h = \sum_t dW_h^{(t)}$.
#
# ### Pen and paper: three steps of a scalar network
#
# Every symbol is a number now: $a_t = w_x x_t + w_h h_{t-1}$, $h_t = \tanh a_t$, for $t = 1, 2, 3$. There is no bias. Only the end is scored, against a target $y$: $L = \tfrac12 (h_3 - y)^2$. Take $w_x = 0.5$, $w_h = 0.8$, $h_0 = 0.5$, $x = (1, 0, 0)$, $y = 1$.
#
# **Forward.** $a_1 = 0.5 + 0.4 = 0.9$ and $h_1 = 0.7163$. Then $a_2 = 0.8 \cdot 0.7163 = 0.5730$ and $h_2 = 0.5176$. Then $a_3 = 0.8 \cdot 0.5176 = 0.4141$ and $h_3 = 0.3919$. So $L = \tfrac12 (0.3919 - 1)^2 = 0.1849$.
#
# **Backward.** Start at the loss: $dh_3 = h_3 - y = -0.6081$. At each step, three moves:
#
# - through tanh, whose derivative is $1 - \tanh^2 a_t = 1 - h_t^2$: $\quad da_t = dh_t\,(1 - h_t^2)$;
# - into this step's copies of the weights: $\quad dw_h^{(t)} = da_t\, h_{t-1}$, $\quad dw_x^{(t)} = da_t\, x_t$;
# - one step back in time: $\quad dh_{t-1} = da_t\, w_h$.
#
# Do the three rounds yourself before you run the cell. Its last line moves $w_h$ a little and watches $L$.

# %%
w_x, w_h, xs, y = 0.5, 0.8, (1.0, 0.0, 0.0), 1.0


def run(w_h):
    hs = [0.5]
    for x in xs:
        hs.append(np.tanh(w_x * x + w_h * hs[-1]))
    return hs, 0.5 * (hs[-1] - y) ** 2


hs, L = run(w_h)
print("h_1, h_2, h_3 =", *[f"{h:.4f}" for h in hs[1:]], f"  L = {L:.4f}")
dh, dw_h = hs[3] - y, 0.0
for t in (3, 2, 1):
    da = dh * (1 - hs[t] ** 2)
    dw_h += da * hs[t - 1]
    print(f"t={t}: dh_{t} = {dh:.4f}  da_{t} = {da:.4f}  copy {t} of dw_h = {da * hs[t - 1]:.4f}")
    dh = da * w_h
print(f"dw_h, the sum over copies     = {dw_h:.6f}")
print(f"(L(w_h + e) - L(w_h - e)) / 2e = {(run(w_h + 1e-5)[1] - run(w_h - 1e-5)[1]) / 2e-5:.6f}")

# %% [markdown]
# The gradient that travels back is multiplied by $w_h (1 - h_t^2)$ at every step: that takes $dh_t$ to $dh_{t-1}$. Here each factor is below 1, so $dh_t$ shrinks towards the past. Module 03 is about that product.
#
# ### In matrices, one step
#
# Upstream we are given $dh_{next}$ $(B, H)$, the gradient with respect to $h_t$ from *everywhere* it goes. We want the gradients of the five things that went in.
#
# **tanh** acts entry by entry: $\;da = dh_{next} \odot (1 - h_{next} \odot h_{next})$, shape $(B, H)$, with $\odot$ the entrywise product.
#
# **A product.** Let $A = XW$. Number the rows of the batch by $r$, so $A_{rj} = \sum_i X_{ri} W_{ij}$. The entry $W_{ij}$ reaches $L$ through $A_{rj}$ for every $r$, each time with factor $X_{ri}$. So $dW_{ij} = \sum_r X_{ri}\, dA_{rj}$, that is $dW = X^\top dA$.
#
# The entry $X_{ri}$ reaches $L$ through $A_{rj}$ for every $j$, with factor $W_{ij}$. So $dX_{ri} = \sum_j dA_{rj} W_{ij}$, that is $dX = dA\, W^\top$. If $D \ne H$, the shape of $W_x$ allows nothing else. $W_h$ is square, so there $W_h$ and $W_h^\top$ both fit, and only the indices decide.
#
# **A bias** is added to every row of the batch, a copy for each. Copies add: $db_j = \sum_r da_{rj}$.
#
# Applied to $a = x W_x + h W_h + b$:
#
# $$ dW_x = x^\top da, \quad dW_h = h^\top da, \quad db = \textstyle\sum_r da_r, \quad dx = da\, W_x^\top, \quad dh = da\, W_h^\top. $$
#
# ### Exercise 1.5 rnn_step_backward
#
# **20 minutes, 3 points.** `rnn_step_backward(p, cache, dh_next)` returns `dx (B, D)`, `dh (B, H)` and `dp`, an `RNNParams` of gradients. The cache is what 1.1 stored: `x`, `h`, `h_next`.
#
# By hand, step 3 of the example: $W_h = 0.8$, $h = 0.5176$, $h_{next} = 0.3919$, $dh_{next} = -0.6081$ give $dW_h = -0.2664$ and $dh = -0.4117$.


# %% exercise="rnn_step_backward" minutes=20
def rnn_step_backward(p, cache, dh_next):
    ### BEGIN SOLUTION
    x, h, h_next = cache
    da = dh_next * (1 - h_next**2)
    dp = RNNParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp
    ### END SOLUTION


# %% check="rnn_step_backward" points=3
check_rnn_step_backward(rnn_step_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_rnn_step_backward

check_rnn_step_backward(rnn_step_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Compute `da` first, all five gradients use it. Which variable in the cache is already squashed? Then let the shapes of $dW_x$ and $dx$ lead: $dW_x$ is $(D, H)$, and you hold a $(B, D)$ and a $(B, H)$. Which product sums over the batch? $dW_h$ and $dh$ follow the same pattern; shapes alone cannot tell you there, because $W_h$ is square.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.5-rnn_step_backward)
#
# ### All steps
#
# In the unrolled graph $h_t$ has two children: the head of its own step, and the next step's cell. Call the gradient from the head $dhs_t$ $(B, H)$. It is `dhs[t-1]`, as arrays count from 0. By fan-out,
#
# $$ dh_t = dhs_t + da_{t+1} W_h^\top, \qquad da_{T+1} = 0. $$
#
# So walk from $t = T$ down to 1, carrying one gradient $dh$ $(B, H)$ that arrives from the future. At the end it is $dh_0$. The parameters' gradients are sums over the steps,
#
# $$ dW_x = \sum_{t=1}^{T} x_t^\top\, da_t, \qquad dW_h = \sum_{t=1}^{T} h_{t-1}^\top\, da_t, \qquad db = \sum_{t=1}^{T} \sum_r da_{t,r}. $$
#
# ### Exercise 1.6 rnn_backward
#
# **20 minutes, 3 points.** `rnn_backward(p, caches, dhs)` takes the caches of `rnn_forward` and `dhs (T, B, H)`. It returns `dxs (T, B, D)`, `dh0 (B, H)` and `dp`. Call the reference step, `cells.rnn_step_backward(p, cache, dh_next)`.
#
# By hand, the example again: `dhs` is 0, 0, $-0.6081$. The three copies of $dw_h$ are in the cell's output above, and `dp.W_h` is their sum.


# %% exercise="rnn_backward" minutes=20
def rnn_backward(p, caches, dhs):
    ### BEGIN SOLUTION
    dxs = [None] * len(caches)
    dh = np.zeros_like(dhs[0])
    dp = RNNParams(*(np.zeros_like(w) for w in p))
    for t in reversed(range(len(caches))):
        dxs[t], dh, dp_t = cells.rnn_step_backward(p, caches[t], dhs[t] + dh)
        dp = RNNParams(*(total + part for total, part in zip(dp, dp_t, strict=True)))
    return np.stack(dxs), dh, dp
    ### END SOLUTION


# %% check="rnn_backward" points=3
check_rnn_backward(rnn_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_rnn_backward

check_rnn_backward(rnn_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Two questions. How many arrows leave $h_t$, and is each in the `dh_next` that you pass to the step? How many copies of each weight are there, and does `dp` hold the sum of all of them? (`+` joins two tuples end to end. A NamedTuple is a tuple: add field by field, and make a new one with `RNNParams(*parts)`.)
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.6-rnn_backward)
#
# ### Is it right? Ask the loss
#
# A gradient can be tested without trusting its derivation. Move one parameter by $\pm\varepsilon$, and compare the *central difference* $\frac{L(\theta + \varepsilon) - L(\theta - \varepsilon)}{2\varepsilon}$ with the gradient's entry.
#
# Two errors pull in opposite directions. The formula is off by about $\varepsilon^2$ (Taylor). The subtraction loses digits: an $L$ near 1 carries a rounding error near $10^{-16}$, and it is divided by $\varepsilon$. They balance where $\varepsilon^2 = 10^{-16} / \varepsilon$, that is near $\varepsilon = 5 \cdot 10^{-6}$.
#
# Does a measurement in double precision agree?

# %%
from helpers.plots import gradients


def gradient_error(eps, seed, T=5, B=2, D=3, H=4):
    """Relative error of W_h's numeric gradient, for a random upstream gradient dhs."""
    rng = np.random.default_rng(seed)
    p, xs, dhs = init.init_rnn(rng, D, H), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    h0 = rng.normal(size=(B, H))
    exact = bptt.rnn_backward(p, bptt.rnn_forward(p, xs, h0)[1], dhs)[2].W_h

    def loss(W_h):
        return (bptt.rnn_forward(p._replace(W_h=W_h), xs, h0)[0] * dhs).sum()

    return gradcheck.relative_error(gradcheck.numeric_gradient(loss, p.W_h, eps), exact)


epsilons = 10.0 ** np.arange(-13, 0)
errors = np.array([[gradient_error(eps, seed) for eps in epsilons] for seed in range(5)])
fig, ax = figure(6, 3.2)
gradients.step_size_error(ax, epsilons, errors)
show(
    fig,
    alt="Relative error of the numeric gradient against step size on log axes: a V with its "
    "minimum near 1e-5; at 1e-12 the error is many orders larger.",
    caption="**Why $10^{-5}$ and not $10^{-12}$.** To the right of the minimum the formula's own "
    "error grows as $\\varepsilon^2$, to its left rounding grows as $1/\\varepsilon$. Five seeds.",
)

# %% [markdown]
# ### Yours and ours against PyTorch
#
# A second oracle is someone else's code. PyTorch's autograd knows nothing of our derivation. Its `nn.RNN` stores weights transposed and has two biases, so we set one to zero. The cell takes your own functions too, if they are there.

# %% experiment=4
import torch

rng = np.random.default_rng(0)
p, xs, h0 = init.init_rnn(rng, 3, 4), rng.normal(size=(6, 2, 3)), rng.normal(size=(2, 4))
dhs = rng.normal(size=(6, 2, 4))
layer = torch.nn.RNN(3, 4).double()
with torch.no_grad():
    for tensor, value in zip(layer.parameters(), (p.W_x.T, p.W_h.T, p.b, 0 * p.b), strict=True):
        tensor.copy_(torch.from_numpy(value))
inputs = [torch.from_numpy(a).requires_grad_() for a in (xs, h0[None])]
(layer(*inputs)[0] * torch.from_numpy(dhs)).sum().backward()
theirs = [tensor.grad.numpy() for tensor in (*inputs, *layer.parameters())][:5]
for who, forward, backward in (
    ("reference", bptt.rnn_forward, bptt.rnn_backward),
    ("yours", rnn_forward, rnn_backward),
):
    try:
        dxs, dh0, dp = backward(p, forward(p, xs, h0)[1], dhs)
    except Exception as error:  # an unfinished answer stops nobody
        print(f"{who:9s}: does not run yet ({type(error).__name__}); see its check")
        continue
    ours = (dxs, dh0[None], dp.W_x.T, dp.W_h.T, dp.b)
    off = max(np.abs(a - b).max() for a, b in zip(ours, theirs, strict=True))
    print(f"{who:9s}: all five gradients within 1e-12 of torch's: {off < 1e-12}")

# %% [markdown]
# ## 6 Truncated backpropagation through time
#
# Full BPTT over a book would have to store every state of the book before the first update. *Truncated* BPTT (its general form: Williams & Peng 1990) works in chunks of $k$ steps. Forward, the state is **carried** from chunk to chunk as a value. Backward, the gradient is **cut** at the chunk's first state.
#
# What is kept: every path that stays inside a chunk. What is lost: every path that crosses a border. So the truncated gradient is *biased*: it is the exact gradient of something else, namely of a loss that treats the state at each border as a constant. More data does not remove a bias.
#
# Elman (1990) went to the extreme, $k = 1$: the last state was an input like any other, and no gradient went through it.
#
# Where widgets run, there are two sliders below the picture: $k = T$ is the full gradient.

# %% experiment=1 volatile
import ipywidgets

fig, axes = figure(9, 5.2, rows=2)
unrolling.gradient_arrows(axes[0], T=12, k=12)
unrolling.gradient_arrows(axes[1], T=12, k=4)
show(
    fig,
    alt="Two rows of twelve states. Above, gradient arrows run back over all steps. Below, in "
    "three chunks of four, forward arrows cross the borders and gradient arrows stop at them.",
    caption="**Cut the gradient, keep the value.** Above the full gradient, below $k = 4$: the "
    "state crosses the borders, the gradient does not.",
)


def draw(T, k):
    fig, ax = figure(9, 2.6)
    unrolling.gradient_arrows(ax, T=T, k=min(k, T))
    show(fig, alt=f"Gradient arrows for T = {T} in chunks of {min(k, T)}.", caption="")


_ = ipywidgets.interact(draw, T=ipywidgets.IntSlider(8, 2, 16), k=ipywidgets.IntSlider(2, 1, 16))

# %% [markdown]
# ### Exercise 1.7 chunk_bounds
#
# **5 minutes, 1 point.** `chunk_bounds(T, k)` returns the list of `(start, stop)` pairs of Python's half-open ranges that cover `range(T)` in order, each `k` long, only the last one shorter if need be.
#
# By hand: `chunk_bounds(7, 3)` is `[(0, 3), (3, 6), (6, 7)]`.


# %% exercise="chunk_bounds" minutes=5
def chunk_bounds(T, k):
    ### BEGIN SOLUTION
    return [(start, min(start + k, T)) for start in range(0, T, k)]
    ### END SOLUTION


# %% check="chunk_bounds" points=1
check_chunk_bounds(chunk_bounds)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_chunk_bounds

check_chunk_bounds(chunk_bounds, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `range` takes a step. Every start is a multiple of `k` below `T`. Where would the last chunk stop, if nobody looked at `T`?
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.7-chunk_bounds)
#
# ### Exercise 1.8 truncated_backward
#
# **20 minutes, 3 points.** `truncated_backward(p, xs, h0, dhs, k)` runs forward itself, chunk by chunk, and returns `dxs (T, B, D)`, `dh0 (B, H)` and `dp`, summed over all chunks. Here `dh0` is what reaches $h_0$: it comes from the first chunk. Use `bptt.chunk_bounds`, `bptt.rnn_forward` and `bptt.rnn_backward`.
#
# By hand, the scalar example with $k = 1$: only step 3 has a loss, so only copy 3 of $dw_h$ is left, and $dh_0 = 0$.


# %% exercise="truncated_backward" minutes=20
def truncated_backward(p, xs, h0, dhs, k):
    ### BEGIN SOLUTION
    h, parts = h0, []
    for start, stop in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[start:stop], h)
        parts.append(bptt.rnn_backward(p, caches, dhs[start:stop]))
        h = hs[-1]
    dxs, dh0s, dps = zip(*parts, strict=True)
    return np.concatenate(dxs), dh0s[0], RNNParams(*(sum(ws) for ws in zip(*dps, strict=True)))
    ### END SOLUTION


# %% check="truncated_backward" points=3
check_truncated_backward(truncated_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_truncated_backward

check_truncated_backward(truncated_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Cut the gradient, keep the value. Each chunk is a whole forward and backward run of its own. Where does its first state come from? Which chunk's `dh0` is the gradient of the $h_0$ that you were given?
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.8-truncated_backward)
#
# ## 7 What can a recurrent network compute?
#
# With unbounded precision and time, one fixed recurrent network can simulate any Turing machine (Siegelmann & Sontag 1995). With finite precision it has finitely many states, so it is a finite automaton.
#
# A simple automaton that no window can imitate is **parity**: is the number of ones so far odd? A window of any length misses the ones before it.
#
# The new parity is *old parity XOR bit*. No single threshold computes XOR. But two thresholds can look at the sum $n$ of old parity and bit (0, 1 or 2): is it at least 1, and is it at least 2? XOR is the first and not the second. And $\tanh(g z)$ with a large *gain* $g$ is a threshold at $z = 0$.
#
# ### Exercise 1.9 parity_weights
#
# **20 minutes, 2 points.** `parity_weights()` returns `RNNParams(W_x (1, 2), W_h (2, 2), b (2,))` of two tanh units. The bit $x_t$ is 0 or 1. Fixed for you: $h_0 = (-1, -1)$, and the readout $y_t = \tfrac12 h_{t,1} - \tfrac12 h_{t,2}$ of units 1 and 2. At every step $y_t$ must be within 0.1 of the parity of the bits so far, 0 or 1, for sequences of any length.
#
# By hand: unit 1 should be near $+1$ when $n \ge 1$ and unit 2 when $n \ge 2$, else near $-1$. Then $n = 0, 1, 2$ give states $(-1, -1)$, $(1, -1)$, $(1, 1)$, and the readout gives 0, 1, 0.


# %% exercise="parity_weights" minutes=20
def parity_weights():
    ### BEGIN SOLUTION
    gain = 10.0
    W_x = gain * np.array([[1.0, 1.0]])
    W_h = gain * np.array([[0.5, 0.5], [-0.5, -0.5]])
    b = gain * np.array([-0.5, -1.5])
    return RNNParams(W_x, W_h, b)
    ### END SOLUTION


# %% check="parity_weights" points=2
check_parity_weights(parity_weights)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_parity_weights

check_parity_weights(parity_weights, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The old parity is in the state already: it is the readout $\tfrac12 h_{t-1,1} - \tfrac12 h_{t-1,2}$. So $n = x_t + \tfrac12 h_{t-1,1} - \tfrac12 h_{t-1,2}$. A threshold at 0.5 is $\tanh(g\,(n - 0.5))$ with a large gain $g$. Multiply out, and read off which number stands before $x$, before each $h$, and alone, for each of the two units. In `h @ W_h`, the weights *into* unit 1 are a column.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.9-parity_weights)
#
# The reference on ten thousand random bits:

# %%
from helpers.scratch.parity import parity_weights as reference_weights

bits = np.random.default_rng(0).integers(2, size=(10_000, 1, 1)).astype(float)
hs, _ = bptt.rnn_forward(reference_weights(), bits, -np.ones((1, 2)))
ys = 0.5 * hs[:, 0, 0] - 0.5 * hs[:, 0, 1]
errors = np.abs(ys - np.cumsum(bits[:, 0, 0]) % 2)
print(f"largest error, first 100 steps: {errors[:100].max():.1e}, last: {errors[-100:].max():.1e}")

fig, ax = figure(5, 4)
states.parity_states(ax, hs[:400, 0], bits[:400, 0, 0])
show(
    fig,
    alt="The plane of the two units: three clusters at (-1,-1), (1,-1) and (1,1), with arrows "
    "labelled by the bit that moves the state from one to another.",
    caption="**A network that is an automaton.** The visited states form three tight clusters. "
    "A 1 changes the parity. A 0 keeps it, though it moves one even state to the other.",
)

# %% [markdown]
# Ten thousand steps on, the error has not grown: each step squashes the state back towards its corner. Module 03 shows the price: what makes a state stable also kills its gradient.
#
# ## 8 A character model on real text
#
# All parts are there. Two are left: the update, and putting everything together.
#
# ### Exercise 1.10 sgd_step
#
# **5 minutes, 1 point.** `sgd_step(p, dp, lr)` takes an `RNNParams` of weights and one of gradients, and returns a new `RNNParams`, each weight minus `lr` times its gradient. It leaves `p` and `dp` as they were: someone may still need the old weights.
#
# By hand: a weight 1 with gradient 2 and `lr` 0.1 becomes 0.8.


# %% exercise="sgd_step" minutes=5
def sgd_step(p, dp, lr):
    ### BEGIN SOLUTION
    return RNNParams(*(w - lr * dw for w, dw in zip(p, dp, strict=True)))
    ### END SOLUTION


# %% check="sgd_step" points=1
check_sgd_step(sgd_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_sgd_step

check_sgd_step(sgd_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A NamedTuple can be looped over like a tuple, and made from one: `RNNParams(*parts)`. What does `w -= ...` do to an array that somebody else holds too?
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.10-sgd_step)
#
# ### Exercise 1.11 language_model_gradients
#
# **20 minutes, 3 points.** The whole model. Ids become embeddings $xs = E[ids]$, the Elman network gives $hs$, the head gives logits $o_t = h_t W_y + b_y$, and the loss is the mean over all $TB$ tokens.
#
# `language_model_gradients(p, ids, targets, h0)` takes `p`, an `LMParams(E, rnn, W_y, b_y)` in which `rnn` is an `RNNParams`, `ids` and `targets` $(T, B)$, and `h0` $(B, H)$. It returns the loss in nats per token, `dp` of the same type as `p`, and `h_last` $(B, H)$, the state to carry on. Every token counts, so the mask is all ones. Use `bptt.rnn_forward`, `bptt.rnn_backward`, `ops.sequence_loss` and `ops.embed_backward`.
#
# The gradient of the loss with respect to the logits comes from `ops.sequence_loss_backward(logits, targets, mask, "mean")`, shape $(T, B, V)$. It is softmax minus one-hot, over the number of tokens: for one token, from its loss $\ell = -o_{\text{target}} + \ln \sum_j e^{o_j}$ follows $\partial \ell / \partial o_k = P(k) - [k = target]$. The brackets stand for 1 if what is inside is true, else 0.
#
# By hand: zero weights everywhere give the loss $\ln V$ and a uniform $P$. Only `dp.b_y` is then not 0: entry $k$ is $1/V$ minus the share of $k$ among the targets.


# %% exercise="language_model_gradients" minutes=20
def language_model_gradients(p, ids, targets, h0):
    ### BEGIN SOLUTION
    hs, caches = bptt.rnn_forward(p.rnn, p.E[ids], h0)
    logits, mask = hs @ p.W_y + p.b_y, np.ones(ids.shape)
    loss = ops.sequence_loss(logits, targets, mask, "mean")
    do = ops.sequence_loss_backward(logits, targets, mask, "mean")
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dE = ops.embed_backward(ids, dxs, len(p.E))
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    return loss, LMParams(dE, drnn, dW_y, do.sum(axis=(0, 1))), hs[-1]
    ### END SOLUTION


# %% check="language_model_gradients" points=3
check_language_model_gradients(language_model_gradients)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_language_model_gradients

check_language_model_gradients(language_model_gradients, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Write the forward pass first, one line a layer, and keep `caches`. Then walk back over the same lines in reverse order: logits, head, network, embedding. The head's weights are shared by all steps and all rows of the batch, so $dW_y$ sums over both: flatten $(T, B)$ to one axis and use $dW = X^\top dA$, or let `einsum` do it.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.11-language_model_gradients)
#
# ### Training
#
# The loop is short. Sixteen places in the text are read side by side, 32 characters at a time. The state is carried from chunk to chunk, so this is truncated BPTT with $k = 32$. The gradient is scaled down when its norm exceeds 1 (module 03 says why), and `sgd_step` applies it.

# %% experiment=0
from helpers.datasets.batching import stream_batches

B, H = 16, 64


def train(ids, V, seed, updates, every, T=32, D=32, lr=1.0):
    """A character model trained by SGD; yields (updates done, weights) now and then."""
    p = language_model.init_language_model(np.random.default_rng(seed), V, D, H)
    done = 0
    while True:  # once more through the text
        h = np.zeros((B, H))
        for inputs, targets in stream_batches(ids, B, T):
            if done % every == 0 or done in (25, 50, 100):
                yield done, p
            if done == updates:
                return
            _, dp, h = language_model.language_model_gradients(p, inputs, targets, h)
            p = optim.sgd_step(p, optim.clip_by_norm(dp, 1.0)[0], lr)
            done += 1


def held_out_loss(p, ids):
    total, count, h = 0.0, 0, np.zeros((B, H))
    for inputs, targets in stream_batches(ids, B, 64):
        loss, h = language_model.language_model_loss(p, inputs, targets, h)
        total, count = total + loss * inputs.size, count + inputs.size
    return total / count


# %% [markdown]
# Four baselines from section 1, on the same held-out topics: character frequencies alone (unigram), a window of one character (bigram), of two (trigram), of three (4-gram). The cell takes half a minute or more.
#
# **Predict first.** Where does the model's held-out loss end, in nats per character? The $n$-gram scores stand in section 1.

# %% predict="final_loss"
prediction = None

# %% experiment=45 volatile
every, updates = 200, 3000
moments = []  # one dict a seed: updates done -> weights
for seed in range(3):
    moments.append(dict(train(train_ids, V, seed, updates, every)))
losses = [[held_out_loss(p, test_ids) for p in run.values()] for run in moments]
final = np.array(losses)[:, -1]
print(f"final loss: mean {final.mean():.3f}, from {final.min():.3f} to {final.max():.3f}")
score_prediction(prediction, float(final.mean()), unit="nats", within=0.1)

fig, ax = figure(7, 3.6)
lines = dict(zip(("unigram", "bigram", "trigram", "4-gram"), nlls, strict=False))
curves.loss_curves(ax, list(moments[0]), np.array(losses), lines)
show(
    fig,
    alt="Held-out loss of three seeds against updates: it passes the unigram, the bigram and the "
    "trigram line, and stays above that of the 4-gram.",
    caption="**Past the trigram, not past the best.** Held-out nats per character, three seeds. "
    "The dashed lines are $n$-gram models on the same text.",
)

# %% [markdown]
# The model passes the bigram line within 200 updates. It ends between the trigram's and the 4-gram's: the best table still wins.
#
# ### What it writes
#
# To generate, sample a character from the model's probabilities, feed it back, repeat. The uniform numbers are the same at each moment, so only the weights differ. Watch what comes first: spacing, then short words.

# %% experiment=2 volatile
from helpers import sampling


def write(p, start, us):
    """Continue the string `start` by one character for each uniform number in us."""
    ids, h = list(vocab.encode(start)), np.zeros((1, len(p.rnn.b)))
    hs, _ = bptt.rnn_forward(p.rnn, p.E[ids][:, None], h)
    h = hs[-1]
    for u in us:
        ids.append(int(sampling.sample(ops.softmax((h @ p.W_y + p.b_y)[0]), u)))
        h, _ = cells.rnn_step(p.rnn, p.E[ids[-1:]], h)
    return vocab.decode(ids)


us = np.random.default_rng(0).uniform(size=160)
for done in (0, 200, 1000, updates):
    print(f"--- after {done} updates\n{write(moments[0][done], 'The ', us)}\n")

# %% [markdown]
# ### How wrong is a truncated gradient?
#
# Two measures against the full gradient $g$ of the cell's parameters $W_x$, $W_h$ and $b$, with $g_k$ the truncated one: the relative error $\lVert g_k - g \rVert / \lVert g \rVert$, and the cosine of the angle between them. The first includes length, the second is direction alone. We ask on held-out text, after 200 updates and at the end of training; the figure shows the end.

# %% experiment=3 volatile
ks = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64])


def truncation(p, T=64):
    """Relative error and cosine of truncated against full gradients, (len(ks), 2)."""
    ids, targets = next(stream_batches(test_ids, B, T))
    h0, mask = np.zeros((B, H)), np.ones((T, B))
    hs, _ = bptt.rnn_forward(p.rnn, p.E[ids], h0)
    dhs = ops.sequence_loss_backward(hs @ p.W_y + p.b_y, targets, mask, "mean") @ p.W_y.T
    gs = [bptt.truncated_backward(p.rnn, p.E[ids], h0, dhs, k)[2] for k in (*ks, T)]
    *gs, g = (np.concatenate([leaf.ravel() for leaf in dp]) for dp in gs)
    norm = np.linalg.norm
    return [(norm(gk - g) / norm(g), gk @ g / norm(gk) / norm(g)) for gk in gs]


early, late = (np.array([truncation(run[at]) for run in moments]) for at in (200, updates))
print("  k   error: 200 updates, end   cosine: 200 updates, end")
for k, (e0, c0), (e1, c1) in zip(ks, early.mean(axis=0), late.mean(axis=0), strict=True):
    print(f"{k:3d} {e0:19.3f} {e1:8.3f} {c0:20.3f} {c1:8.3f}")

fig, axes = figure(8.5, 3.2, columns=2)
gradients.truncation_error(*axes, ks, late[..., 0], late[..., 1], elman_k=1)
show(
    fig,
    alt="Relative error and cosine of truncated against full gradients over chunk length k, three "
    "seeds, k = 1 marked as Elman's: on the whole the error falls to 0 and the cosine rises to 1.",
    caption="**The bias of truncation**, three trained models, $T = 64$. Left, the relative "
    "error. Right, the cosine. Elman's $k = 1$, the shortest chunk, is farthest off in both.",
)

# %% [markdown]
# The error falls with $k$ on the whole (where the borders fall matters too) and is 0 at $k = T$. At $k = 1$ the cosine is above 0: a small step against the truncated gradient still lowers this loss, only not the steepest way. On the whole the error is larger at the end than after 200 updates: a sign that the model has come to use its memory.
#
# ### The same code on Tiny Shakespeare
#
# A classic of 1.1 million characters, and an optional download: `registry.fetch("tinyshakespeare")` gets it once, where there is a network. Without it the cell says so, and nothing below needs it.

# %% experiment=15 volatile
from helpers.datasets import registry
from helpers.datasets.text import tiny_shakespeare

if registry.cached_path("tinyshakespeare") is None:
    print("Tiny Shakespeare is not on this machine; the results above stand without it.")
else:
    plays = tiny_shakespeare()
    cut = int(0.9 * len(plays))
    play_vocab = char_vocab(plays[:cut])
    ids, held_out = play_vocab.encode(plays[:cut]), play_vocab.encode(plays[cut:])
    (*_, (_, p)) = train(ids, len(play_vocab), seed=0, updates=2000, every=2000)
    print(f"network  {held_out_loss(p, held_out):.3f} nats per character, one seed, 2000 updates")
    for n, name in enumerate(("unigram", "bigram", "trigram"), start=1):
        print(f"{name:8s} {ngram_nll(ids, held_out, len(play_vocab), n, add_k=0.05):.3f}")

# %% [markdown]
# ## 9 Limits
#
# - **Far dependencies.** The gradient between distant steps is a product of many factors, and it fades or explodes (module 03). The model above has learned frequent letter patterns and short words, hardly more.
# - **Truncation is biased.** A dependency over $k$ steps or more is never taught, only sometimes found.
# - **Time is serial.** Step $t$ waits for step $t-1$. No number of cores shortens the chain.
# - **One vector holds all.** The state's size limits what can be kept (module 09).
#
# ## 10 Summary
#
# - A state is a lossy summary. One set of weights updates it at every step.
# - Unrolled, a recurrent network is a deep network with tied weights.
# - BPTT is backprop on that graph: fan-out adds, copies add.
# - Truncation carries the value and cuts the gradient. A longer chunk is less biased.
# - Check every gradient by central differences, with a step near $10^{-5}$.
# - Judge a loss against named baselines on held-out text, over seeds.
#
# ### Essay: where does truncation hurt?
#
# **4 points, graded by hand.** In your own words, 150 to 300 words. A colleague trains with chunks of $k = 32$ and says: "The state is carried over, so the model can still learn dependencies of 100 steps." What is right about this sentence, and what is wrong? Use the two words *value* and *gradient*. One point each: what the carried value makes possible; what the cut gradient prevents; why more data does not mend it; an experiment that would settle the matter.

# %% [markdown] essay="where_truncation_hurts" points=4
# **Rubric.**
#
# - 1 point: the carried state lets information from more than 32 steps back influence the prediction (value).
# - 1 point: no gradient crosses a border, so nothing rewards storing what is needed only later than the border. It may be kept by accident, or because it also helps nearby.
# - 1 point: the gradient is biased, not noisy: more data does not mend it.
# - 1 point: a workable experiment, for example a task whose only dependency has a known lag (copy one token after 100 steps), trained with $k$ = 32, 100 and 128 over several seeds, compared with the baseline that ignores the far token.
#
# **A good answer** says that weights can *use* a carried state at test time, but are not *taught* to fill it with what matters beyond the border.

# %% [markdown]
# ## Sources, read critically
#
# - J. L. Elman (1990), *Finding structure in time*, Cognitive Science 14. The cell of this module. Its gradient stopped at the previous state: $k = 1$ here. His units were logistic where ours are tanh.
# - M. I. Jordan (1986), *Serial order*, UCSD tech report 8604. Earlier than Elman. There the *output* is fed back, not the hidden state.
# - D. E. Rumelhart, G. E. Hinton & R. J. Williams (1986), *Learning internal representations by error propagation*, in Parallel Distributed Processing, vol. 1. Unfolding a recurrent net into a feed-forward one is there.
# - P. J. Werbos (1990), *Backpropagation through time: what it does and how to do it*, Proceedings of the IEEE 78. Ordered derivatives: the same sums in another notation.
# - R. J. Williams & J. Peng (1990), *An efficient gradient-based algorithm for on-line training of recurrent network trajectories*, Neural Computation 2. Truncation. Their general form looks back $h$ steps and does so every $h'$ steps; ours is the case in which the two are equal and the losses within a chunk count.
# - H. T. Siegelmann & E. D. Sontag (1995), *On the computational power of neural nets*, Journal of Computer and System Sciences 50. It needs unbounded precision with rational weights, and saturated-linear units where we have tanh.
# - A. Karpathy (2015), *The unreasonable effectiveness of recurrent neural networks* (blog). Made character models popular, and Tiny Shakespeare with them.
