# %% [markdown]
# # 01 Unrolling and backpropagation through time
#
# **205 minutes.** (Essay included; half an hour more for slow reading, an hour for optional exercises.) The verses below came one character at a time from a network with a memory. At the end your own functions train a smaller one. After this module you can
#
# - say why a sequence needs a *state*, and what sharing weights over time brings;
# - run an Elman network, and set its weights by hand so that it computes what no window can;
# - derive its gradient through time with pen and paper, and write backpropagation through time (BPTT);
# - train a character model in NumPy alone, and compare it with the best table of counts.
#
# You need the chain rule, matrix products, and module 00. Once the check of a function has passed, the experiments run **yours**; until then the course's.

# %% setup
import numpy as np

from helpers.checks.m01_unrolling import (
    check_chunk_bounds,
    check_embed_backward,
    check_language_model_gradients,
    check_numeric_gradient,
    check_parity_weights,
    check_rnn_backward,
    check_rnn_forward,
    check_rnn_step,
    check_rnn_step_backward,
    check_scalar_bptt,
    check_sequence_loss,
    check_sgd_step,
    check_truncated_backward,
)
from helpers.checks.yours import yours
from helpers.scratch import bptt, cells, init, language_model, ops, optim
from helpers.scratch.cells import RNNCache, RNNParams
from helpers.scratch.language_model import LMParams

# %%
from helpers.experiments import stored
from helpers.plots.course_map import show_map
from helpers.plots.modules import m01_unrolling as pictures

long_run = stored("elman_shakespeare")
for run in long_run.results:
    print(run["text"][:260], "[...]", "-" * 40, sep="\n")
print(long_run.note())
show_map(
    pictures.MAP,
    caption="**The whole module in one picture.** Above, how the model reads and writes; below, "
    "how it learns. It returns, small, with the current part in colour.",
)

# %% [markdown]
# The verses are by the Elman network of section 3 with 512 units, trained on *Tiny Shakespeare*, 1.1 million characters of plays. Section 8 says how good it is, and what beats it.
#
# ### Before we start: three questions
#
# From memory:
#
# **1.** `one_hot(ids, 27)` of 5 ids is multiplied by a table of shape `(27, 8)`. What is the shape of the product (module 00)?

# %% predict="recall_shape"
prediction = None

# %%
from helpers.checks.predict import score_prediction, score_recall

score_recall(prediction, (5, 8), "A row of the table for each id: the product is a lookup.")

# %% [markdown]
# **2.** A text has 10 characters. How many pairs of an input and its target does it give (module 00)?

# %% predict="recall_pairs"
prediction = None

# %%
score_recall(prediction, 9, "The last character has no successor, so it is never an input.")

# %% [markdown]
# **3.** Why can no model of a bag of words (module 00) tell "dog bites man" from "man bites dog"? **a** It has too few weights. **b** Both give it the same input. **c** The words are too rare. Write `"a"`, `"b"` or `"c"`.

# %% predict="recall_bag"
prediction = None

# %%
score_recall(prediction, "b", "Equal inputs give equal outputs.")

# %% [markdown]
# ## 1 A window is not enough
#
# Language is sequences: characters in words, words in sentences, sentences in discourse. What comes next depends on what came before.
#
# The simplest memory is a window. Count which character follows each string of $n-1$ characters, and predict from the counts: an *$n$-gram model* (Shannon 1951). Its score is the mean of $-\ln P(\text{next character})$ over text that it has not seen, in *nats per character*; smaller is better.
#
# A continuation that was never seen would get probability 0. The plain remedy adds a small number to every count, here 0.05. The better one *interpolates*: it mixes the long window's counts with those of all shorter ones, and gives a window less weight, the more different characters followed it (Witten & Bell 1991; module 02). It is our strongest baseline.
#
# The text: the help topics that ship with Python, whole topics held out; 0.42 million characters train, 0.05 million test.
#
# **Predict first.** Which $n$, from 1 to 7, is best when the counts are interpolated?

# %% predict="best_order"
prediction = None

# %% experiment=6 volatile
from helpers.datasets.ngrams import interpolated_nll, ngram_nll
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics

train_text, test_text = split_topics(pydoc_topics(), seed=0)
vocab = char_vocab(train_text)
V, train_ids, test_ids = len(vocab), vocab.encode(train_text), vocab.encode(test_text)
orders = np.arange(1, 8)
added = [ngram_nll(train_ids, test_ids, V, n, add_k=0.05) for n in orders]
tables = [interpolated_nll(train_ids, test_ids, V, n) for n in orders]
score_prediction(prediction, int(orders[np.argmin(tables)]), unit="(n)")
pictures.show_ngrams(orders, added, tables)

# %% [markdown]
# Interpolated, the scores are 3.28, 2.60, 2.05, 1.72, **1.64**, 1.69 and 1.76 nats. The best window holds four characters; a longer one does harm. A window has two faults.
#
# - **It does not generalise.** A table over $n-1$ characters has $V^{n-1}$ rows, where $V$ is the size of the vocabulary, here 103: the 102 characters of the training text, and one id for all others, written �. What one row counts does not help another.
# - **It forgets completely.** What lies one step outside the window is lost.
#
# ## 2 The state, and one set of weights for all time
#
# We want a memory of fixed size that can keep something from any distance. Let $x_t$ be the input at step $t = 1, \dots, T$. Keep a **state** $s_t$, and let one function $F$ with parameters $\theta$ update it:
#
# $$ s_t = F(s_{t-1}, x_t; \theta). $$
#
# The state is a *lossy summary* of $x_1, \dots, x_t$, like notes of a lecture: something must be left out, and training keeps what lowers the loss.
#
# $F$ maps one state and one input to one state. To run it along a sequence is to **lift** it, as `itertools.accumulate` lifts a function of a total and a number to lists. The lifted function has one $\theta$, without an index $t$: parameters are **shared** in time. So it takes any length, its size does not grow with $T$, and what is learned at step 5 holds at step 50.
#
# Elman (1990) chose the form used here. His network read sentences word by word, and in its states nouns and verbs came to lie apart, though no word was labelled.

# %%
show_map(pictures.MAP, at="state")
pictures.show_unrolled()
pictures.show_mappings()

# %% [markdown]
# Unrolled, the loop becomes a directed acyclic graph (DAG): a feed-forward network of $T$ layers with tied weights.
#
# With a state, inputs and outputs may be sequences. An *output head* reads the state, and the task decides which: a sigmoid for yes or no, a softmax for one of $V$ classes, a linear map for real numbers. (A framework's recurrent layer stops at the states.)
#
# ## 3 Forward
#
# Axes: $T$ time, $B$ batch (sequences side by side), $D$ input, $H$ hidden; `xs` is $(T, B, D)$. A vector is a row, so every product reads `x @ W`. The Elman cell, with $h_t$ for its state, is
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
# In code `x`, `h` and `h_next` are $x_t$, $h_{t-1}$ and $h_t$. The backward pass needs them, so a step also returns them as its *cache*, `RNNCache(x, h, h_next)`. Parameters come as `p`, an `RNNParams(W_x, W_h, b)`. Both are NamedTuples.
#
# ### Exercise 1.1 rnn_step
#
# **10 minutes, 2 points.** `rnn_step(p, x, h)` takes `x (B, D)` and `h (B, H)`, and returns `h_next (B, H)` and the cache. Pre-activations may be as large as 1000.
#
# By hand, with $B = D = H = 1$: $W_x = 0.5$, $W_h = 0.8$, $b = 0$, $x = 1$, $h = 0.5$ give $a = 0.9$ and $h_{next} = \tanh 0.9 = 0.7163$.


# %% exercise="rnn_step" minutes=10
def rnn_step(p, x, h):
    ### BEGIN SOLUTION
    # Why: Every product keeps the batch in rows, (B, D)(D, H) and (B, H)(H, H). The bias
    # broadcasts over the rows. The cache holds just what the backward pass needs: both
    # inputs, and the output, from which the slope of tanh follows.
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
# Write the shapes under the formula: $(B, D)(D, H)$, then $(B, H)(H, H)$, then $(H,)$, which broadcasts over the batch. All three terms are $(B, H)$ before they are added and squashed. The second result is one call: `RNNCache` takes the three arrays in the order of its fields.
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
    # Why: One variable carries the state; what a step returns is what the next one gets. The
    # states are collected in a list and stacked once, which is cheaper than growing an array.
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
# ### How long does an untrained state remember?
#
# Two input sequences differ in their first token only. The weights are random: the entries of $W_x$ have standard deviation $1/\sqrt{D}$ with $D = 8$, those of $W_h$ have $1/\sqrt{H}$ with $H = 64$.
#
# **Predict first.** At which step is the distance between the two states first below a tenth of what it was at step 1? (In the median of ten seeds.)

# %% predict="steps_remembered"
prediction = None

# %%
forward = yours(rnn_forward, check_rnn_forward, bptt.rnn_forward)
runs = []
for seed in range(10):
    rng = np.random.default_rng(seed)
    p, xs = init.init_rnn(rng, 8, 64), rng.normal(size=(30, 2, 8))
    xs[1:, 1] = xs[1:, 0]  # from step 2 on, both rows read the same
    runs.append(forward(p, xs, np.zeros((2, 64)))[0])
distances = np.array([np.linalg.norm(hs[:, 0] - hs[:, 1], axis=1) for hs in runs])
steps = np.argmax(distances < 0.1 * distances[:, :1], axis=1) + 1
score_prediction(prediction, float(np.median(steps)), unit="(median of ten seeds)", within=2)
pictures.show_memory(runs[0][:, 0], runs[0][:, 1], distances)

# %% [markdown]
# By step 6 or 7, in the median of ten seeds, nine tenths of the difference are gone; after 30 steps about a millionth is left. What a state keeps must be *set* or *learned*.
#
# ## 4 What can such a machine compute?
#
# With unbounded precision and time, one fixed recurrent network can simulate any Turing machine (Siegelmann & Sontag 1995). With finite precision it is a finite automaton. The theorem says that weights exist, and nothing about finding them.
#
# An automaton that no window can imitate is **parity**: is the number of ones so far odd?
#
# The new parity is *old parity XOR bit*. No single threshold computes XOR. But two thresholds can test the sum $q$ of old parity and bit (0, 1 or 2): is it at least 1, and is it at least 2? XOR is the first and not the second. And $\tanh(g z)$ with a large *gain* $g$ acts as a threshold at $z = 0$.
#
# ### Exercise 1.3 parity_weights
#
# **25 minutes, 2 points.** `parity_weights()` returns `RNNParams(W_x (1, 2), W_h (2, 2), b (2,))` of two tanh units. The bit $x_t$ is 0 or 1. Fixed for you: $h_0 = (-1, -1)$, and the readout $r_t = \tfrac12 h_{t,1} - \tfrac12 h_{t,2}$ of units 1 and 2. At every step $r_t$ must be within 0.1 of the parity of the bits so far, 0 or 1, for sequences of any length.
#
# By hand: unit 1 should be near $+1$ when $q \ge 1$ and unit 2 when $q \ge 2$, else near $-1$. Then $q = 0, 1, 2$ give states $(-1, -1)$, $(1, -1)$, $(1, 1)$, and the readout gives 0, 1, 0.


# %% exercise="parity_weights" minutes=25
def parity_weights():
    ### BEGIN SOLUTION
    # Why: The old parity is the readout, h1/2 - h2/2, so both columns of W_h weigh the units
    # by 1/2 and -1/2. Then the sum q = x + h1/2 - h2/2 meets two thresholds, 0.5 and 1.5. The
    # gain multiplies all of it, and makes tanh a step.
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
# The old parity is in the state already: it is the readout $\tfrac12 h_{t-1,1} - \tfrac12 h_{t-1,2}$. So $q = x_t + \tfrac12 h_{t-1,1} - \tfrac12 h_{t-1,2}$. A threshold at 0.5 is $\tanh(g\,(q - 0.5))$ with a large gain $g$. Multiply out, and read off, for each of the two units, which number multiplies $x$, which multiplies each $h$, and which stands alone. In `h @ W_h`, the weights *into* unit 1 are a column.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.3-parity_weights)
#
# Ten thousand random bits:

# %%
from helpers.scratch.parity import parity_weights as reference_weights

weights = yours(parity_weights, check_parity_weights, reference_weights)()
weights = RNNParams(*(np.asarray(weight, float) for weight in weights))
bits = np.random.default_rng(0).integers(2, size=(10_000, 1, 1)).astype(float)
hs, _ = forward(weights, bits, -np.ones((1, 2)))
readouts = 0.5 * hs[:, 0, 0] - 0.5 * hs[:, 0, 1]
errors = np.abs(readouts - np.cumsum(bits[:, 0, 0]) % 2)
print(f"largest error, first 100 steps: {errors[:100].max():.1e}, last: {errors[-100:].max():.1e}")
pictures.show_automaton(hs[:400, 0], bits[:400, 0, 0])

# %% [markdown]
# Ten thousand steps on, the error has not grown: each step pushes the state back into its corner. What makes a state stable also makes its gradient vanish (module 03).
#
# ## 5 Tokens and losses
#
# A token is an integer `id` from 0 to $V-1$. Its one-hot row times a table $E$ $(V, D)$ is row `id` of $E$, so `E[ids]` picks the rows without computing the product. The rows are called *embeddings*, and are learned like any weight.
#
# Write $dX$, here and throughout, for the gradient of the loss with respect to $X$; it has the shape of $X$. A token that occurs several times uses its row several times, and each use adds its part: *a shared weight's gradient is the sum over its copies*.
#
# ### Exercise 1.4 embed_backward
#
# **10 minutes, 0 points, optional.** How the gradient comes back through a lookup, in one function.
#
# <details><summary>The prompt</summary>
#
# `embed_backward(ids, dxs, V)` takes `ids (T, B)`, integers, and `dxs (T, B, D)`, and returns `dE (V, D)`: for each use of a row, its part is added to that row.
#
# By hand: $V = 3$, $D = 1$, ids 2, 0, 2 with gradients 1, 10, 100 give $dE = (10, 0, 101)$.
#
# </details>


# %% exercise="embed_backward" minutes=10 optional
def embed_backward(ids, dxs, V):
    ### BEGIN SOLUTION
    # Why: Each use of a row adds its part to that row. np.add.at adds once for each index,
    # also where an index comes twice; dE[ids] += dxs would keep only one of them.
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE
    ### END SOLUTION


# %% check="embed_backward" points=0
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
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.4-embed_backward)
#
# ### The loss: sum or mean over steps
#
# A language model's head gives *logits* $o_t = h_t W_y + b_y$, shape $(B, V)$, with $W_y$ $(H, V)$ and $b_y$ $(V,)$. Softmax turns a row of logits into probabilities, $P(k) = e^{o_k} / \sum_j e^{o_j}$. The loss of a step is $-\ln P(\text{target})$, and the loss of a sequence is the **sum** over its steps: probabilities of successive tokens multiply, so their logs add.
#
# To compare texts of different length, divide by the number of tokens: the **mean**, in nats per token. In a batch, shorter sequences are padded, and a `mask` $(T, B)$ is 1 on real steps and 0 on padding. Padding is not a token: it counts neither in the sum nor in the mean.
#
# ### Exercise 1.5 sequence_loss
#
# **15 minutes, 2 points.** `sequence_loss(logits, targets, mask, reduction)` takes `logits (T, B, V)`, `targets (T, B)`, `mask (T, B)`, and `reduction`, which is `"sum"` or `"mean"`. It returns one number, in nats: the sum over all real tokens of the batch, or that sum divided by their number. Logits may be as large as 1000.
#
# By hand: two steps, $B = 1$, $V = 2$, all logits 0, mask 1 then 0. The sum is $\ln 2 = 0.6931$ and the mean is $0.6931 / 1$, not $0.6931 / 2$.


# %% exercise="sequence_loss" minutes=15
def sequence_loss(logits, targets, mask, reduction):
    ### BEGIN SOLUTION
    # Why: Subtracting the largest logit of a row changes no probability and keeps every
    # exponent at 0 or below. The mask takes padding out of the sum, and out of the number of
    # tokens that the mean divides by.
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
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.5-sequence_loss)
#
# ### What is the loss before any training?
#
# **Predict first.** The model that we will train knows $V = 103$ characters. Its readout $W_y$ starts with standard deviation 0.01, and $b_y = 0$. What is its loss, in nats per character, before the first update?

# %% predict="loss_at_start"
prediction = None


# %% experiment=0 volatile
def loss_at_start(readout_sd, seed):
    p = language_model.init_language_model(np.random.default_rng(seed), V, 32, 64, readout_sd)
    ids, targets = train_ids[: 32 * 8].reshape(8, 32).T, train_ids[1 : 32 * 8 + 1].reshape(8, 32).T
    return language_model.language_model_loss(p, ids, targets, np.zeros((8, 64)))[0]


readout_sds = np.array([0.01, 0.03, 0.1, 0.3, 1.0, 3.0])
losses = np.array([[loss_at_start(sd, seed) for sd in readout_sds] for seed in range(5)])
print(f"ln V = {np.log(V):.2f}; medians:", *np.round(np.median(losses, axis=0), 2))
score_prediction(prediction, float(np.median(losses[:, 0])), unit="nats", within=0.05)
pictures.show_loss_at_start(readout_sds, losses, np.log(V))

# %% [markdown]
# With tiny logits each target has probability near $1/V$ and costs about $\ln V$. With a large readout some arbitrary character gets nearly all the probability, and the target costs far more. So an initial loss far above $\ln V$ suggests too large a readout.
#
# ## 6 Backpropagation through time
#
# Backpropagation works on any DAG (Rumelhart, Hinton & Williams 1986; Werbos 1990). Two facts:
#
# 1. **Fan-out adds.** If $h$ feeds two places, $dh$ is the sum of what comes back from both.
# 2. **Copies add.** Pretend that each step has its own $W_h^{(t)}$, all equal to $W_h$. Then the loss $L$ is a function of all copies, $\partial W_h^{(t)} / \partial W_h$ is the identity, and the chain rule gives $dW_h = \sum_t dW_h^{(t)}$.

# %%
show_map(pictures.MAP, at=("loss", "gradient"))
pictures.show_two_facts()

# %% [markdown]
# ### On paper: three steps of a scalar network
#
# Every symbol is a number: $a_t = w_x x_t + w_h h_{t-1}$ and $h_t = \tanh a_t$, for $t = 1, 2, 3$. There is no bias. Only the last state is scored, against a target: $L = \tfrac12 (h_3 - \textit{target})^2$. Take $w_x = 0.5$, $w_h = 0.8$, $h_0 = 0.5$, $x = (1, 0, 0)$, $\textit{target} = 1$.
#
# **Forward**, done for you: $a_1 = 0.5 + 0.4 = 0.9$ and $h_1 = 0.7163$; $a_2 = 0.8 \cdot 0.7163 = 0.5730$ and $h_2 = 0.5176$; $a_3 = 0.8 \cdot 0.5176 = 0.4141$ and $h_3 = 0.3919$. So $L = \tfrac12 (0.3919 - 1)^2 = 0.1849$.
#
# **Backward** is yours. Ask at each place: by how much does $L$ change if only this number changes a little? Start at $h_3$. Then, for $t = 3, 2, 1$, three questions:
#
# - $da_t$: how does $h_t$ change with $a_t$? (The derivative of tanh at $a_t$ can be written with $h_t$ alone.)
# - $dw_h^{(t)}$: inside $a_t$, what does this step's copy of $w_h$ multiply?
# - $dh_{t-1}$: inside $a_t$, what multiplies $h_{t-1}$?
#
# ### Exercise 1.6 scalar_bptt
#
# **20 minutes, 3 points.** On paper. `scalar_bptt()` returns your nine numbers, to three decimals, as a dict with the keys `dh_3`, `da_3`, `dw_h_3`, `dh_2`, `da_2`, `dw_h_2`, `dh_1`, `da_1`, `dw_h_1`, in the order in which you find them. The check names the first that is off.
#
# By hand: all nine numbers.


# %% exercise="scalar_bptt" minutes=20
def scalar_bptt():
    ### BEGIN SOLUTION
    # Why: Each round is the same three moves: through tanh, to the copy of the weight, one
    # step back. Only the numbers change, and each round needs the one before.
    dh_3 = 0.3919 - 1
    da_3 = dh_3 * (1 - 0.3919**2)
    dw_h_3 = da_3 * 0.5176
    dh_2 = da_3 * 0.8
    da_2 = dh_2 * (1 - 0.5176**2)
    dw_h_2 = da_2 * 0.7163
    dh_1 = da_2 * 0.8
    da_1 = dh_1 * (1 - 0.7163**2)
    dw_h_1 = da_1 * 0.5
    numbers = {"dh_3": dh_3, "da_3": da_3, "dw_h_3": dw_h_3}
    numbers |= {"dh_2": dh_2, "da_2": da_2, "dw_h_2": dw_h_2}
    return numbers | {"dh_1": dh_1, "da_1": da_1, "dw_h_1": dw_h_1}
    ### END SOLUTION


# %% check="scalar_bptt" points=3
check_scalar_bptt(scalar_bptt)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_scalar_bptt

check_scalar_bptt(scalar_bptt, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# $\tanh' = 1 - \tanh^2$. At step 3 you hold $dh_3 = h_3 - \textit{target}$; multiply by the slope of tanh to reach $a_3$, then by the factor that $a_3$ applies to the quantity you want. Each round is the same three multiplications, with other numbers.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.6-scalar_bptt)
#
# <details><summary>The general formula; open it when the check has passed</summary>
#
# $$ dh_3 = h_3 - \textit{target}, \qquad da_t = dh_t\,(1 - h_t^2), \qquad dw_h^{(t)} = da_t\, h_{t-1}, \qquad dh_{t-1} = da_t\, w_h. $$
#
# The gradient with respect to $w_h$ itself is the sum of its three copies, $dw_h = -0.2664 - 0.2159 - 0.0587 = -0.5410$. Going one step back multiplies by $w_h (1 - h_t^2)$. Here each such factor is below 1, so $dh_t$ shrinks towards the past: module 03 is about that product.
#
# </details>
#
# ### In matrices, one step
#
# We are given $dh_{next}$ $(B, H)$, the gradient with respect to $h_t$ from *all* its uses, and want those with respect to the five inputs, $x, h, W_x, W_h, b$.
#
# **tanh** acts entry by entry, as on paper: $\;da = dh_{next} \odot (1 - h_{next} \odot h_{next})$, shape $(B, H)$, with $\odot$ the entrywise product.
#
# **A product.** Let $A = XW$. Number the rows of the batch by $r$, so $A_{rj} = \sum_i X_{ri} W_{ij}$. The entry $W_{ij}$ reaches $L$ through $A_{rj}$ for every $r$, each time with factor $X_{ri}$. So $dW_{ij} = \sum_r X_{ri}\, dA_{rj}$, that is $dW = X^\top dA$.
#
# The entry $X_{ri}$ reaches $L$ through $A_{rj}$ for every $j$, with factor $W_{ij}$. So $dX_{ri} = \sum_j dA_{rj} W_{ij}$, that is $dX = dA\, W^\top$. If $D \ne H$, the shape of $W_x$ allows nothing else. $W_h$ is square, so there $W_h$ and $W_h^\top$ both fit, and only the indices decide.
#
# **A bias** is added to every row of the batch, one copy for each. Copies add: $db_j = \sum_r da_{rj}$.
#
# ### Exercise 1.7 rnn_step_backward
#
# **20 minutes, 3 points.** Apply the three rules to $a = x W_x + h W_h + b$. `rnn_step_backward(p, cache, dh_next)` returns `dx (B, D)`, `dh (B, H)` and `dp`, an `RNNParams` of gradients. The cache is what 1.1 stored: `x`, `h`, `h_next`.
#
# By hand, step 3 of the example: $W_h = 0.8$, $h = 0.5176$, $h_{next} = 0.3919$, $dh_{next} = -0.6081$ give $dW_h = -0.2664$ and $dh = -0.4117$.


# %% exercise="rnn_step_backward" minutes=20
def rnn_step_backward(p, cache, dh_next):
    ### BEGIN SOLUTION
    # Why: da is what all five gradients share. Copies add, so the weights' gradients sum over
    # the batch: in x.T @ da the product does it, in the bias the sum over the rows. The
    # gradients of the inputs go back through the transposed weights.
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
# Compute `da` first; all five gradients use it. Which variable in the cache is already an output of tanh? Then let the shapes of $dW_x$ and $dx$ guide you: $dW_x$ is $(D, H)$, and you hold a $(B, D)$ and a $(B, H)$. Which product sums over the batch? $dW_h$ and $dh$ follow the same pattern; there shapes alone do not decide, because $W_h$ is square.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.7-rnn_step_backward)
#
# ### All steps
#
# In the unrolled graph $h_t$ has two children: the head of its own step, and the next step's cell. Call what comes from the head alone `dhs_direct`: shape $(T, B, H)$, its row `t-1` belongs to $h_t$, as indices start at 0. It is a *part* of the gradient. The whole is, by fan-out,
#
# $$ dh_t = \texttt{dhs\_direct}_t + da_{t+1} W_h^\top, \qquad da_{T+1} = 0. $$
#
# So walk from $t = T$ down to 1, carrying one gradient $(B, H)$ that arrives from later steps. At the end it is $dh_0$. The parameters' gradients are sums over their $T$ copies.
#
# ### Exercise 1.8 rnn_backward
#
# **20 minutes, 3 points.** `rnn_backward(p, caches, dhs_direct)` takes the caches of `rnn_forward` and `dhs_direct (T, B, H)`. It returns `dxs (T, B, D)`, `dh0 (B, H)` and `dp`. Call the reference step, `cells.rnn_step_backward(p, cache, dh_next)`.
#
# By hand, the example again: `dhs_direct` is 0, 0, $-0.6081$, and `dp.W_h` is the sum of your three copies, $-0.5410$.


# %% exercise="rnn_backward" minutes=20
def rnn_backward(p, caches, dhs_direct):
    ### BEGIN SOLUTION
    # Why: A state reaches the loss through its own head and through the next step, so both
    # gradients are added before the step's backward pass. A weight is used at every step, so
    # dp is the sum of all its parts.
    dxs = [None] * len(caches)
    dh = np.zeros_like(dhs_direct[0])
    dp = RNNParams(*(np.zeros_like(w) for w in p))
    for t in reversed(range(len(caches))):
        dxs[t], dh, dp_t = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
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
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.8-rnn_backward)
#
# ### Is it right? Compare with PyTorch
#
# PyTorch's autograd does not use our derivation.

# %% experiment=4
from helpers.nn.torch_layers import elman_gradients

backward = yours(rnn_backward, check_rnn_backward, bptt.rnn_backward)
rng = np.random.default_rng(0)
p, xs, h0 = init.init_rnn(rng, 3, 4), rng.normal(size=(6, 2, 3)), rng.normal(size=(2, 4))
dhs_direct = rng.normal(size=(6, 2, 4))
dxs, dh0, dp = backward(p, forward(p, xs, h0)[1], dhs_direct)
theirs = elman_gradients(p, xs, h0, dhs_direct)
for name, ours in {"xs": dxs, "h0": dh0, **dp._asdict()}.items():
    print(f"d{name:4s} within 1e-12 of torch's: {np.abs(ours - theirs[name]).max() < 1e-12}")
check = stored("step_size")
pictures.show_step_sizes(check.settings["epsilons"], [run["errors"] for run in check.results])

# %% [markdown]
# The figure shows a second test: move one parameter by $\pm\varepsilon$, and compare the *central difference* $\frac{L(\theta + \varepsilon) - L(\theta - \varepsilon)}{2\varepsilon}$ with the gradient's entry. The formula is off by about $\varepsilon^2$ (Taylor). The subtraction loses digits: an $L$ near 1 is rounded by about $10^{-16}$, and that is divided by $\varepsilon$. The two errors balance where $\varepsilon^2 = 10^{-16} / \varepsilon$, near $\varepsilon = 5 \cdot 10^{-6}$.
#
# ### Exercise 1.9 numeric_gradient
#
# **15 minutes, 0 points, optional.** Central differences for every weight of the cell.
#
# <details><summary>The prompt</summary>
#
# Let $L = \sum_{t,i,j} \texttt{hs}_{tij}\, \texttt{dhs\_direct}_{tij}$: then `dhs_direct` is what comes back from $L$ to each state directly. `numeric_gradient(p, xs, h0, dhs_direct, eps)` returns an `RNNParams` of the shapes of `p` in which each entry is $(L(+\varepsilon) - L(-\varepsilon)) / 2\varepsilon$, with that one entry of `p` moved and all others as they were. Use `bptt.rnn_forward`. Leave `p` as it was.
#
# By hand: $T = B = D = H = 1$, all weights 0, $x = 1$, $h_0 = 0$, `dhs_direct` 1. Then $L = \tanh(W_x)$ near 0, and with `eps` 0.5 the entry of `W_x` is $(\tanh 0.5 + \tanh 0.5)/1 = 0.9242$; the exact gradient is 1.
#
# </details>


# %% exercise="numeric_gradient" minutes=15 optional
def numeric_gradient(p, xs, h0, dhs_direct, eps):
    ### BEGIN SOLUTION
    # Why: One entry is moved up, then down, then put back, so every other entry is as it was.
    # The loss is the sum of hs * dhs_direct, whose gradient with respect to hs is dhs_direct.
    p = RNNParams(*(weight.copy() for weight in p))
    dp = RNNParams(*(np.zeros_like(weight) for weight in p))
    for weight, entries in zip(p, dp, strict=True):
        for at in np.ndindex(weight.shape):
            old, sides = weight[at], []
            for move in (eps, -eps):
                weight[at] = old + move
                sides.append((bptt.rnn_forward(p, xs, h0)[0] * dhs_direct).sum())
            weight[at] = old
            entries[at] = (sides[0] - sides[1]) / (2 * eps)
    return dp
    ### END SOLUTION


# %% check="numeric_gradient" points=0
check_numeric_gradient(numeric_gradient)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_numeric_gradient

check_numeric_gradient(numeric_gradient, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Copy the weights first: writing into an array changes it for the caller too. `np.ndindex(shape)` runs through all indices of an array. What must be true of an entry before the next one is moved?
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.9-numeric_gradient)
#
# ## 7 Truncated backpropagation through time
#
# Full BPTT keeps a cache for every step. With $D = 32$, $H = 64$ and 8 bytes a number, a cache is $(32 + 64 + 64) \cdot 8 = 1{,}280$ bytes. Over a novel of a million characters that is 1.3 GB for a batch of one, before the first update.
#
# *Truncated* BPTT works in chunks of $k$ steps. Forward, the state is **carried** from chunk to chunk as a value. Backward, the gradient is **cut** at the chunk's first state. Elman (1990) took $k = 1$.
#
# Every path that crosses a border is lost. So the truncated gradient is *biased*: it is the exact gradient, at the present weights, of another loss, which treats the state at each border as a constant. More data does not remove a bias.
#
# Real-time recurrent learning (RTRL; Williams & Zipser 1989) carries the derivative of the state forward: nothing is cut, but a step costs on the order of $H^4$. Truncating at *random* borders, with what survives scaled up, is unbiased, at the price of variance (Tallec & Ollivier 2017).
#
# Even short lags suffer. An input that matters $d$ steps later sends a gradient only if both steps lie in one chunk.
#
# **Predict first.** Chunks have $k = 4$ steps. For what share of the steps $t$ do $t$ and $t + 3$ lie in one chunk?

# %% predict="lag_taught"
prediction = None

# %% experiment=1 volatile
import ipywidgets

score_prediction(prediction, (4 - 3) / 4, unit="of the steps")
show_map(pictures.MAP, at="gradient")
pictures.show_chunks(12, 12, 4)
_ = ipywidgets.interact(
    lambda T, k: pictures.show_chunks(T, k),
    T=ipywidgets.IntSlider(8, 2, 16, description="T, steps"),
    k=ipywidgets.IntSlider(2, 1, 16, description="k, chunk"),
)

# %% [markdown]
# Count in the lower row: steps 1 and 4 share a chunk; 2 and 5, 3 and 6, 4 and 7 do not. Of the $k$ steps in a chunk, the first $k - d$ have their partner in it. So a lag $d < k$ is taught at $(k-d)/k$ of the steps, a lag of $k$ or more at none.
#
# Move the sliders: with $k \ge T$ nothing is crossed out.
#
# ### Exercise 1.10 chunk_bounds
#
# **5 minutes, 0 points, optional.** Where the chunks begin and end.
#
# <details><summary>The prompt</summary>
#
# `chunk_bounds(T, k)` returns the list of `(start, stop)` pairs of Python's half-open ranges that cover `range(T)` in order, each `k` long, only the last one shorter if need be.
#
# By hand: `chunk_bounds(7, 3)` is `[(0, 3), (3, 6), (6, 7)]`.
#
# </details>


# %% exercise="chunk_bounds" minutes=5 optional
def chunk_bounds(T, k):
    ### BEGIN SOLUTION
    # Why: Starts are the multiples of k below T. A stop is k further on, but never beyond T.
    return [(start, min(start + k, T)) for start in range(0, T, k)]
    ### END SOLUTION


# %% check="chunk_bounds" points=0
check_chunk_bounds(chunk_bounds)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_chunk_bounds

check_chunk_bounds(chunk_bounds, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `range` takes a step. Every start is a multiple of `k` below `T`. Where would the last chunk stop if `T` were ignored?
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.10-chunk_bounds)
#
# ### Exercise 1.11 truncated_backward
#
# **20 minutes, 0 points, optional.** Cut the gradient, keep the value.
#
# <details><summary>The prompt</summary>
#
# `truncated_backward(p, xs, h0, dhs_direct, k)` runs forward itself, chunk by chunk, and returns `dxs (T, B, D)`, `dh0 (B, H)` and `dp`, summed over all chunks. Here `dh0` is what reaches $h_0$: it comes from the first chunk. Use `bptt.chunk_bounds`, which is given, `bptt.rnn_forward` and `bptt.rnn_backward`.
#
# By hand, the scalar example with $k = 1$: only step 3 has a loss, so only copy 3 of $dw_h$ is left, and $dh_0 = 0$.
#
# </details>


# %% exercise="truncated_backward" minutes=20 optional
def truncated_backward(p, xs, h0, dhs_direct, k):
    ### BEGIN SOLUTION
    # Why: Each chunk is a whole forward and backward run. The state goes on as a value, and
    # nothing comes back from the next chunk. The first chunk alone reads h0, so dh0 is its
    # own.
    h, parts = h0, []
    for start, stop in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[start:stop], h)
        parts.append(bptt.rnn_backward(p, caches, dhs_direct[start:stop]))
        h = hs[-1]
    dxs, dh0s, dps = zip(*parts, strict=True)
    return np.concatenate(dxs), dh0s[0], RNNParams(*(sum(ws) for ws in zip(*dps, strict=True)))
    ### END SOLUTION


# %% check="truncated_backward" points=0
check_truncated_backward(truncated_backward)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_truncated_backward

check_truncated_backward(truncated_backward, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Each chunk is a whole forward and backward run of its own. Where does its first state come from? Which chunk's `dh0` is the gradient of the $h_0$ that you were given?
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.11-truncated_backward)
#
# ## 8 A character model on real text
#
# ### Exercise 1.12 language_model_gradients
#
# **30 minutes, 3 points.** Ids become embeddings $\texttt{xs} = E[\texttt{ids}]$, the Elman network gives `hs`, the head gives logits $o_t = h_t W_y + b_y$, and the loss is the mean over all $TB$ tokens.
#
# `language_model_gradients(p, ids, targets, h0)` takes `p`, an `LMParams(E, rnn, W_y, b_y)` in which `rnn` is an `RNNParams`, `ids` and `targets` $(T, B)$, and `h0` $(B, H)$. It returns the loss in nats per token, `dp` of the same type as `p`, and `h_last` $(B, H)$, the state to carry on. The mask is all ones. Logits may be as large as 1000; the functions of `ops` allow for that.
#
# Use `bptt.rnn_forward`, `bptt.rnn_backward`, `ops.sequence_loss`, and `ops.embed_backward(ids, dxs, V)`, which adds up `dxs (T, B, D)` to `dE (V, D)`. Or, where the checks have passed, leave out `bptt.` and `ops.`: then your own functions train the model below.
#
# The gradient of the loss with respect to the logits comes from `ops.sequence_loss_backward(logits, targets, mask, "mean")`, shape $(T, B, V)$. It is softmax minus one-hot, divided by the number of tokens: for one token, its loss $\ell = -o_{\text{target}} + \ln \sum_j e^{o_j}$ gives $\partial \ell / \partial o_k = P(k) - [k = \text{target}]$. The brackets are 1 if what they hold is true, else 0.
#
# By hand: zero weights everywhere give the loss $\ln V$ and a uniform $P$. Only `dp.b_y` is then not 0: entry $k$ is $1/V$ minus the share of $k$ among the targets.


# %% exercise="language_model_gradients" minutes=30
def language_model_gradients(p, ids, targets, h0):
    ### BEGIN SOLUTION
    # Why: The way back visits the lines of the way forward in reverse order: logits, head,
    # network, embedding. What the head sends to the states is dhs_direct. The head's weights
    # are shared by all steps and rows, so their gradients sum over both.
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
# Write the forward pass first, one line per layer, and keep `caches`. Then walk back over the same lines in reverse order: logits, head, network, embedding. The head's weights are shared by all steps and all rows of the batch, so $dW_y$ sums over both: flatten $(T, B)$ to one axis and use $dW = X^\top dA$, or let `einsum` do it.
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.12-language_model_gradients)
#
# ### Exercise 1.13 sgd_step
#
# **10 minutes, 0 points, optional.** One update for the whole model, whose parameters are nested.
#
# <details><summary>The prompt</summary>
#
# `sgd_step(p, dp, lr)` takes weights and their gradients, both an `RNNParams` or both an `LMParams`, whose field `rnn` is an `RNNParams` itself. It returns new parameters of the type of `p`, each weight minus `lr` times its gradient. It leaves `p` and `dp` as they were: the old weights may still be needed.
#
# By hand: a weight 1 with gradient 2 and `lr` 0.1 becomes 0.8.
#
# </details>


# %% exercise="sgd_step" minutes=10 optional
def sgd_step(p, dp, lr):
    ### BEGIN SOLUTION
    # Why: A field that is an array takes the step itself; a field that holds fields is
    # updated by the same function. w - lr * dw makes a new array, so the old weights do not
    # change.
    if isinstance(p, np.ndarray):
        return p - lr * dp
    return type(p)(*(sgd_step(w, dw, lr) for w, dw in zip(p, dp, strict=True)))
    ### END SOLUTION


# %% check="sgd_step" points=0
check_sgd_step(sgd_step)
### BEGIN HIDDEN TESTS
from helpers.checks.m01_unrolling import check_sgd_step

check_sgd_step(sgd_step, seed=1)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# A NamedTuple can be looped over like a tuple, and `type(p)(*parts)` makes one of the same type. For the field that is an `RNNParams`, you have a function that takes a step already. What does `w -= ...` do to an array that other code uses too?
#
# </details>
#
# [Worked solution](../../solutions/01_unrolling/01_unrolling.ipynb#Exercise-1.13-sgd_step)
#
# ### Training
#
# Sixteen places in the text are read side by side, 32 characters at a time: truncated BPTT with $k = 32$. The gradient is scaled down when its norm exceeds 1 (module 03 says why).

# %% experiment=0
from helpers.experiments.character_model import chunks, held_out_loss, loss_by_context, progress


def train(ids, V, seed, moments, gradients_of, descend, B=16, T=32, D=32, H=64, lr=1.0):
    """Yield (updates done, weights) at the given moments."""
    p, h = language_model.init_language_model(np.random.default_rng(seed), V, D, H), None
    text = chunks(ids, B, T)  # inputs, targets, and whether the text begins anew
    for done in progress(moments[-1] + 1):
        if done in moments:
            yield done, p
        inputs, targets, first = next(text)
        h = np.zeros((B, H)) if first else h
        _, dp, h = gradients_of(p, inputs, targets, h)
        p = descend(p, optim.clip_by_norm(dp, 1.0)[0], lr)


# %% [markdown]
# Seed 0 of three stored ones runs here, for about a minute.
#
# **Predict first.** Where does the held-out loss end after 3,000 updates? The tables scored 3.28 (unigram), 2.60, 2.05, 1.72 and 1.64 (the best, $n = 5$).

# %% predict="final_loss"
prediction = None

# %% experiment=25 volatile
gradients_of = yours(
    language_model_gradients,
    check_language_model_gradients,
    language_model.language_model_gradients,
)
descend = yours(sgd_step, check_sgd_step, optim.sgd_step)
moments = stored("elman_pydoc").settings["moments"]
models = dict(train(train_ids, V, 0, moments, gradients_of, descend))
losses = [held_out_loss(p, test_ids) for p in models.values()]
score_prediction(prediction, losses[-1], unit="nats", within=0.1)
pictures.show_training(stored("elman_pydoc"), tables, live=(list(models), losses))

# %% [markdown]
# The network ends at 1.91 to 1.92 nats on three seeds, between the trigram and the 4-gram; the best table wins by 0.27 nats. Waiting would hardly help: from update 2,500 to 3,000 the seeds change by +0.001, +0.014 and $-0.008$.
#
# ### What it writes
#
# To generate, sample a character from the model's probabilities, feed it back, repeat. This uses your `rnn_step`.

# %% experiment=1 volatile
from helpers import sampling

one_step = yours(rnn_step, check_rnn_step, cells.rnn_step)


def write(p, start, us, temperature=1.0):
    """Continue the string `start` by one character for each uniform number in us."""
    ids, h = list(vocab.encode(start)), np.zeros((1, len(p.rnn.b)))
    for i in range(len(start) + len(us) - 1):
        h, _ = one_step(p.rnn, p.E[ids[i : i + 1]], h)
        if i >= len(start) - 1:
            probs = ops.softmax((h @ p.W_y + p.b_y)[0] / temperature)
            ids.append(int(sampling.sample(probs, us[i - len(start) + 1])))
    return vocab.decode(ids)


# %% experiment=1 volatile
before = stored("elman_pydoc")
print(f"of held-out text, {before.results[0]['word_share_of_real_text']:.0%} of the words are real")
us = np.random.default_rng(0).uniform(size=150)
for i, done in enumerate(before.settings["written_at"]):
    shares = [run["word_share"][i] for run in before.results]
    print(f"\n--- {done} updates: {min(shares):.0%} to {max(shares):.0%} of the words are real")
    print(write(models[done], "The ", us))

# %% [markdown]
# A word of three letters or more counts as real when it occurs in the training text. The share grows from nothing to 19 % after 200 updates and 44 to 47 % after 3,000.
#
# ### How far back does it look?
#
# Give the model only the last few characters, from the zero state, and score it again. A second question: how far is the truncated gradient $g_k$ from the full one $g$? Two measures: the relative error $\lVert g_k - g \rVert / \lVert g \rVert$, and the cosine of the angle.
#
# **Predict first.** From how many characters on does one more gain the trained model less than 0.02 nats?

# %% predict="characters_used"
prediction = None

# %% experiment=0 volatile
runs, lengths = before.results, before.settings["context_lengths"]
for at in ("200", "3000"):
    context = np.array([run["context"][at] for run in runs])  # (seeds, n)
    middle = np.median(context, axis=0)
    print(f"{at:>4} updates:", dict(zip(lengths, middle.round(2).tolist(), strict=True)))
print("3000, from 8 to 64:", np.round(context[:, lengths.index(8)] - context[:, -1], 4), "nats")
print("every third character:", np.round(loss_by_context(models[3000], test_ids, [16], 3), 2))
gains = -np.diff(middle) / np.diff(lengths)
score_prediction(prediction, lengths[int(np.argmax(gains < 0.02))], unit="characters", within=1)
pictures.show_context(before)
pictures.show_truncation(before)

# %% [markdown]
# Given one character, the trained model scores worse (3.41 to 3.79 nats) than after 200 updates (3.11 to 3.14): it relies on a past. Characters 4 to 6 back bring 0.06 to 0.09 nats after 200 updates and 0.32 to 0.34 at the end; what lies more than eight back brings at most 0.006. It looks *six to eight* characters back, about one word, though chunks of 32 would have allowed more. (The curve ends at 1.94, not 1.91: only every seventh character is scored.)
#
# At $k = 32$, where we trained, the gradient's error is 0.13 to 0.19, with a cosine of 0.98 or more. At Elman's $k = 1$ the error is 0.75 to 0.78; the cosine is 0.63 to 0.67, above 0, so a small such step would still lower the loss of our models, only not most steeply.
#
# ### The long run, and what beats it
#
# The verses at the top came from the same network, larger and trained longer.
#
# **Predict first.** The best interpolated table of Tiny Shakespeare scores 1.67 nats. And the network with 512 units?

# %% predict="long_run"
prediction = None

# %%
ends = [run["losses"][-1] for run in long_run.results]
score_prediction(prediction, float(np.mean(ends)), unit="nats", within=0.05)
print("interpolated tables, n = 1 to 7:", np.round(long_run.results[0]["ngrams"], 2).tolist())
print(f"network, {long_run.results[0]['weights']:,} weights: {min(ends):.3f} to {max(ends):.3f}")

# %% [markdown]
# It beats every table: 1.53 to 1.54 nats, three seeds, against 1.67 for the best of them ($n = 5$). That took 5,000 updates by Adam, which scales each weight's step by the recent size of its gradients, and about 400 seconds a seed. What beats it? Karpathy reports 1.47 on the same split for a Transformer of ten million weights after three minutes on a large GPU. Read the verses aloud: speakers, rhythm and most words are in place, but they make no sense.
#
# ## 9 Claimed and measured
#
# | claimed, and where | measured here | holds? |
# |---|---|---|
# | A network with a memory beats tables of counts (Mikolov et al. 2010, on words). | Held-out loss 1.91 to 1.92 after 3,000 updates; best interpolated table 1.64 (help topics, 3 seeds). The long run: 1.53 against 1.67 (Tiny Shakespeare, 3 seeds). | Not for 64 units and 3,000 updates; yes for the long run. |
# | The state summarises the whole past (Goodfellow et al. 2016 call it lossy). | All that lies more than 8 characters back lowers the loss by 0.0001 to 0.006 nats (3 seeds). | No: it could, but was not trained to. |
# | A truncated gradient can point the wrong way (Tallec & Ollivier 2017). | Cosine to the full gradient 0.63 to 0.67 at $k = 1$ (3 seeds). | Not seen here: less steep, but downhill. |
# | Recurrent networks are Turing complete (Siegelmann & Sontag 1995). | Two units, set by hand at gain 10, keep parity for 10,000 steps within 0.0001. | Open: it is a theorem about weights that exist, not about learning. |
# | The smaller the step, the better a numeric gradient (a common belief). | Relative error 6e-11 to 9e-11 at $10^{-5}$, 2e-4 to 3e-4 at $10^{-12}$ (5 seeds). | No. |
#
# ## 10 Limits
#
# - **Far dependencies.** The gradient between distant steps is a product of many factors, and it fades or explodes (module 03).
# - **Time is serial.** Step $t$ waits for step $t-1$, on any number of cores.
# - **One vector holds everything.** Its size limits what is kept (modules 09 and 10).
#
# ## 11 Summary
#
# - A state is a lossy summary; one set of weights updates it at every step.
# - BPTT is backprop on the unrolled graph: fan-out adds, copies add.
# - Truncation carries the value and cuts the gradient.
# - Judge a loss against the strongest cheap baseline on held-out text, over seeds.
# - Next: how good are 1.91 nats, and what can a language model do? (Module 02.)
#
# ### Essay: where does truncation hurt?
#
# **25 minutes, 4 points, graded by hand.** 150 to 300 words. A colleague trains with chunks of $k = 32$ and says: "The state is carried over, so the model can still learn dependencies of 100 steps." What is right about this sentence, and what is wrong? Use the two words *value* and *gradient*. One point each: what the carried value makes possible; what the cut gradient prevents; why more data does not help; an experiment that would settle the matter.

# %% [markdown] essay="where_truncation_hurts" points=4 minutes=25
# **Rubric.**
#
# - 1 point: the carried state lets information from more than 32 steps back influence the prediction (value).
# - 1 point: no gradient crosses a border, so nothing rewards storing what is needed only beyond the border. It may be kept by accident.
# - 1 point: the gradient is biased, not noisy: more data does not help.
# - 1 point: a workable experiment, for example a task whose only dependency has a known lag (copy one token after 100 steps), trained with $k$ = 32, 100 and 128 over several seeds, compared with the baseline that ignores the far token.
#
# **A good answer** says that weights can *use* a carried state at test time, but are not *trained* to fill it with what matters beyond the border.

# %% [markdown]
# ## Last, your network writes
#
# For the verses at the top, logits were divided by a *temperature* of 0.5, which makes likely characters likelier (module 08). Yours gets 0.6: lower, a small network soon writes only spaces. Copy the cell, and change the beginning.

# %% experiment=0 volatile
for seed in range(3):
    us = np.random.default_rng(seed).uniform(size=150)
    print(write(models[3000], "A network ", us, temperature=0.6), "-" * 40, sep="\n")

# %% [markdown]
# ## Sources, read critically
#
# - J. L. Elman (1990), *Finding structure in time*, Cognitive Science 14. The cell of this module, with logistic units, trained with $k = 1$.
# - M. I. Jordan (1986), *Serial order: a parallel distributed processing approach*, UCSD report 8604. Earlier; there the *output* is fed back, not the state.
# - D. E. Rumelhart, G. E. Hinton & R. J. Williams (1986), *Learning internal representations by error propagation*, in Parallel Distributed Processing, vol. 1. It unfolds a recurrent net into a feed-forward one.
# - P. J. Werbos (1990), *Backpropagation through time: what it does and how to do it*, Proceedings of the IEEE 78. The same sums in another notation.
# - R. J. Williams & D. Zipser (1989), *A learning algorithm for continually running fully recurrent neural networks*, Neural Computation 1. RTRL.
# - R. J. Williams & J. Peng (1990), *An efficient gradient-based algorithm for on-line training of recurrent network trajectories*, Neural Computation 2. Truncation, in the general form: look back $h$ steps, every $h'$ steps. Ours has $h = h'$.
# - C. Tallec & Y. Ollivier (2017), *Unbiasing truncated backpropagation through time*, arXiv:1705.08209. Random borders, and weights that make the mean of the gradient right.
# - T. Mikolov, M. Karafiát, L. Burget, J. Černocký & S. Khudanpur (2010), *Recurrent neural network based language model*, Interspeech. Elman networks against back-off tables, on words.
# - I. Goodfellow, Y. Bengio & A. Courville (2016), *Deep learning*, MIT Press. Chapter 10: unrolling as a graph, and the state as a lossy summary.
# - H. T. Siegelmann & E. D. Sontag (1995), *On the computational power of neural nets*, Journal of Computer and System Sciences 50. With unbounded precision, and saturated-linear units where we have tanh.
# - C. E. Shannon (1951), *Prediction and entropy of printed English*, Bell System Technical Journal 30. There, people predict.
# - I. H. Witten & T. C. Bell (1991), *The zero-frequency problem*, IEEE Transactions on Information Theory 37. Here their method C, interpolated.
# - A. Karpathy (2015), *The unreasonable effectiveness of recurrent neural networks*, blog. It made character models and Tiny Shakespeare popular; the README of his *nanoGPT* (code) reports the 1.47.
